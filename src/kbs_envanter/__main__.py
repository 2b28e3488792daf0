"""``python -m kbs_envanter``: the same as ``kbs-envanter``."""

from kbs_envanter.cli import main

main()
