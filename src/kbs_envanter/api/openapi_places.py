"""The API definition of what is beside the collections: tiles, the parcel passport, geocoding, links."""

from typing import Any

from kbs_envanter.api.links import GEOJSON, JSON
from kbs_envanter.api.openapi_parts import Json, feature_page, get
from kbs_envanter.api.parameters import Parameter, form
from kbs_envanter.api.tile_documents import MVT, QUAD, TILEJSON
from kbs_envanter.api.tiles import TILED

_OBJECT: Json = {"type": "object"}
_BYTES: Json = {"type": "string", "format": "binary"}
_FORM = form("json", "html")
_JSON_ONLY = form("json")
_POINT = (
    Parameter("lon", {"type": "number", "minimum": -180, "maximum": 180}, "Boylam, EPSG:4326 / Longitude"),
    Parameter("lat", {"type": "number", "minimum": -90, "maximum": 90}, "Enlem, EPSG:4326 / Latitude"),
)
_REFERENCE = Parameter("ref", {"type": "string"}, "Parsel atfı, örn. 512/9, Sefaköy 372 ada 1 / A parcel reference")
_MAHALLE = Parameter("mahalle", {"type": "string"}, "Yalnız bu mahalle kodu / Only this neighbourhood")
_TEXT = Parameter(
    "q", {"type": "string", "minLength": 2, "maxLength": 200}, "Adres, yer adı ya da parsel / Address, name or parcel"
)
_STATE = Parameter(
    "durum",
    {"type": "string", "enum": ["bekliyor", "otomatik", "onaylandi", "reddedildi"]},
    "Yalnız bu durumdakiler / Only pairs in this state",
)
_DISTRICTS = Parameter("ilce_kodu", {"type": "string"}, "Yalnız bu ilçeler: 1823,1900 / Only these districts")
_BOX = Parameter("bbox", {"type": "string"}, "batı,güney,doğu,kuzey / west,south,east,north")
_LIMIT = Parameter("limit", {"type": "integer", "minimum": 1}, "En çok / At most")
_CADASTRE: dict[str, Any] = {"tag": "kadastro", "missing": True}


def paths() -> Json:
    """Path -> its definition."""
    key = [_path(name) for name in ("tapuMahallesi", "ada", "parsel")]
    found = feature_page({"type": "object"})
    return {
        "/parsel-karnesi": get(
            "parsel_karnesi", "Parsel karnesi, atıfla ya da noktayla / Parcel passport by reference or point",
            {JSON: _OBJECT}, [_REFERENCE, _MAHALLE, *_POINT, _FORM], **_CADASTRE,
        ),
        "/parsel-karnesi/{tapuMahallesi}/{ada}/{parsel}": get(
            "parsel_karnesi_anahtarla", "Parsel karnesi; bilinmeyen için - / Parcel passport by key",
            {JSON: _OBJECT}, [_MAHALLE, _FORM], path_parameters=key, **_CADASTRE,
        ),
        "/geokod": get("geokod", "Adres, ad ya da parselden yere / Geocoding", {GEOJSON: found}, [_TEXT, _JSON_ONLY]),
        "/ters-geokod": get(
            "ters_geokod", "Bu noktada ne var / Reverse geocoding", {JSON: _OBJECT}, [*_POINT, _JSON_ONLY]
        ),
        "/eslemeler": get(
            "eslemeler", "Aynı yeri anlatan satırlar / Rows that speak of one place", {JSON: _OBJECT}, [_STATE, _FORM]
        ),
        "/tum": get("tum_ilceler", "Kurulumdaki ilçeler / Districts of the installation", {JSON: _OBJECT}, []),
        "/tum/varliklar": get(
            "tum_varliklar", "Bütün ilçelerin varlıkları / Assets of every district", {GEOJSON: found},
            [_DISTRICTS, _BOX, _LIMIT],
        ),
        "/tum/varliklar/{varlik}": get(
            "tum_varlik", "İlçesi ve koduyla bir varlık: 1823.BIN-0042 / An asset by district and code",
            {GEOJSON: _OBJECT}, [], path_parameters=[_path("varlik")], missing=True,
        ),
        "/tileMatrixSets": get("karo_matrisleri", "Karo matrisleri / Tile matrix sets", {JSON: _OBJECT}, [_JSON_ONLY]),
        f"/tileMatrixSets/{QUAD}": get(
            "karo_matrisi", "WebMercatorQuad karo matrisi / Tile matrix set", {JSON: _OBJECT}, [_JSON_ONLY]
        ),
        **{path: made for collection in TILED for path, made in _tiles(collection).items()},
    }  # fmt: skip


def _tiles(collection: str) -> Json:
    base, name = f"/collections/{collection}/tiles", collection.replace("-", "_")
    about: dict[str, Any] = {"tag": collection, "missing": True}
    place = [_path(which, "integer") for which in ("tileMatrix", "tileRow", "tileCol")]
    tile = get(
        f"{name}_karo", "Vektör karo; boşsa 204 / Vector tile; 204 when empty", {MVT: _BYTES}, [form("mvt")],
        path_parameters=place, **about,
    )  # fmt: skip
    tile["get"]["responses"]["204"] = {"description": "Karoda bir şey yok / Nothing in this tile"}
    return {
        base: get(
            f"{name}_karo_kumeleri", "Karo kümeleri / Tilesets", {JSON: _OBJECT}, [_JSON_ONLY], **about
        ),
        f"{base}/{QUAD}": get(
            f"{name}_karo_kumesi", "Karo kümesi / Tileset", {JSON: _OBJECT, TILEJSON: _OBJECT},
            [form("json", "tilejson")], **about,
        ),
        f"{base}/{QUAD}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": tile,
    }  # fmt: skip


def _path(name: str, type_: str = "string") -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": type_}}
