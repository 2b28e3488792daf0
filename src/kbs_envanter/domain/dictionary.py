"""The data dictionary: of every field of every table what it is, who may know it, and what it is to KVKK (law 6698).

The tables are in ``dictionary_tables``, the words in ``dictionary_words``. A field without a class fails a test, and so
does one that a database role may read though its class is above that role.
"""

from dataclasses import dataclass
from enum import StrEnum

from kbs_envanter.domain.dictionary_tables import KVKK, TABLES
from kbs_envanter.domain.dictionary_words import OF_FIELD, OF_NAME
from kbs_envanter.domain.labels import N_

__all__ = ["TABLES", "Access", "Field", "Kvkk", "columns", "words_of"]


class Access(StrEnum):
    """Who may know a field, of the rows that he may see."""

    ACIK = "acik"
    GOREVLI = "gorevli"
    EMLAK = "emlak"
    SISTEM = "sistem"

    @property
    def tr(self) -> str:
        """For people."""
        return _ACCESS[self]


class Kvkk(StrEnum):
    """What a field is to the law on personal data."""

    YOK = "kisisel_degil"
    SINIF = "kisi_sinifi"
    METIN = "serbest_metin"
    PERSONEL = "personel"
    GIZLI = "kimlik_bilgisi"

    @property
    def tr(self) -> str:
        """For people."""
        return _KVKK[self]


_ACCESS = {
    Access.ACIK: N_("Herkese açık"),
    Access.GOREVLI: N_("Görevliler"),
    Access.EMLAK: N_("Emlak görevlileri"),
    Access.SISTEM: N_("Yalnız program"),
}
_KVKK = {
    Kvkk.YOK: N_("Kişisel veri değil"),
    Kvkk.SINIF: N_("Yalnız sınıf: gerçek ya da tüzel kişi, ad yok"),
    Kvkk.METIN: N_("Serbest metin: kişi adı yazılmaz"),
    Kvkk.PERSONEL: N_("Personelin hesap adı, ağ adresi ya da konumu"),
    Kvkk.GIZLI: N_("Şifrelenmiş ya da özetlenmiş kimlik bilgisi"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column."""

    name: str
    tr: str
    access: Access
    kvkk: Kvkk


def columns(table: str) -> list[Field]:
    """The fields of a table, in the order of their classes.

    Raises:
        KeyError: for an unknown table, and for a field that no words are there for.
    """
    found = []
    for access, names in TABLES[table].fields:
        for name in names.split():
            key, said = f"{table}.{name}", words_of(table, name)
            kind = next((kind for kind, keys in KVKK.items() if key in keys), Kvkk.YOK.value)
            found.append(Field(name, said, Access(access), Kvkk(kind)))
    return found


def words_of(table: str, name: str) -> str:
    """What a field is, in Turkish.

    Raises:
        KeyError: for a field that no words are there for.
    """
    key = f"{table}.{name}"
    return OF_FIELD[key] if key in OF_FIELD else OF_NAME[name]
