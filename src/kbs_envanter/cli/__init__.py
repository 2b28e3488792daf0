"""``kbs-envanter``: the commands, one module a subject. Each says what it does in Turkish, then in English."""

from kbs_envanter.cli.main import main

__all__ = ["main"]
