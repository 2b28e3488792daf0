"""The formats that can be asked for, under which name and media type."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its ``f=`` word, media type, file extension and names."""

    key: str
    media_type: str
    extension: str
    title: str
    title_en: str
    built: bool = False
    """The whole file is made first; the others flow."""


FORMATS: dict[str, Format] = {
    made.key: made
    for made in (
        Format("geojson", "application/geo+json", "geojson", "GeoJSON", "GeoJSON"),
        Format("geojsonseq", "application/geo+json-seq", "geojsons", "GeoJSON dizisi", "GeoJSON text sequence"),
        Format("csv", "text/csv", "csv", "CSV tablo", "CSV table"),
        Format("kml", "application/vnd.google-earth.kml+xml", "kml", "KML", "KML"),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            "Excel çalışma kitabı",
            "Excel workbook",
            built=True,
        ),
        Format("fgb", "application/flatgeobuf", "fgb", "FlatGeobuf", "FlatGeobuf", built=True),
        Format("gpkg", "application/geopackage+sqlite3", "gpkg", "GeoPackage", "GeoPackage", built=True),
        Format("parquet", "application/vnd.apache.parquet", "parquet", "GeoParquet", "GeoParquet", built=True),
        Format("shp", "application/zip", "zip", "Shapefile (zip)", "Shapefile (zip)", built=True),
    )
}
