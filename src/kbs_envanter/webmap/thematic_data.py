"""The values of a thematic map: an indicator of each neighbourhood, per what, in which class, in which colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from kbs_envanter.domain.classes import ValueClass, class_of, classify
from kbs_envanter.domain.text import lower
from kbs_envanter.language import Speech
from kbs_envanter.webmap import sheet
from kbs_envanter.webmap.thematic_choice import FILE, PER, BadChoice, Choice, colours

_BINS = 14
_PER_PEOPLE = {"kisi": 1, "on_bin": 10_000}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number of each neighbourhood (None: not known), what it is called and where it is from."""

    kod: str
    ad: str
    birim: str
    grup: str
    kaynak: str
    degerler: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A neighbourhood on the map: its number in the map's key, its value as it is and as it is shown, its class."""

    no: int
    kod: str
    ad: str
    ham: float | None
    deger: float | None
    sinif: int | None


@dataclass(frozen=True, slots=True)
class Thematic:
    """All that a thematic map tells."""

    secim: Choice
    gosterge: Indicator
    birim: str
    satirlar: list[Row]
    siniflar: list[ValueClass]
    renkler: tuple[str, ...]
    dil: Speech

    @property
    def title(self) -> str:
        """What is shown, per what."""
        per = self.dil._(PER[self.secim.oran][0])
        return self.gosterge.ad if self.secim.oran == "ham" else f"{self.gosterge.ad}, {_small(per, self.dil)}"

    @property
    def values(self) -> list[float]:
        """The known values."""
        return [row.deger for row in self.satirlar if row.deger is not None]

    @property
    def missing(self) -> int:
        """How many neighbourhoods have no value."""
        return len(self.satirlar) - len(self.values)

    @property
    def digits(self) -> int:
        """Decimals that every value is written with."""
        most = max(map(abs, self.values), default=0)
        if most >= 1000 or all(value == int(value) for value in self.values):
            return 0
        return 1 if most >= 100 else 2 if most >= 0.1 else 4

    @property
    def summary(self) -> dict[str, float]:
        """Least, middle, mean and greatest value; empty without values."""
        values = self.values
        if not values:
            return {}
        return {"en_az": min(values), "ortanca": median(values), "ortalama": fmean(values), "en_cok": max(values)}

    @property
    def ranked(self) -> list[Row]:
        """The rows from the greatest value to the least; those without one last."""
        return sorted(self.satirlar, key=lambda row: (row.deger is None, -(row.deger or 0), row.no))

    def to_dict(self) -> dict[str, Any]:
        """The map as JSON."""
        return {
            "gosterge": self.gosterge.kod,
            "ad": self.title,
            "birim": self.birim,
            "kaynak": self.gosterge.kaynak,
            "yontem": self.secim.yontem.value,
            "siniflar": [
                {"en_az": one.low, "en_cok": one.high, "sayi": one.count, "renk": colour}
                for one, colour in zip(self.siniflar, self.renkler, strict=True)
            ],
            "mahalleler": [
                {"kod": row.kod, "ad": row.ad, "ham": row.ham, "deger": row.deger, "sinif": row.sinif}
                for row in self.satirlar
            ],
            "ozet": self.summary,
        }


def catalogue(
    places: Sequence[Mapping[str, Any]], yearly: Sequence[Mapping[str, Any]], choice: Choice, say: Speech
) -> dict[str, Indicator]:
    """Every indicator there is, by code, in the order of the form.

    Args:
        places: as ``neighbourhoods.summary`` answers.
        yearly: as ``indicators.indicators`` answers.
        choice: for the values of an uploaded file.
        say: the language of names and units.
    """
    found = [*_inventory(places, say), *(_yearly(one, say) for one in yearly)]
    if choice.gosterge == FILE:
        name = choice.ad or say._("Yüklenen dosya")
        found.append(
            Indicator(FILE, name, choice.birim, say._("Dosyanız"), say._("Yüklenen dosya"), dict(choice.degerler))
        )
    return {one.kod: one for one in found}


def _inventory(places: Sequence[Mapping[str, Any]], say: Speech) -> list[Indicator]:
    """Counts, areas and people, from our own tables."""
    inventory, unit = say._("Varlık envanteri"), say._("varlık")
    people = say._("Nüfus, {yil}", yil=places[0]["nufus_yili"] if places else "")
    kinds = {tur: _small(say.label("tur", tur), say) for tur in sheet.KINDS}
    groups = {tur: _small(say.label("turler", tur), say) for tur in sheet.KINDS}
    return [
        Indicator("varlik", say._("Varlık sayısı"), unit, inventory, inventory, _column(places, lambda m: m["varlik"])),
        *(
            Indicator(
                f"varlik.{tur}",
                say._("{tur} sayısı", tur=say.label("tur", tur)),
                kinds[tur],
                inventory,
                inventory,
                _column(places, lambda m, tur=tur: m["turler"][tur]),
            )
            for tur in sheet.KINDS
        ),
        *(
            Indicator(
                f"alan.{tur}",
                say._("Bilinen alan, {turler}", turler=groups[tur]),
                "m²",
                inventory,
                say._("Varlık envanteri; yalnız alanı yazılı kayıtlar"),
                _column(places, lambda m, tur=tur: _area(m, tur)),
            )
            for tur in sheet.KINDS
        ),
        Indicator("nufus", people, say._("kişi"), say._("Nüfus"), people, _column(places, lambda m: m["nufus"])),
    ]


def _yearly(one: Mapping[str, Any], say: Speech) -> Indicator:
    """A number of a report."""
    return Indicator(
        f"{one['yil']}.{one['gosterge']}",
        f"{say.label('gosterge', one['gosterge'])}, {one['yil']}",
        say.label("birim", one["birim"]),
        say._("Faaliyet raporu {yil}", yil=one["yil"]),
        f"{one['belge'] or ''}, {say.lines(one['satirlar'])}".strip(", "),
        one["degerler"],
    )


def thematic(
    choice: Choice, places: Sequence[Mapping[str, Any]], offered: Mapping[str, Indicator], say: Speech
) -> Thematic:
    """The map that is chosen.

    Raises:
        BadChoice: when there is no such indicator.
    """
    chosen = offered.get(choice.gosterge)
    if chosen is None:
        raise BadChoice(
            f"“{choice.gosterge[:40]}” diye bir gösterge yok; listeden birini seçin.",
            "There is no such indicator; choose one of the list.",
        )
    shown = {m["kod"]: _per(chosen.degerler.get(m["kod"]), choice.oran, m) for m in places}
    classes = classify([value for value in shown.values() if value is not None], choice.sinif, choice.yontem)
    rows = []
    for number, place in enumerate(places, 1):
        kod, value = place["kod"], shown[place["kod"]]
        group = None if value is None else class_of(value, classes)
        rows.append(Row(number, kod, place["ad"], chosen.degerler.get(kod), value, group))
    per = PER[choice.oran][1] and say._(PER[choice.oran][1])
    unit = f"{chosen.birim}/{per}" if per and chosen.birim else f"/{per}" if per else chosen.birim
    shades = colours(choice.palet, len(classes)) if classes else ()
    return Thematic(choice, chosen, unit, rows, classes, shades, say)


def histogram(shown: Thematic) -> dict[str, Any] | None:
    """The values as stacked squares: of each its column, its height above the ground and its class."""
    values = shown.values
    if not values:
        return None
    low, high = min(values), max(values)
    width = (high - low) / _BINS or 1
    heights = [0] * _BINS
    squares = []
    for row in sorted((row for row in shown.satirlar if row.deger is not None), key=lambda row: row.deger or 0):
        column = min(int(((row.deger or 0) - low) / width), _BINS - 1)
        squares.append({"x": column, "y": heights[column], "sinif": row.sinif, "ad": row.ad, "deger": row.deger})
        heights[column] += 1

    def at(value: float) -> float:
        return (value - low) / ((high - low) or 1) * _BINS

    marks = shown.summary
    return {
        "kareler": squares,
        "en_yuksek": max(heights),
        "sutun": _BINS,
        "ortanca": at(marks["ortanca"]),
        "kirilmalar": [at(one.high) for one in shown.siniflar[:-1]],
        "alt": low,
        "ust": high,
    }


def _small(text: str, say: Speech) -> str:
    """The text with a small first letter, by the rules of its language."""
    return (lower(text[:1]) if say.lang == "tr" else text[:1].lower()) + text[1:]


def _column(places: Sequence[Mapping[str, Any]], value: Any) -> dict[str, float | None]:
    return {place["kod"]: value(place) for place in places}


def _area(place: Mapping[str, Any], tur: str) -> float | None:
    """The known area of a kind: nothing there is 0, something there whose area nobody wrote is not known."""
    return place["alanlar"][tur] if place["turler"][tur] else 0


def _per(value: float | None, per: str, place: Mapping[str, Any]) -> float | None:
    if value is None or per == "ham":
        return value
    if per in _PER_PEOPLE:
        return value * _PER_PEOPLE[per] / place["nufus"] if place["nufus"] else None
    return value / place["yuzolcum_km2"] if place["yuzolcum_km2"] else None
