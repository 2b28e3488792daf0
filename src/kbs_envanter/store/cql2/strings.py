"""Comparison of texts by Turkish rules: CASEI, ACCENTI and LIKE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbs_envanter.domain.text import katla
from kbs_envanter.store.cql2.tree import Call, Cql2Refused, Expression, String

if TYPE_CHECKING:
    from kbs_envanter.store.cql2.sql import Writer


def folded(writer: Writer, node: Call) -> str:
    """CASEI keeps accents and tells ı from i (I = ı, İ = i); ACCENTI folds accents, case and the four i's together."""
    accents, inner = _unwrap(node)
    text = writer.typed(inner, "string")
    return f"kbs.katla({text})" if accents else f'lower({text} COLLATE "tr-x-icu")'


def like(writer: Writer, node: Call) -> str:
    r"""``LIKE`` with ``%``, ``_`` and the escape ``\``, which are those of PostgreSQL."""
    value, pattern = node.args
    accents, constant = _unwrap(pattern)
    if not isinstance(constant, String):
        raise Cql2Refused("LIKE'ın sağına tırnak içinde bir kalıp yazın.", "Right of LIKE write a pattern in quotes.")
    final = katla(constant.value) if accents else constant.value
    if (len(final) - len(final.rstrip("\\"))) % 2:
        raise Cql2Refused(
            "LIKE kalıbı tek ters bölüyle bitemez; iki tane yazın.",
            "A LIKE pattern cannot end in a single backslash; write two.",
        )
    return f"({writer.typed(value, 'string')} LIKE {writer.typed(pattern, 'string')})"


def _unwrap(node: Expression) -> tuple[bool, Expression]:
    """Whether ACCENTI is among the wrappings, and what is inside them."""
    accents = False
    while isinstance(node, Call) and node.name in ("casei", "accenti"):
        accents |= node.name == "accenti"
        (node,) = node.args
    return accents, node
