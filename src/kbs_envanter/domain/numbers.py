"""Numbers as Turkish documents write them: ``1.413,72``, ``1413,72``, ``1,045.26``, ``4.812,00m2``.

Two styles live side by side in one document, sometimes in one column. The shape of a number usually
tells its style; when it does not (``1.045``), the rest of the column decides; when that is silent
too, the reading says so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Style = Literal["tr", "us", "plain", "ambiguous"]

_NUMBER = re.compile(
    r"(?P<before>[₺%]?)\s*(?P<sign>[+-]?)(?P<digits>[0-9][0-9.,]*(?<=[0-9]))\s*(?P<after>[^0-9.,\s][^\n]*)?"
)
_FIRST_GROUP = re.compile(r"[1-9][0-9]{0,2}")
# A few stray readings of the other style do not change what a column is.
_MAJORITY = 3


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What a text says as a number.

    ``value`` is None when the text is no number. ``unit`` is the text around the number (``m2``, ``₺``).
    ``doubt`` is empty, or says in Turkish what is uncertain.
    """

    value: Decimal | None
    style: Style
    unit: str = ""
    doubt: str = ""


def parse_number(text: str, column_style: Style = "ambiguous") -> NumberReading:
    """Read a number by its shape, and by the style of its column when its shape fits both styles.

    A number that stays ambiguous is read with its separator as thousands (``1.045`` -> 1045), because
    documents give areas and sums with two decimals at most; ``style`` and ``doubt`` say so.
    """
    text = text.strip()
    if text in ("", "-", "_", "–"):  # how the tables say "unknown"
        return NumberReading(None, "plain")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return NumberReading(None, "plain", doubt=f"sayı değil: “{text}”")
    unit = match["before"] or (match["after"] or "").strip()
    plain, style = _read_digits(match["digits"], column_style)
    if plain is None:
        return NumberReading(None, "ambiguous", unit, f"sayı biçimi tanınmadı: “{text}”")
    doubt = ""
    if style == "ambiguous":
        doubt = f"“{match['digits']}” sayısında ayırıcı binlik mi ondalık mı belli değil; binlik sayıldı"
    return NumberReading(Decimal(match["sign"] + plain), style, unit, doubt)


def column_style(texts: Iterable[str]) -> Style:
    """The style of a column by those of its numbers whose shape leaves no doubt.

    ``plain`` when none has a separator, ``ambiguous`` when the column is mixed or all are in doubt.
    """
    styles = [reading.style for reading in map(parse_number, texts) if reading.value is not None]
    turkish, american = styles.count("tr"), styles.count("us")
    if turkish > _MAJORITY * american:
        return "tr"
    if american > _MAJORITY * turkish:
        return "us"
    return "ambiguous" if "ambiguous" in styles or turkish or american else "plain"


def format_decimal(value: Decimal) -> str:
    """A decimal with a dot, without exponent and without trailing zeros: ``1413.72``, ``699``."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _read_digits(digits: str, column: Style) -> tuple[str | None, Style]:
    """``1.413,72`` -> (``1413.72``, ``tr``); None when the groups make no number."""
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return digits, "plain"
    if points and commas:
        decimal = max(".", ",", key=digits.rindex)
        if digits.count(decimal) > 1:
            return None, "ambiguous"
        return _join(digits, decimal), "tr" if decimal == "," else "us"
    separator = "." if points else ","
    as_thousands = _join(digits, "," if points else ".")
    if points + commas > 1:
        return as_thousands, "tr" if points else "us"
    if as_thousands is None:  # one separator that cannot be thousands: 1413,72 or 784.9 or 0,320
        return digits.replace(separator, "."), "tr" if commas else "us"
    if column in ("tr", "us"):
        is_decimal = separator == ("," if column == "tr" else ".")
        return (digits.replace(separator, ".") if is_decimal else as_thousands), column
    return as_thousands, "ambiguous"


def _join(digits: str, decimal: str) -> str | None:
    """Drop the thousands separators; None when a group of thousands has not three digits."""
    whole, _, fraction = digits.partition(decimal)
    separator = "." if decimal == "," else ","
    first, *groups = whole.split(separator)
    if groups and not (_FIRST_GROUP.fullmatch(first) and all(len(group) == 3 for group in groups)):
        return None
    joined = first + "".join(groups)
    return f"{joined}.{fraction}" if fraction else joined
