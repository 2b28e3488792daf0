"""What there is to say of tiles: tile matrix set, tilesets, TileJSON (OGC 20-057, OGC 17-083r4, TileJSON 3.0)."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from kbs_envanter.api.collections import Collection
from kbs_envanter.api.links import GEOJSON, JSON, Link, address, link
from kbs_envanter.language import N_
from kbs_envanter.store.tiles import Layer, fields

MVT = "application/vnd.mapbox-vector-tile"
TILEJSON = "application/vnd.mapbox.tile+json"
QUAD = "WebMercatorQuad"
MAXIMUM_ZOOM = 22
CONFORMANCE = [
    *(
        f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    ),
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
]
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_QUAD_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_HALF = 20037508.342789244  # metres from the middle of the Mercator square to its edge
_SCALE = 559082264.0287178  # of zoom 0, with a pixel of 0.28 mm

Document = dict[str, Any]
Box = Sequence[float] | None


def landing_links(request: Request) -> list[Link]:
    """For the landing page: where the tile matrix sets are."""
    return [link(f"{_REL}tiling-schemes", address(request, "tileMatrixSets"), JSON, N_("Karo düzenleri"))]


def collection_links(request: Request, collection: str) -> list[Link]:
    """For a tiled collection's description: where its tiles are."""
    there = address(request, "collections", collection, "tiles")
    return [link(f"{_REL}tilesets-vector", there, JSON, N_("Vektör karoları"))]


def matrix_sets(request: Request) -> Document:
    """The list of tile matrix sets: one."""
    entry = {"id": QUAD, "title": "Google Maps Compatible for the World", "uri": _QUAD_URI, "crs": _CRS}
    here = link("self", address(request, "tileMatrixSets", QUAD), JSON)
    return {"tileMatrixSets": [entry | {"links": [here]}]}


def matrix_set() -> Document:
    """WebMercatorQuad, down to the deepest zoom that is served."""
    return {
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": _QUAD_URI,
        "crs": _CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(zoom),
                "scaleDenominator": _SCALE / 2**zoom,
                "cellSize": 2 * _HALF / 256 / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-_HALF, _HALF],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(MAXIMUM_ZOOM + 1)
        ],
    }


def tilesets(request: Request, collection: Collection) -> Document:
    """The tilesets of a collection: one."""
    here = address(request, "collections", collection.id, "tiles")
    itself = link("self", f"{here}/{QUAD}", JSON, collection.title)
    entry = _tileset(collection) | {"links": [itself, *_shared_links(request, collection)]}
    return {"links": [link("self", here, JSON)], "tilesets": [entry]}


def tileset(request: Request, collection: Collection, layer: Layer, box: Box) -> Document:
    """What the tiles of a collection hold, and where they are."""
    here = address(request, "collections", collection.id, "tiles", QUAD)
    described: Document = _tileset(collection) | {
        "layers": [
            {
                "id": collection.id,
                "title": collection.title,
                "dataType": "vector",
                "geometryDimension": layer.dimension,
                "minTileMatrix": str(layer.least_zoom),
                "maxTileMatrix": str(MAXIMUM_ZOOM),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {name: {"type": type_} for name, type_ in fields(layer).items()},
                },
            }
        ],
        "links": [
            link("self", here, JSON, collection.title),
            link("alternate", f"{here}?f=tilejson", TILEJSON, "TileJSON"),
            *_shared_links(request, collection),
            link("item", f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f=mvt", MVT) | {"templated": True},
        ],
    }
    if box is not None:
        described["boundingBox"] = {"lowerLeft": list(box[:2]), "upperRight": list(box[2:]), "crs": _CRS84}
    return described


def tilejson(request: Request, collection: Collection, layer: Layer, box: Box) -> Document:
    """The same for map programs: TileJSON 3.0."""
    here = address(request, "collections", collection.id, "tiles", QUAD)
    described: Document = {
        "tilejson": "3.0.0",
        "name": collection.title,
        "description": collection.description,
        "scheme": "xyz",
        "tiles": [f"{here}/{{z}}/{{y}}/{{x}}?f=mvt"],
        "minzoom": layer.least_zoom,
        "maxzoom": MAXIMUM_ZOOM,
        "vector_layers": [
            {
                "id": collection.id,
                "description": collection.title,
                "minzoom": layer.least_zoom,
                "maxzoom": MAXIMUM_ZOOM,
                "fields": {name: type_.capitalize() for name, type_ in fields(layer).items()},
            }
        ],
    }
    if box is not None:
        described["bounds"] = list(box)
        described["center"] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, max(layer.least_zoom, 12)]
    return described


def _tileset(collection: Collection) -> Document:
    return {
        "title": collection.title,
        "description": collection.description,
        "dataType": "vector",
        "crs": _CRS,
        "tileMatrixSetId": QUAD,
        "tileMatrixSetURI": _QUAD_URI,
    }


def _shared_links(request: Request, collection: Collection) -> list[Link]:
    return [
        link(f"{_REL}tiling-scheme", address(request, "tileMatrixSets", QUAD), JSON, QUAD),
        link(f"{_REL}geodata", address(request, "collections", collection.id), JSON, collection.title),
        link(f"{_REL}items", address(request, "collections", collection.id, "items"), GEOJSON, collection.title),
    ]
