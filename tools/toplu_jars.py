"""Fetch Sedona's Java archives through Maven into a folder, and check their hashes."""

import subprocess
import sys
from pathlib import Path

from kbs_envanter.domain.errors import UserError
from kbs_envanter.toplu.jars import JARS, checked, file_of


def main(folder: Path) -> None:
    """Fetch what is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for coordinates in JARS:
        if not (folder / file_of(coordinates)).exists():
            copy = ["mvn", "--batch-mode", "--quiet", "dependency:copy", f"-Dartifact={coordinates}"]
            subprocess.run([*copy, f"-DoutputDirectory={folder.absolute()}"], check=True)
    try:
        checked(folder)
    except UserError as error:
        raise SystemExit(f"✗ {error}") from None


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".kbs/jar"))
