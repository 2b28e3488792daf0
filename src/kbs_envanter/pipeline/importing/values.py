"""From a row's cells to values of an asset's fields, or to the reasons why not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.labels import LABELS
from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.domain.numbers import column_style, parse_number
from kbs_envanter.domain.parcel_refs import parse_parcel_refs
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.text import katla, squeeze, upper
from kbs_envanter.pipeline.importing.places import coordinate
from kbs_envanter.pipeline.importing.types import Cell, Fault, ImportOptions, Point, Sheet

NEW = "YENİ"  # in the column of codes: this row is no asset that is there, whatever its name
_NOT_LETTERS = re.compile(r"[^a-z_]+")
_NEW_WORDS = {"yeni", "new"}
_PLAIN: Final = ("ad", "adres", "cadde_sokak", "kapi_no", "adres_tarifi", "pafta", "mulkiyet", "kullanim", "mudurluk")
_NAMED: Final = {"kullanim": "kullanimlar"}

# Field of an edit -> fields of the file that it came from; a fault names their first column.
CAME_FROM: Final = {
    "mahalle_kod": ("mahalle",), "kullanimlar": ("kullanim",), "parseller": ("ada_parsel", "parsel", "ada"),
    "konum": ("enlem", "y", "boylam", "x"), "haklar": ("mulkiyet",), "erisim": ("ad",),
}  # fmt: skip


def _words(kind: str, plural: str = "") -> dict[str, str]:
    words = {katla(code): code for code in LABELS[kind]} | {katla(name): code for code, name in LABELS[kind].items()}
    return words | {katla(name): code for code, name in LABELS.get(plural, {}).items()}


_KINDS = _words("tur", "turler") | {
    "hizmet binasi": "bina", "spor alani": "spor_tesisi", "pazar yeri": "pazar", "spor": "spor_tesisi",
}  # fmt: skip
_KIND_WORDS = {word: code for code in Tur for word in (code, katla(LABELS["turler"][code]).split()[0])}
_SUB_KINDS = _words("alt_tur")
_PRECISIONS = _words("kesinlik") | _words("kesinlik_kisa")


@dataclass(slots=True)
class Read:
    """A row as it was understood. ``alanlar`` holds what the row tells; an empty cell tells nothing.

    ``yeni``: it says itself that it is a new asset. ``tur_varsayildi``: its kind is that of the whole file.
    ``nokta``: its position, EPSG:4326, longitude first.
    """

    kod: str | None = None
    yeni: bool = False
    tur_varsayildi: bool = False
    alanlar: dict[str, Any] = field(default_factory=dict)
    nokta: Point | None = None
    kesinlik: str | None = None
    belirsizlik_m: Decimal | None = None
    kusurlar: list[Fault] = field(default_factory=list)


class Reader:
    """Reads one row after the other."""

    def __init__(
        self,
        sheet: Sheet,
        options: ImportOptions,
        mahalle: Sequence[Neighbourhood],
        areas: Sequence[str],
        points: Sequence[Point | None],
    ) -> None:
        """Take what all rows share.

        Args:
            mahalle: all that a row may name, in any spelling.
            areas: names of cadastral areas that a parcel's text may carry.
            points: of each row in EPSG:4326; as long as the rows, or empty.
        """
        self._sheet, self._options, self._areas, self._points = sheet, options, areas, points
        self._names = NeighbourhoodNames(Neighbourhood(n.kod, n.ad, (*n.spellings, n.kod)) for n in mahalle)
        self._place = {named: sheet.sutunlar.index(column) for column, named in options.esleme.items()}
        self._column = {named: column for column, named in options.esleme.items()}
        self._style = column_style(v for row in sheet.satirlar if isinstance(v := self._in(row, "alan_m2"), str))
        self.doubtful_numbers = 0

    def column(self, named: str) -> str:
        """The column that a field of an edit came from; "" when from none."""
        for each in (named, *CAME_FROM.get(named, ())):
            if each in self._column:
                return self._column[each]
        return ""

    def read(self, index: int) -> Read:
        """A row of the sheet."""
        row, read = self._sheet.satirlar[index], Read()
        read.kusurlar += self._sheet.kusurlar.get(index, ())
        self._code(read, row)
        for named in _PLAIN:
            if (value := self._in(row, named)) is not None:
                read.alanlar[_NAMED.get(named, named)] = _text(value)
        self._kinds(read, row)
        self._mahalle(read, row)
        self._area(read, row)
        self._parcels(read, row)
        self._position(read, row, index)
        return read

    def _in(self, row: list[Cell], named: str) -> Cell:
        place = self._place.get(named)
        value = None if place is None else row[place]
        return None if isinstance(value, str) and value.strip() in ("", "-", "–") else value

    def _fault(self, read: Read, named: str, tr: str, en: str) -> None:
        read.kusurlar.append(Fault(self._column.get(named, ""), tr, en))

    def _code(self, read: Read, row: list[Cell]) -> None:
        if (value := self._in(row, "kod")) is not None:
            said = _text(value)
            read.yeni = katla(said) in _NEW_WORDS
            read.kod = None if read.yeni else upper(said).replace("İ", "I")

    def _kinds(self, read: Read, row: list[Cell]) -> None:
        kind = self._in(row, "tur")
        if kind is not None:
            read.alanlar["tur"] = _KINDS.get(katla(_text(kind)).replace("_", " "), _KINDS.get(katla(_text(kind))))
            if read.alanlar["tur"] is None:
                listed = ", ".join(Tur)
                del read.alanlar["tur"]
                self._fault(
                    read, "tur", f"“{_short(kind)}” bir tür değil; olanlar: {listed}.", f"No such kind; {listed}."
                )
        elif self._options.tur:
            read.alanlar["tur"], read.tur_varsayildi = self._options.tur, True
        if (sub := self._in(row, "alt_tur")) is not None:
            folded = katla(_text(sub))
            read.alanlar["alt_tur"] = _SUB_KINDS.get(folded, folded.replace(" ", "_"))

    def _mahalle(self, read: Read, row: list[Cell]) -> None:
        if (value := self._in(row, "mahalle")) is None:
            leading = self._names.leading(read.alanlar.get("adres") or "")
            if leading is not None:
                read.alanlar["mahalle_kod"] = leading[0].kod
            return
        found = self._names.find(_text(value))
        if found is not None:
            read.alanlar["mahalle_kod"] = found.kod
            return
        self._fault(
            read, "mahalle", f"“{_short(value)}” bu ilçenin bir mahallesi değil; yazımını düzeltin.",
            f"“{_short(value)}” is no neighbourhood of this district; correct it.",
        )  # fmt: skip

    def _area(self, read: Read, row: list[Cell]) -> None:
        value = self._in(row, "alan_m2")
        if isinstance(value, str):
            reading = parse_number(value, self._style)
            if reading.value is None or katla(reading.unit) not in ("", "m", "m2", "metrekare"):
                self._fault(
                    read, "alan_m2", f"“{_short(value)}” alan değil; örneği: 1.250,5.", f"“{_short(value)}” is no area."
                )
                return
            self.doubtful_numbers += bool(reading.doubt)
            value = float(reading.value)
        if value is not None:
            read.alanlar["alan_m2"] = Decimal(str(value))

    def _parcels(self, read: Read, row: list[Cell]) -> None:
        if (whole := self._in(row, "ada_parsel")) is not None:
            read.alanlar["parseller"] = [part for part in map(squeeze, _text(whole).split(";")) if part]
            return
        parsel, ada, area = (self._in(row, named) for named in ("parsel", "ada", "tapu_mahallesi"))
        if parsel is None:
            return
        reading = parse_parcel_refs(_text(parsel), ada=_text(ada), tapu_areas=self._areas)
        if reading.durum != "okundu" or reading.unread:
            self._fault(
                read, "parsel", f"“{_short(parsel)}” parsel olarak okunamadı.", f"“{_short(parsel)}” is no parcel."
            )
            return
        read.alanlar["parseller"] = [
            {
                "tapu_mahallesi": ref.tapu_mahallesi or squeeze(_text(area)) or None,
                "ada": ref.ada,
                "parsel": ref.parsel,
                "iliski": ref.iliski.value,
                "eski": list(ref.eski),
            }
            for ref in reading.refs
        ]

    def _position(self, read: Read, row: list[Cell], index: int) -> None:
        if self._points:
            read.nokta = self._points[index]
        if read.nokta is None and self.has_coordinates(row):
            self._fault(
                read, self._named_place(), "Koordinat okunamıyor; iki sayı olmalı.",
                "The coordinates cannot be read; there must be two numbers.",
            )  # fmt: skip
        if (said := self._in(row, "kesinlik")) is not None:
            read.kesinlik = _PRECISIONS.get(katla(_text(said)), _text(said))
            if read.kesinlik == Kesinlik.YOK:
                read.nokta = None
        if (radius := self._in(row, "belirsizlik_m")) is not None:
            number = coordinate(radius)
            if number is None or number <= 0:
                self._fault(read, "belirsizlik_m", f"“{_short(radius)}” metre değil.", "Is no number of metres.")
            else:
                read.belirsizlik_m = Decimal(str(number))

    def has_coordinates(self, row: list[Cell]) -> bool:
        """Whether a row of a table tells where it is."""
        return any(self._in(row, named) is not None for named in ("enlem", "boylam", "x", "y"))

    def _named_place(self) -> str:
        return next((named for named in ("enlem", "boylam", "y", "x") if named in self._place), "")


def kind_of_sheet(sheet: Sheet) -> str | None:
    """The kind that a file's sheet or layer, else its name, is called by; None when that tells none, or several."""
    for said in (sheet.bilgi.get("sayfa") or sheet.bilgi.get("katman") or "", sheet.ad.rpartition(".")[0]):
        words = _NOT_LETTERS.sub(" ", katla(said)).split()
        if len(kinds := {_KIND_WORDS[word] for word in words if word in _KIND_WORDS}) == 1:
            return str(kinds.pop())
    return None


def written_points(sheet: Sheet, esleme: dict[str, str]) -> list[Point | None]:
    """The coordinates that a table's columns hold: longitude and latitude, else x and y; those of shapes as read."""
    place = {named: sheet.sutunlar.index(column) for column, named in esleme.items()}
    for first, second in (("boylam", "enlem"), ("x", "y")):
        if first in place and second in place:
            pairs = [(row[place[first]], row[place[second]]) for row in sheet.satirlar]
            return [_pair(*pair) for pair in pairs]
    return list(sheet.noktalar)


def _pair(first: Cell, second: Cell) -> Point | None:
    if first is None or second is None:
        return None
    one, other = coordinate(first), coordinate(second)
    return None if one is None or other is None else (one, other)


def _text(value: Cell) -> str:
    """A cell as one line; a whole number that came as 1198.0 is 1198."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return "" if value is None else squeeze(str(value))


def _short(value: Cell) -> str:
    return _text(value)[:60]
