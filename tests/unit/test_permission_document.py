"""docs/yetkiler.md says what the program does: its two tables are made from the tables in code."""

from pathlib import Path

import pytest

from kbs_envanter.domain.permissions import ALLOWED, Permission, Role
from kbs_envanter.store import grants
from kbs_envanter.store.roles import EMLAK, GOREVLI, KAMU

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "yetkiler.md"


def permissions() -> str:
    """Which role may do what."""
    rows = [
        f"| `{permission}` | " + " | ".join("✓" if permission in ALLOWED[role] else "" for role in Role) + " |"
        for permission in Permission
    ]
    head = "| yetki | " + " | ".join(f"`{role}`" for role in Role) + " |"
    return "\n".join([head, "| --- |" + " :-: |" * len(Role), *rows])


def relations() -> str:
    """Which database role reads which relation."""
    roles = (KAMU, GOREVLI, EMLAK)

    def cell(role: str, name: str) -> str:
        columns = grants.READ[role].get(name)
        if columns is None:
            return ""
        guarded = " (kurallı)" if name in grants.ROWS and role != EMLAK else ""
        return ("hepsi" if columns == grants.EVERYTHING else f"{len(columns.split())} sütun") + guarded

    names = sorted({name for role in roles for name in grants.READ[role]})
    rows = [f"| `{name}` | " + " | ".join(cell(role, name) for role in roles) + " |" for name in names]
    head = "| ilişki | " + " | ".join(f"`{role}`" for role in roles) + " |"
    return "\n".join([head, "| --- | --- | --- | --- |", *rows])


@pytest.mark.parametrize("table", [permissions, relations])
def test_the_document_shows_the_table_of_the_code(table):
    assert table() in DOCUMENT.read_text(encoding="utf-8"), f"put this into {DOCUMENT.name}:\n{table()}"
