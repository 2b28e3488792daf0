"""How fast the API answers, beside tipg, pygeoapi and plain SQL: see ``bench/api/__init__.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.api.run import main

if __name__ == "__main__":
    main()
