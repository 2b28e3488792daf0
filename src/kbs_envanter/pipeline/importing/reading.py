"""Reading a department's file, whatever its format. Its content says what it is; its name must not say otherwise."""

from pathlib import PurePath

from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.importing import drawings, geopackage, markup, text_tables, workbooks
from kbs_envanter.pipeline.importing.archives import opened, refuse_nested
from kbs_envanter.pipeline.importing.types import MOST_BYTES, ImportRefused, Sheet

ENDINGS = {
    "csv": (".csv", ".txt", ".tsv"),
    "xlsx": (".xlsx",),
    "geojson": (".geojson", ".json"),
    "kml": (".kml",),
    "gpkg": (".gpkg",),
    "shp": (".zip",),
    "dxf": (".dxf",),
}
_NAMES = "CSV, XLSX, GeoJSON, GeoPackage, zip'li Shapefile, KML, DXF"
_LONGEST_NAME = 120


def read_file(content: bytes, name: str, *, layer: str | None = None) -> Sheet:
    """The rows of a file.

    Args:
        content: the whole file.
        name: what its sender calls it; folders and control characters are dropped.
        layer: which sheet or layer, where it has several.

    Raises:
        ImportRefused: it cannot be read, is too large, or means harm.
    """
    name = safe_name(name)
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.strip(b" \t\r\n\0"):
        raise ImportRefused("Dosya boş.", "The file is empty.")
    kind = kind_of(content)
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS[kind]:
        right = " / ".join(ENDINGS[kind])
        raise ImportRefused(
            f"Dosyanın adı “{ending[:12]}” diyor, içi {kind}; {right} olarak adlandırın ya da yeniden dışa aktarın.",
            f"The file's name says “{ending[:12]}”, its content is {kind}; call it {right} or export it again.",
        )
    reader = {
        "csv": text_tables.read, "xlsx": workbooks.read, "geojson": markup.read_geojson, "kml": markup.read_kml,
        "gpkg": geopackage.read, "shp": drawings.read_shapefile, "dxf": drawings.read_dxf,
    }[kind]  # fmt: skip
    sheet = without_examples(reader(content, name, layer))
    if not sheet.satirlar:
        raise ImportRefused("Dosyada hiç kayıt yok.", "The file has no record.")
    return sheet


def without_examples(sheet: Sheet) -> Sheet:
    """The sheet without the example row that our templates carry: its first cell says so."""
    kept = [n for n, row in enumerate(sheet.satirlar) if not (row and katla(str(row[0])).strip() == "ornek")]
    if len(kept) < len(sheet.satirlar):
        sheet.kusurlar = {to: sheet.kusurlar[n] for to, n in enumerate(kept) if n in sheet.kusurlar}
        sheet.satirlar = [sheet.satirlar[n] for n in kept]
        sheet.numaralar = [sheet.numaralar[n] for n in kept]
        sheet.noktalar = [sheet.noktalar[n] for n in kept] if sheet.noktalar else []
    return sheet


def kind_of(content: bytes) -> str:
    """What a file is, by its content.

    Raises:
        ImportRefused: nothing that is read here.
    """
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    if content.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(
            "Eski biçimde bir Excel dosyası; “Farklı kaydet” ile .xlsx yapın.", "An old Excel file; save it as .xlsx."
        )
    if head.startswith((b"{", b"[")):
        return "geojson"
    if head.startswith(b"<") or content.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        return "kml"
    lines = [line.strip() for line in content[:4096].splitlines()[:2]]
    if lines == [b"0", b"SECTION"] or lines[:1] == [b"999"]:
        return "dxf"
    if b"\0" in content:
        raise ImportRefused(
            f"Dosyanın türü tanınmıyor; şunlardan biri olmalı: {_NAMES} (metinler UTF-8 ya da Windows-1254).",
            f"Unknown kind of file; must be one of: {_NAMES} (texts in UTF-8 or Windows-1254).",
        )
    return "csv"


def safe_name(name: str) -> str:
    """A file's name without folders and control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    stem, ending = PurePath(kept).stem, PurePath(kept).suffix
    return (stem[:_LONGEST_NAME] + ending[:12]) or "dosya"


def too_large() -> ImportRefused:
    """Of a file above the limit."""
    limit = f"{MOST_BYTES // 1_000_000} MB"
    return ImportRefused(f"Dosya {limit}'tan büyük; bölün.", f"The file is larger than {limit}; split it.")


def _kind_of_zip(content: bytes) -> str:
    with opened(content) as archive:
        names = [name.lower() for name in archive.namelist()]
        if "[content_types].xml" in names:
            return "xlsx"
        refuse_nested(archive)
        if any(name.endswith(".shp") for name in names):
            return "shp"
    raise ImportRefused(
        "Zip'in içinde Shapefile (.shp) yok; öteki türleri zip'lemeden gönderin.",
        "The zip has no Shapefile (.shp); send other kinds without zipping them.",
    )
