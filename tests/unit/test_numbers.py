"""Numbers in Turkish and US style, and the column that decides where the shape does not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.numbers import column_style, format_decimal, parse_number

decimals = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


def turkish(value: Decimal) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("text", "value", "style"),
    [
        ("1.413,72", "1413.72", "tr"),
        ("39.776,72", "39776.72", "tr"),
        ("1413,72", "1413.72", "tr"),
        ("379,6", "379.6", "tr"),
        ("0,320", "0.320", "tr"),
        ("1.234.567", "1234567", "tr"),
        ("1,045.26", "1045.26", "us"),
        ("784.9", "784.9", "us"),
        ("12345.678", "12345.678", "us"),
        ("1,234,567", "1234567", "us"),
        ("10166", "10166", "plain"),
        ("-5,5", "-5.5", "tr"),
    ],
)
def test_the_shape_of_a_number_tells_its_style(text: str, value: str, style: str) -> None:
    reading = parse_number(text)

    assert (reading.value, reading.style, reading.doubt) == (Decimal(value), style, "")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4.812,00m2", "4812", "m2"),
        ("56.04 m²", "56.04", "m²"),
        ("948,179.69 ₺", "948179.69", "₺"),
        ("₺12", "12", "₺"),
        ("10,32 h", "10.32", "h"),
    ],
)
def test_a_unit_is_kept_apart_from_its_number(text: str, value: str, unit: str) -> None:
    reading = parse_number(text)

    assert (reading.value, reading.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["1.045", "1,045"])
def test_a_number_that_fits_both_styles_is_read_as_thousands_and_marked(text: str) -> None:
    reading = parse_number(text)

    assert (reading.value, reading.style) == (Decimal(1045), "ambiguous")
    assert text in reading.doubt


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [("1.045", "tr", "1045"), ("1.045", "us", "1.045"), ("1,045", "us", "1045"), ("1,045", "tr", "1.045")],
)
def test_the_column_decides_a_number_that_fits_both_styles(text: str, column: str, value: str) -> None:
    reading = parse_number(text, column)

    assert (reading.value, reading.style, reading.doubt) == (Decimal(value), column, "")


@pytest.mark.parametrize("text", ["", " ", "-", "_", "–"])
def test_an_empty_cell_is_no_number_and_no_doubt(text: str) -> None:
    reading = parse_number(text)

    assert (reading.value, reading.doubt) == (None, "")


@pytest.mark.parametrize("text", ["1.23.456", "1,2.3,4", "1..2", "12 34", "Güneyi", "1.,5"])
def test_what_is_no_number_is_said_and_not_guessed(text: str) -> None:
    reading = parse_number(text)

    assert reading.value is None
    assert text in reading.doubt


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["1413,72", "699", "1.045"], "tr"),
        (["784.9", "1720"], "us"),
        (["311", "3115", "-"], "plain"),
        (["784.9", "1413,72"], "ambiguous"),
        (["1.045", "311"], "ambiguous"),
        (["470.82", "574.44", "66.17", "410.1", "410,34"], "us"),
        ([], "plain"),
    ],
)
def test_a_column_has_the_style_of_the_numbers_that_leave_no_doubt(texts: list[str], style: str) -> None:
    assert column_style(texts) == style


@given(decimals)
def test_every_number_printed_in_turkish_style_reads_back(value: Decimal) -> None:
    assert parse_number(turkish(value)).value == value


@given(decimals)
def test_every_number_printed_in_us_style_reads_back(value: Decimal) -> None:
    assert parse_number(f"{value:,.2f}").value == value


@given(st.lists(decimals, min_size=1), st.integers(min_value=0, max_value=10**12), st.booleans())
def test_whole_numbers_read_back_in_a_column_of_their_style(
    column: list[Decimal], value: int, is_turkish: bool
) -> None:
    texts = [turkish(d) if is_turkish else f"{d:,.2f}" for d in column]
    text = f"{value:,}".replace(",", ".") if is_turkish else f"{value:,}"

    assert parse_number(text, column_style([*texts, text])).value == value


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_formatted_decimal_is_short_and_reads_back(value: Decimal) -> None:
    text = format_decimal(value)

    assert Decimal(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
    assert text != "-0"


def test_a_formatted_decimal_has_no_exponent() -> None:
    assert format_decimal(Decimal("1E+5")) == "100000"
    assert format_decimal(Decimal("1413.720")) == "1413.72"
