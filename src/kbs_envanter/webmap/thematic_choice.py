"""What a thematic map shows, as its address says it: the address is the whole state, so a link reopens the same map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from urllib.parse import urlencode

from kbs_envanter.domain.classes import FEWEST, MOST, Method
from kbs_envanter.language import N_

FILE = "dosya"
LARGEST = 1e16  # a value of a file; beyond it arithmetic would lose its digits
_LONGEST_NAME, _LONGEST_VALUES = 80, 6_000

METHODS = {
    Method.DOGAL: N_("Doğal kırılmalar (Jenks)"),
    Method.SAYICA_ESIT: N_("Eşit sayıda (quantile)"),
    Method.ARALIKCA_ESIT: N_("Eşit aralık (equal)"),
}
PER = {
    "ham": (N_("Olduğu gibi"), ""),
    "kisi": (N_("Kişi başına"), N_("kişi")),
    "on_bin": (N_("10.000 kişiye"), N_("10.000 kişi")),
    "km2": (N_("km² başına"), "km²"),
}
# All of ColorBrewer's that stay in order for colour-blind readers and in grey print; the last one is grey itself.
PALETTES = {
    "YlGnBu": N_("Sarı–yeşil–mavi"),
    "YlOrBr": N_("Sarı–turuncu–kahve"),
    "BuPu": N_("Mavi–mor"),
    "Blues": N_("Maviler"),
    "Purples": N_("Morlar"),
    "Greys": N_("Griler (siyah-beyaz baskı)"),
}


class BadChoice(Exception):
    """An address asks for what there is not; the texts name the parameter and what it may be."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(f"{tr} / {en}")
        self.tr, self.en = tr, en


@dataclass(frozen=True, slots=True)
class Choice:
    """The state of a thematic map. ``ad``, ``birim`` and ``degerler`` are of an uploaded file."""

    gosterge: str = "varlik"
    oran: str = "on_bin"
    yontem: Method = Method.DOGAL
    sinif: int = 5
    palet: str = "YlGnBu"
    ad: str = ""
    birim: str = ""
    degerler: tuple[tuple[str, float], ...] = ()

    @property
    def query(self) -> str:
        """The state as a query string."""
        state = {
            "gosterge": self.gosterge,
            "oran": self.oran,
            "yontem": self.yontem.value,
            "sinif": self.sinif,
            "palet": self.palet,
        }
        if self.degerler:
            state |= {"ad": self.ad, "birim": self.birim, "degerler": self.values_text}
        return urlencode(state)

    @property
    def values_text(self) -> str:
        """The values of a file: ``atakent:12.5,cennet:3``."""
        return ",".join(f"{kod}:{value:.10g}" for kod, value in self.degerler)

    def with_values(self, values: Mapping[str, float], ad: str, birim: str) -> "Choice":
        """The same map of a file's values, as they are."""
        return replace(
            self,
            gosterge=FILE,
            oran="ham",
            ad=ad[:_LONGEST_NAME],
            birim=birim[:_LONGEST_NAME],
            degerler=tuple(sorted(values.items())),
        )


def read(query: Mapping[str, str], codes: Iterable[str]) -> Choice:
    """The choice that a query string makes; what it leaves out is as usual.

    Args:
        query: the parameters of the address.
        codes: of the neighbourhoods, which ``degerler`` may name.

    Raises:
        BadChoice: for a value that a parameter cannot have.
    """
    gosterge = query.get("gosterge", "varlik")
    usual = "on_bin" if gosterge == "varlik" else "km2" if gosterge == "nufus" else "ham"
    values: tuple[tuple[str, float], ...] = ()
    if gosterge == FILE:
        values = _values(query.get("degerler", ""), set(codes))
    return Choice(
        gosterge,
        _one_of(query, "oran", PER, usual),
        Method(_one_of(query, "yontem", [method.value for method in Method], Method.DOGAL.value)),
        int(_one_of(query, "sinif", [str(count) for count in range(FEWEST, MOST + 1)], "5")),
        _one_of(query, "palet", PALETTES, "YlGnBu"),
        _plain(query.get("ad", "")),
        _plain(query.get("birim", "")),
        values,
    )


@lru_cache
def colours(palette: str, count: int) -> tuple[str, ...]:
    """``count`` colours from light to dark: ColorBrewer's own for 3 to 7, fewer are taken out of those for 3."""
    from branca.utilities import color_brewer  # brings NumPy: a second that a start need not wait for

    if count >= FEWEST:
        return tuple(color_brewer(palette, count))
    three = color_brewer(palette, FEWEST)
    return (three[1],) if count == 1 else (three[0], three[2])


def _one_of(query: Mapping[str, str], name: str, allowed: Iterable[str], usual: str) -> str:
    value = query.get(name) or usual
    if value not in allowed:
        listed = ", ".join(allowed)
        raise BadChoice(
            f"“{name}” için “{value[:40]}” olmaz; şunlardan biri olmalı: {listed}.",
            f"“{name}” cannot be “{value[:40]}”; it may be: {listed}.",
        )
    return value


def _values(text: str, codes: set[str]) -> tuple[tuple[str, float], ...]:
    refused = BadChoice(
        "“degerler” okunamadı; örneği: atakent:12.5,cennet:3 (bilinen mahalle kodları, her biri bir kez).",
        "“degerler” cannot be read; for example: atakent:12.5,cennet:3 (known codes, each once).",
    )
    if not text or len(text) > _LONGEST_VALUES:
        raise refused
    found: dict[str, float] = {}
    for pair in text.split(","):
        kod, _, digits = pair.partition(":")
        try:
            value = float(digits)
        except ValueError as error:
            raise refused from error
        if kod not in codes or kod in found or not isfinite(value) or abs(value) > LARGEST:
            raise refused
        found[kod] = value
    return tuple(sorted(found.items()))


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:_LONGEST_NAME]
