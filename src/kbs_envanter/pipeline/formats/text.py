"""Formats that PostgreSQL writes: what comes before, the COPY statement, what comes after."""

from dataclasses import dataclass

from kbs_envanter.pipeline.formats.source import Column, CsvStyle, Source, instant, position, quoted, well_known_text

# COPY's CSV with a quote and a delimiter that cannot occur passes lines through untouched, faster than its text form.
_RAW = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
_BROKEN = "dışa aktarım yarıda kesildi, dosya eksik / the export was cut off, this file is incomplete"


@dataclass(frozen=True, slots=True)
class Stream:
    """A text in pieces.

    Attributes:
        statement: a COPY statement whose output is the features.
        head: what comes first.
        tail: what comes last, and only when all features have come.
        skip: bytes at the start of the features to leave out (a separator before the first).
        broken: what is written last if the features break off; without its tail no reader takes the rest for whole.
    """

    statement: str
    head: bytes = b""
    tail: bytes = b""
    skip: int = 0
    broken: bytes = b""


def geojson(source: Source) -> Stream:
    """One FeatureCollection (RFC 7946)."""
    return Stream(
        _copy(f"',' || {_feature(source)}", source),
        head=b'{"type":"FeatureCollection","features":[\n',
        tail=b"]}\n",
        skip=1,
        broken=f'\n"HATA: {_BROKEN}'.encode(),
    )


def geojson_sequence(source: Source) -> Stream:
    """A text sequence (RFC 8142): each feature behind a record separator."""
    return Stream(_copy(f"E'\\x1e' || {_feature(source)}", source), broken=f'\x1e{{"HATA":"{_BROKEN}'.encode())


def kml(source: Source) -> Stream:
    """KML 2.2; always in WGS 84, as the format demands."""
    data = "".join(
        f"""|| coalesce('<Data name="{column.name}"><value>' || {_xml(_plain(column))} || '</value></Data>', '')"""
        for column in source.columns
    )
    name = next((c for c in source.columns if c.name == "ad"), None)
    label = f"s.{quoted(name.name if name else source.key)}::text"
    key = f"""replace({_xml(f"s.{quoted(source.key)}::text")}, '"', '&quot;')"""
    placemark = f"""'<Placemark id="' || {key} || '"><name>' || coalesce({_xml(label)}, '') || '</name><ExtendedData>'
        {data} || '</ExtendedData>' || coalesce(ST_AsKML(s.{quoted(source.geometry)}, 7), '') || '</Placemark>'"""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return Stream(
        _copy(placemark, source),
        head=f"{head}<name>{_xml_literal(source.title)}</name>\n".encode(),
        tail=b"</Document></kml>\n",
        broken=f"<HATA>{_BROKEN}".encode(),
    )


def csv(source: Source, style: CsvStyle) -> Stream:
    """CSV with a header (RFC 4180), geometry as WKT; a text that a spreadsheet would run as a formula is defused."""
    comma = style.separator == ";"
    cells = [f"{_csv_cell(column, comma)} AS {quoted(column.name)}" for column in source.columns]
    cells += [f"{_decimal(sql, comma)} AS {quoted(name)}" for name, sql in position(source)]
    cells.append(f"{well_known_text(source)} AS geometri")
    return Stream(
        f"COPY (SELECT {', '.join(cells)} FROM ({source.statement}) s) "
        f"TO STDOUT (FORMAT csv, HEADER true, DELIMITER '{style.separator}')",
        head="\ufeff".encode() if style.bom else b"",
        broken=f"HATA: {_BROKEN}\n".encode(),
    )


def _copy(expression: str, source: Source) -> str:
    return f"COPY (SELECT {expression} FROM ({source.statement}) s) TO STDOUT {_RAW}"


def _feature(source: Source) -> str:
    if source.feature is not None:
        return f"s.{quoted(source.feature)}"
    geometry = f"s.{quoted(source.geometry)}"
    if source.north_first:
        geometry = f"ST_FlipCoordinates({geometry})"
    digits = 7 if source.srid == 4326 else 3
    properties = ", ".join(f"{_json_value(column)} AS {quoted(column.name)}" for column in source.columns)
    return (
        f"""'{{"type":"Feature","id":' || to_json(s.{quoted(source.key)}::text) || ',"geometry":'"""
        f""" || coalesce(ST_AsGeoJSON({geometry}, {digits}, 0), 'null') || ',"properties":'"""
        f""" || (SELECT row_to_json(p) FROM (SELECT {properties}) p) || '}}'"""
    )


def _json_value(column: Column) -> str:
    return instant(column) if column.type == "date-time" else f"s.{quoted(column.name)}"


def _plain(column: Column) -> str:
    return instant(column) if column.type == "date-time" else f"s.{quoted(column.name)}::text"


def _csv_cell(column: Column, comma: bool) -> str:
    name = f"s.{quoted(column.name)}"
    if column.type == "number":
        return _decimal(name, comma)
    if column.type in ("integer", "boolean", "date", "date-time"):
        return _plain(column)
    return rf"CASE WHEN {name}::text ~ '^[=+@\t\r\n-]' THEN '''' || {name}::text ELSE {name}::text END"


def _decimal(number: str, comma: bool) -> str:
    return f"replace(({number})::text, '.', ',')" if comma else f"({number})::text"


def _xml(text: str) -> str:
    # Control characters but tab and line ends have no place in XML, not even escaped; COPY would quote line ends.
    clean = rf"regexp_replace({text}, '[\x01-\x08\x0b\x0c\x0e-\x1f]', '', 'g')"
    for character, escaped in (
        ("'&'", "&amp;"),
        ("'<'", "&lt;"),
        ("'>'", "&gt;"),
        (r"E'\n'", "&#10;"),
        (r"E'\r'", "&#13;"),
    ):
        clean = f"replace({clean}, {character}, '{escaped}')"
    return clean


def _xml_literal(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
