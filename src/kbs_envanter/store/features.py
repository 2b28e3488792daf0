"""SQL that answers with finished GeoJSON: one statement to bytes, every value a bound parameter.

Pure functions from a question to ``(statement, parameters)``; nothing here touches a connection. Names of
views and columns come from the constants below, never from a request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

PropertyType = Literal["string", "integer", "number", "array", "date-time"]


@dataclass(frozen=True, slots=True)
class Property:
    """A published property: its name (the view's column), JSON type and what it says (Turkish)."""

    name: str
    type: PropertyType
    title: str
    filterable: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A public view whose rows are features. ``kod`` is the feature id, ``geom`` its geometry in EPSG:4326."""

    view: str
    properties: tuple[Property, ...]


ASSETS = Relation(
    "kbs.acik_varlik",
    (
        Property("kod", "string", "Değişmeyen varlık kodu", filterable=True),
        Property("tur", "string", "Tür: bina, spor_tesisi, park, pazar", filterable=True),
        Property("alt_tur", "string", "Alt tür", filterable=True),
        Property("ad", "string", "Ad", filterable=True),
        Property("mahalle", "string", "Mahalle", filterable=True),
        Property("mahalle_kod", "string", "Mahalle kodu", filterable=True),
        Property("adres", "string", "Raporda yazan adres"),
        Property("kullanim", "string", "Kullanımlar, noktalı virgülle ayrılmış"),
        Property("pafta", "string", "Pafta", filterable=True),
        Property("ada_parsel", "string", "Parsel atıfları, okunmuş"),
        Property("parseller", "array", "Parseller: tapu mahallesi, ada, parsel, ilişki, eski numaralar, ham metin"),
        Property("alan_m2", "number", "Alan, m²"),
        Property("mulkiyet", "string", "Mülkiyet durumu, raporda yazdığı gibi"),
        Property("kesinlik", "string", "Konum kesinliği: parsel, kapi, yer, sokak, mahalle, yok", filterable=True),
        Property("belirsizlik_m", "number", "Konumun belirsizlik yarıçapı, m"),
        Property("konum_kaynagi", "string", "Konumun kaynağı"),
        Property("supheli", "string", "Kayıtta kesin olmayan ne var"),
        Property("rapor_yili", "integer", "Rapor yılı", filterable=True),
        Property("satir_bas", "integer", "Rapor metnindeki ilk satır"),
        Property("satir_son", "integer", "Rapor metnindeki son satır"),
        Property("kaynak", "string", "Kaynak"),
        Property("surum", "integer", "Kaydın sürümü"),
        Property("guncelleme", "date-time", "Son değişiklik"),
    ),
)

NEIGHBOURHOODS = Relation(
    "kbs.acik_mahalle",
    (
        Property("kod", "string", "Mahalle kodu", filterable=True),
        Property("ad", "string", "Mahalle", filterable=True),
        Property("nvi_id", "integer", "Ulusal (NVİ) mahalle numarası", filterable=True),
        Property("nufus", "integer", "Nüfus"),
        Property("nufus_yili", "integer", "Nüfusun yılı"),
        Property("sinir_kaynagi", "string", "Sınırın kaynağı"),
        Property("sinir_kesinligi", "string", "Sınırın kesinliği: gercek, yaklasik, belediye", filterable=True),
        Property("varlik_sayisi", "integer", "Varlık sayısı"),
        Property("bina_sayisi", "integer", "Bina sayısı"),
        Property("spor_tesisi_sayisi", "integer", "Spor tesisi sayısı"),
        Property("park_sayisi", "integer", "Park sayısı"),
        Property("pazar_sayisi", "integer", "Pazar sayısı"),
        Property("etiket", "array", "Etiket noktası, [boylam, enlem]"),
    ),
)

Bbox = tuple[float, float, float, float]
Statement = tuple[str, dict[str, Any]]

_GEOMETRY_DIGITS = 6  # about 0.1 m


def items(
    relation: Relation,
    *,
    ilce_kodu: int,
    equal: Mapping[str, Any],
    bbox: Bbox | None,
    after: str | None,
    limit: int,
) -> Statement:
    """One page of features.

    Args:
        relation: which view.
        ilce_kodu: the district.
        equal: property values that must match.
        bbox: west, south, east, north in CRS84; west > east crosses the antimeridian. Features
            without geometry match every box (OGC 17-069r4 /req/core/fc-bbox-response C).
        after: the page begins behind this feature id.
        limit: features at most.

    Returns:
        A statement with one row: the features as JSON text joined by commas, how many they are,
        the id of the last one, and whether more follow.
    """
    where, parameters = _where(relation, ilce_kodu, equal)
    if bbox is not None:
        where.append(_in_box(bbox, parameters))
    if after is not None:
        where.append("kod > %(after)s")
        parameters["after"] = after
    parameters["limit"] = limit
    statement = f"""
        SELECT coalesce(string_agg(f, ',' ORDER BY n) FILTER (WHERE n <= %(limit)s::int), ''),
               count(*) FILTER (WHERE n <= %(limit)s::int),
               max(kod) FILTER (WHERE n = %(limit)s::int),
               count(*) > %(limit)s::int
          FROM (SELECT {_feature(relation)} AS f, kod, row_number() OVER (ORDER BY kod) AS n
                  FROM (SELECT * FROM {relation.view} WHERE {" AND ".join(where)}
                         ORDER BY kod LIMIT %(limit)s::int + 1) s) numbered"""
    return statement, parameters


def item(relation: Relation, *, ilce_kodu: int, equal: Mapping[str, Any], kod: str) -> Statement:
    """One feature: a row with its JSON text, or no row."""
    where, parameters = _where(relation, ilce_kodu, {**equal, "kod": kod})
    return f"SELECT {_feature(relation)} FROM {relation.view} s WHERE {' AND '.join(where)}", parameters


def extent(relation: Relation, *, ilce_kodu: int, equal: Mapping[str, Any]) -> Statement:
    """Bounding box of a collection: west, south, east, north; NULLs when it has no geometry."""
    where, parameters = _where(relation, ilce_kodu, equal)
    statement = f"""
        SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
          FROM (SELECT ST_Extent(geom) AS e FROM {relation.view} WHERE {" AND ".join(where)}) box"""
    return statement, parameters


def _where(relation: Relation, ilce_kodu: int, equal: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    known = {p.name for p in relation.properties if p.filterable}
    where, parameters = ["ilce_kodu = %(ilce_kodu)s"], {"ilce_kodu": ilce_kodu}
    for name, value in equal.items():
        if name not in known:
            raise KeyError(name)
        where.append(f"{name} = %(is_{name})s")
        parameters[f"is_{name}"] = value
    return where, parameters


def _in_box(bbox: Bbox, parameters: dict[str, Any]) -> str:
    west, south, east, north = bbox
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    tests = ["geom IS NULL"]
    for place, (left, right) in enumerate(boxes):
        parameters |= {f"w{place}": left, f"e{place}": right, "s": south, "n": north}
        tests.append(f"ST_Intersects(geom, ST_MakeEnvelope(%(w{place})s, %(s)s, %(e{place})s, %(n)s, 4326))")
    return f"({' OR '.join(tests)})"


def _feature(relation: Relation) -> str:
    names = ", ".join(f"s.{p.name}" for p in relation.properties)
    return (
        """'{"type":"Feature","id":' || to_json(s.kod) || ',"geometry":'"""
        f""" || coalesce(ST_AsGeoJSON(s.geom, {_GEOMETRY_DIGITS}, 0), 'null') || ',"properties":'"""
        f""" || (SELECT row_to_json(p) FROM (SELECT {names}) p) || '}}'"""
    )
