"""Which stored asset a row speaks of: by its code, else by name and neighbourhood. A doubtful one is asked back."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz
from sqlalchemy import Connection, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.importing.values import NEW, Read
from kbs_envanter.store.models import Varlik, VarlikParsel

_CLOSE = 88
_SHOWN = 3
_COMMON = 300  # a word that more assets share tells nothing
_PUNCTUATION = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A stored asset, as far as rows are compared with it.

    ``konum``: longitude first, EPSG:4326, with precision and radius. ``ada_parsel``: its parcels as answers write them.
    """

    kod: str
    tur: str
    ad: str
    mahalle_kod: str | None
    konum: tuple[float, float, str, Decimal] | None
    ada_parsel: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may speak of one of these, and why nobody can tell."""

    tr: str
    en: str


class Assets:
    """The assets that an asker may know of, found by code and by name."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_code: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self._by_word: dict[str, list[Known]] = defaultdict(list)
        for each in known:
            self._by_code[each.kod] = each
            name = folded(each.ad)
            self._by_name[name].append(each)
            for word in set(name.split()):
                self._by_word[word].append(each)

    def find(self, read: Read) -> Known | Doubt | None:
        """The asset that a row speaks of; None for a new one; a doubt where a person must say."""
        if read.kod is not None:
            found = self._by_code.get(read.kod)
            if found is not None:
                return found
            short = read.kod[:40]
            return Doubt(
                f"“{short}” kodlu bir varlık yok; yeni varlıksa kodu boş bırakın.",
                f"There is no asset “{short}”; leave the code empty for a new one.",
            )
        name = folded(read.alanlar.get("ad") or "")
        if read.yeni or not name:
            return None
        return self._by_name_and_place(read, name)

    def _by_name_and_place(self, read: Read, name: str) -> Known | Doubt | None:
        tur, mahalle = read.alanlar.get("tur"), read.alanlar.get("mahalle_kod")
        same = [each for each in self._by_name.get(name, ()) if tur in (None, each.tur)]
        here = [each for each in same if mahalle is not None and each.mahalle_kod == mahalle]
        if len(here) == 1:
            return here[0]
        if here:
            return _doubt(here, "aynı ad ve mahallede birkaç varlık var", "several have this name and neighbourhood")
        unplaced = [each for each in same if mahalle is None or each.mahalle_kod is None]
        if unplaced:
            return _doubt(
                unplaced, "aynı adlı varlık var, mahallesi karşılaştırılamıyor",
                "one has this name, the neighbourhoods cannot be compared",
            )  # fmt: skip
        close = self._close(name, tur, mahalle)
        return _doubt(close, "adı buna çok benzeyen varlık var", "one has a very similar name") if close else None

    def _close(self, name: str, tur: str | None, mahalle: str | None) -> list[Known]:
        """Assets of the same neighbourhood whose name differs little, the closest first."""
        found: dict[str, tuple[float, Known]] = {}
        for word in set(name.split()):
            candidates = self._by_word.get(word, ())
            if len(candidates) > _COMMON:
                continue
            for each in candidates:
                near = mahalle is None or each.mahalle_kod in (None, mahalle)
                if each.kod not in found and near and tur in (None, each.tur):
                    found[each.kod] = (fuzz.token_sort_ratio(name, folded(each.ad)), each)
        best = sorted((pair for pair in found.values() if pair[0] >= _CLOSE), key=lambda pair: (-pair[0], pair[1].kod))
        # "2. Park" is not "3. Park", however alike they are.
        return [each for _, each in best if _numbers(folded(each.ad)) == _numbers(name)]


def read_assets(connection: Connection, ilce_kodu: int, who: Who) -> Assets:
    """Every asset of the district that this asker may know of."""
    columns = (Varlik.kod, Varlik.tur, Varlik.ad, Varlik.mahalle_kod)
    place = (func.ST_X(Varlik.konum), func.ST_Y(Varlik.konum), Varlik.kesinlik, Varlik.belirsizlik_m)
    link = VarlikParsel
    parcels = (
        select(func.string_agg(link.atif, aggregate_order_by(literal("; "), link.sira)))
        .where(link.ilce_kodu == Varlik.ilce_kodu, link.varlik_id == Varlik.id)
        .scalar_subquery()
    )
    query = select(*columns, parcels, *place).where(Varlik.ilce_kodu == ilce_kodu)
    if not who.may(Permission.EMLAK_OKU):
        query = query.where(Varlik.erisim == Erisim.ACIK)
    return Assets(
        Known(kod, tur, ad, mahalle, None if place[0] is None else tuple(place), links)
        for kod, tur, ad, mahalle, links, *place in connection.execute(query.order_by(Varlik.kod))
    )


def folded(name: str) -> str:
    """A name for comparison: no case, accents or punctuation."""
    return _PUNCTUATION.sub(" ", katla(name)).strip()


def _numbers(name: str) -> list[str]:
    return sorted(word for word in name.split() if word.isdigit())


def _doubt(candidates: list[Known], tr: str, en: str) -> Doubt:
    listed = "; ".join(f"{each.kod} {each.ad}" for each in candidates[:_SHOWN])
    return Doubt(
        f"{tr[0].upper() + tr[1:]}: {listed}. Oysa kodunu yazın, değilse kod sütununa “{NEW}” yazın.",
        f"{en[0].upper() + en[1:]}: {listed}. Write its code if it is the one, else “{NEW}” as the code.",
    )
