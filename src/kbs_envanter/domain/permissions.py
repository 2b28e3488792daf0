"""Who may do what: roles, permissions, and the one table that joins them.

The table is shown at ``/yetkiler`` and in docs/security.md, asked by every route, and enforced a second time in the
database (store/grants.py), where the same roles cannot select what they must not see.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Role(StrEnum):
    """What an account is for. Nobody signed in is ``herkes``."""

    HERKES = "herkes"
    SAHA = "saha"
    MUDURLUK_EDITORU = "mudurluk_editoru"
    PLANLAMA = "planlama"
    EMLAK = "emlak"
    YONETICI = "yonetici"


class Permission(StrEnum):
    """One thing that may be done."""

    ACIK_OKU = "acik_oku"  # what is public
    GOREVLI_OKU = "gorevli_oku"  # staff views: candidates, findings, field verdicts, reasons
    EMLAK_OKU = "emlak_oku"  # officer views: withheld assets, counterparties
    SAHA_YAZ = "saha_yaz"  # verdicts, photos, new assets found
    SAHA_YONET = "saha_yonet"  # campaigns, reviews of verdicts
    KENDI_DUZENLE = "kendi_duzenle"  # assets of the account's own directorate
    DUZENLE = "duzenle"  # every public asset
    HAK_DUZENLE = "hak_duzenle"  # rights, parcels, access of an asset
    ICE_AKTAR = "ice_aktar"  # departments' files
    GECMIS_OKU = "gecmis_oku"  # who changed what, and why
    GERI_AL = "geri_al"  # undo of a change
    ONAYLA = "onayla"  # approve or reject proposals and pairs
    ABONE_YONET = "abone_yonet"  # webhooks
    HESAP_YONET = "hesap_yonet"  # accounts, keys, devices


_P = Permission
_STAFF = frozenset({_P.ACIK_OKU, _P.GOREVLI_OKU})
_OFFICE = _STAFF | {_P.DUZENLE, _P.GECMIS_OKU, _P.GERI_AL, _P.ICE_AKTAR, _P.ONAYLA, _P.SAHA_YAZ, _P.SAHA_YONET}

ALLOWED: Final[dict[Role, frozenset[Permission]]] = {
    Role.HERKES: frozenset({_P.ACIK_OKU}),
    Role.SAHA: frozenset({_P.ACIK_OKU, _P.SAHA_YAZ}),
    Role.MUDURLUK_EDITORU: _STAFF | {_P.KENDI_DUZENLE, _P.GECMIS_OKU, _P.SAHA_YAZ},
    Role.PLANLAMA: _OFFICE,
    Role.EMLAK: _OFFICE | {_P.EMLAK_OKU, _P.HAK_DUZENLE},
    Role.YONETICI: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: a person with a session, a system with a key, or nobody.

    ``scopes`` narrows a key to some of its account's permissions; None does not narrow.
    """

    name: str = "herkes"
    role: Role = Role.HERKES
    account: UUID | None = None
    directorate: str | None = None
    scopes: frozenset[Permission] | None = None

    def may(self, permission: Permission) -> bool:
        """Whether this asker may do that."""
        return permission in ALLOWED[self.role] and (self.scopes is None or permission in self.scopes)

    def may_edit(self, directorate: str | None) -> bool:
        """Whether this asker may edit an asset of that directorate (None: of none)."""
        own = directorate is not None and directorate == self.directorate
        return self.may(Permission.DUZENLE) or (own and self.may(Permission.KENDI_DUZENLE))


NOBODY: Final = Who()


def read_roles(text: str) -> dict[str, Role]:
    """Which group of a directory has which role: lines ``group=role``, in the order that counts.

    Raises:
        ValueError: a line is no such pair, or names no role that an account can have.
    """
    roles = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        group, _, role = (part.strip() for part in line.rpartition("="))
        if not group or role not in set(Role) - {Role.HERKES}:
            known = ", ".join(each for each in Role if each is not Role.HERKES)
            raise ValueError(f"{line!r}: grup=rol olmalı, rol: {known} / must be group=role")
        roles[group] = Role(role)
    return roles
