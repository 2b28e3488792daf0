"""What the columns of a file mean, and what their cells say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kbs_envanter.domain.numbers import Style, column_style, parse_number
from kbs_envanter.domain.text import katla, lower, squeeze, upper
from kbs_envanter.pipeline.parcels.types import ParcelSourceRefused

# Field -> its columns' folded names without punctuation. An earlier group outranks a later one: a file of the
# land registry may have both ``tapumahallead`` and an administrative ``mahalle``.
FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tapu_mahallesi": (("tapumahallesi", "tapumahallead", "tapumahalle", "tapumahalleadi"), (
        "mahalle", "mahallead", "mahalleadi", "mah")),
    "ada": (("ada", "adano", "adanumarasi"),),
    "parsel": (("parsel", "parselno", "parselnumarasi"),),
    "alan_m2": (("tapualan", "tapualani", "alanm2"), ("alan", "yuzolcumu", "yuzolcum")),
    "nitelik": (("nitelik", "cins", "cinsi", "anatasinmaznitelik"), ("tapucinsaciklama",)),
    "pafta": (("pafta", "paftano"),),
    "durum": (("durum",),),
}  # fmt: skip
REQUIRED = ("parsel", "ada", "tapu_mahallesi")

_SHAPEFILE_NAME = 10  # dBASE cuts a column's name there
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+")
_NUMBER_TEXT = re.compile(r"0*([0-9]{1,9}(?:[ /_-]?[A-Za-zÇĞİÖŞÜçğıöşü][A-Za-zÇĞİÖŞÜçğıöşü0-9]{0,5})?)")
_OF_MAHALLE = re.compile(r"\s+(?:mah\.?|mahallesi)$")


def find_columns(source: str, names: Sequence[str], said: Mapping[str, str], *, area_said: bool) -> dict[str, str]:
    """Which column holds which field.

    Args:
        source: what to call the file in an error.
        names: the file's columns.
        said: field -> column, by the person; it outranks the names.
        area_said: the cadastral area is given for the whole file, so no column is looked for.

    Raises:
        ParcelSourceRefused: a needed field has no column, or a field may be in several; it names the columns.
    """
    listed = ", ".join(names) or "-"
    for field, column in said.items():
        if field not in FIELDS or column not in names:
            raise ParcelSourceRefused(
                source,
                f"--esle {column}={field} olmaz; sütunlar: {listed}; alanlar: {', '.join(FIELDS)}",
                f"--esle {column}={field} does not fit; columns: {listed}; fields: {', '.join(FIELDS)}",
            )
    folded = {name: _PUNCTUATION.sub("", katla(name)) for name in names if name not in said.values()}
    found = dict(said)
    for field, groups in FIELDS.items():
        if field in said or (field == "tapu_mahallesi" and area_said):
            continue
        column = _column(source, field, groups, folded)
        if column is not None:
            found[field] = column
    missing = [f for f in REQUIRED if f not in found and not (f == "tapu_mahallesi" and area_said)]
    if missing:
        way = " ya da --tapu-mahallesi AD" if "tapu_mahallesi" in missing else ""
        other = " or --tapu-mahallesi NAME" if "tapu_mahallesi" in missing else ""
        raise ParcelSourceRefused(
            source,
            f"{', '.join(missing)} sütunu bulunamadı; --esle SÜTUN={missing[0]}{way} verin. Sütunlar: {listed}",
            f"no column for {', '.join(missing)}; give --esle COLUMN={missing[0]}{other}. Columns: {listed}",
        )
    return found


def _column(source: str, field: str, groups: tuple[tuple[str, ...], ...], folded: Mapping[str, str]) -> str | None:
    for group in groups:
        known = {*group, *(name[:_SHAPEFILE_NAME] for name in group)}
        fitting = [name for name, plain in folded.items() if plain in known]
        if len(fitting) > 1:
            listed = ", ".join(fitting)
            raise ParcelSourceRefused(
                source,
                f"{field} birkaç sütunda olabilir ({listed}); --esle {fitting[0]}={field} gibi seçin",
                f"{field} may be in several columns ({listed}); choose, such as --esle {fitting[0]}={field}",
            )
        if fitting:
            return fitting[0]
    return None


def text(cell: Any) -> str | None:
    """A cell as one line; None when it is empty or NULL. A whole number that came as 1198.0 is 1198."""
    if cell is None or cell != cell:  # NaN is how a column of numbers says NULL
        return None
    line = squeeze(str(cell))
    whole = _WHOLE_FLOAT.fullmatch(line)
    return (whole[1] if whole else line) or None


def number_text(cell: Any) -> str | None:
    """A block's or parcel's number as text: ``12/A`` stays, ``0041`` is 41; None for an empty cell, ``-`` and ``0``.

    Raises:
        ValueError: the cell is no such number.
    """
    line = text(cell) or "-"
    if line == "-":
        return None
    number = _NUMBER_TEXT.fullmatch(line)
    if number is None:
        raise ValueError(line)
    return None if number[1] == "0" else number[1]


def area_name(cell: Any, areas: tuple[str, ...]) -> str | None:
    """A cadastral area's name, spelled as the district spells it: ``SEFAKÖY MAH.`` -> ``Sefaköy``.

    ``areas`` are the district's; another name is written in title case.
    """
    line = text(cell)
    if line is None or line == "-":
        return None
    return _spelled(line, areas)


@lru_cache(maxsize=1024)
def _spelled(line: str, areas: tuple[str, ...]) -> str:
    bare = _OF_MAHALLE.sub("", lower(line))
    titled = " ".join(upper(word[0]) + word[1:] for word in bare.split())
    return next((area for area in areas if katla(area) == katla(bare)), titled)


def area_style(cells: Iterable[Any]) -> Style:
    """How a column of areas writes its numbers, by those of its texts that leave no doubt."""
    return column_style(line for cell in cells if isinstance(cell, str) and (line := text(cell)))


def square_metres(cell: Any, style: Style) -> Decimal | None:
    """A registered area, above zero; None where it is empty or 0.

    Raises:
        ValueError: the cell is no area.
    """
    line = text(cell)
    if line is None or line == "-":
        return None
    # What came as a number has a point and no thousands, and no doubt.
    value = parse_number(line, style).value if isinstance(cell, str) else Decimal(line)
    if value is None or value < 0 or not value.is_finite():
        raise ValueError(line)
    return value or None
