"""OGC API Tiles (20-057): vector tiles of the collections."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.api import forms, tile_documents
from kbs_envanter.api.answering import dataset_version, one_row
from kbs_envanter.api.caching import etag, headers, not_modified
from kbs_envanter.api.collections import COLLECTIONS, Collection
from kbs_envanter.api.forms import AS_JSON, Form
from kbs_envanter.api.memory import remembered
from kbs_envanter.api.parameters import refuse_unknown
from kbs_envanter.api.problems import bad_parameter, not_found
from kbs_envanter.api.tile_documents import MAXIMUM_ZOOM, MVT, QUAD, TILEJSON, Document
from kbs_envanter.store import features
from kbs_envanter.store import tiles as sql

_LAYERS = {features.ASSETS: sql.ASSETS, features.PARCELS: sql.PARCELS, features.NEIGHBOURHOODS: sql.NEIGHBOURHOODS}
TILED: dict[str, sql.Layer] = {
    collection.id: layer
    for collection in COLLECTIONS.values()
    for relation, layer in _LAYERS.items()
    if collection.relation is relation
}
DROPPED = "KBS-Karo-Eksik"
_AS_MVT = Form("mvt", MVT, also=("application/x-protobuf", "application/octet-stream"))
_AS_TILEJSON = Form("tilejson", TILEJSON)
_TILESET = (AS_JSON, _AS_TILEJSON)


async def matrix_sets(request: Request) -> Response:
    """Which tile matrix sets there are."""
    _plain_json(request)
    return _json(tile_documents.matrix_sets(request))


async def matrix_set(request: Request) -> Response:
    """The definition of one."""
    _plain_json(request)
    _check_quad(request)
    return _json(tile_documents.matrix_set())


async def tilesets(request: Request) -> Response:
    """Which tilesets a collection has."""
    _plain_json(request)
    return _json(tile_documents.tilesets(request, _tiled(request)))


async def tileset(request: Request) -> Response:
    """One tileset, as OGC metadata or as TileJSON."""
    refuse_unknown(request.query_params, ("f",))
    form, wanted = forms.choose(request, _TILESET), _tiled(request)
    _check_quad(request)
    tag = etag(request, await dataset_version(request), form)
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    ilce_kodu = request.app.state.settings.ilce_kodu
    row = await one_row(request, features.extent(wanted.relation, ilce_kodu=ilce_kodu, equal=wanted.fixed))
    box = None if row[0] is None else row[:4]
    describe = tile_documents.tilejson if form is _AS_TILEJSON else tile_documents.tileset
    return _json(describe(request, wanted, TILED[wanted.id], box), form.media, headers(tag))


async def tile(request: Request) -> Response:
    """A tile; 204 when nothing is in it. One that is too large keeps the first features of its layer's order, and a
    header says how many it lacks."""
    refuse_unknown(request.query_params, ("f",))
    form, wanted = forms.choose(request, (_AS_MVT,)), _tiled(request)
    _check_quad(request)
    place, layer = _place(request), TILED[wanted.id]
    tag = etag(request, await dataset_version(request), form)
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    if place.zoom < layer.least_zoom:
        return Response(status_code=204, headers=headers(tag))
    content, dropped = await _content(request, wanted, layer, place)
    if not content:
        return Response(status_code=204, headers=headers(tag))
    more = {DROPPED: str(dropped)} if dropped else {}
    return Response(content, media_type=MVT, headers=headers(tag) | more)


_BASE = "/collections/{collection}/tiles"
ROUTES = [
    Route("/tileMatrixSets", matrix_sets),
    Route("/tileMatrixSets/{tms}", matrix_set),
    Route(_BASE, tilesets),
    Route(f"{_BASE}/{{tms}}", tileset),
    Route(f"{_BASE}/{{tms}}/{{z}}/{{row}}/{{column}}", remembered(tile)),
]


async def _content(request: Request, wanted: Collection, layer: sql.Layer, place: sql.Tile) -> tuple[bytes, int]:
    """The tile, and how many features did not fit."""
    every = keep = None
    while True:
        statement = sql.tile(
            layer,
            wanted.id,
            place,
            ilce_kodu=request.app.state.settings.ilce_kodu,
            equal=wanted.fixed,
            keep=keep,
        )
        content, number = await one_row(request, statement)
        every = number if every is None else every
        keep = sql.fewer(number, len(content))
        if keep is None:
            return content, every - number


def _place(request: Request) -> sql.Tile:
    numbers = []
    for name in ("z", "row", "column"):
        text = request.path_params[name]
        if not (text.isascii() and text.isdigit()):
            raise bad_parameter(name, "doğal sayı olmalı", "must be a natural number")
        numbers.append(int(text[:12]))
    zoom, row, column = numbers
    if zoom > MAXIMUM_ZOOM or max(row, column) >= 2**zoom:
        raise not_found(
            f"{zoom}/{row}/{column} diye bir karo yok: zum en çok {MAXIMUM_ZOOM}, satır ve sütun 2^zum'dan küçük.",
            f"No tile {zoom}/{row}/{column}: zoom is at most {MAXIMUM_ZOOM}, row and column are below 2^zoom.",
        )
    return sql.Tile(zoom, column, row)


def _tiled(request: Request) -> Collection:
    name = request.path_params["collection"]
    if name not in TILED:
        listed = ", ".join(TILED)
        raise not_found(f"{name} karolanmıyor; karolananlar: {listed}.", f"No tiles of {name}; there are: {listed}.")
    return COLLECTIONS[name]


def _check_quad(request: Request) -> None:
    name = request.path_params["tms"]
    if name != QUAD:
        raise not_found(f"{name} diye bir karo düzeni yok; {QUAD} var.", f"No tile matrix set {name}; there is {QUAD}.")


def _plain_json(request: Request) -> None:
    refuse_unknown(request.query_params, ("f",))
    forms.choose(request, (AS_JSON,))


def _json(document: Document, media: str = AS_JSON.media, more: dict[str, Any] | None = None) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), media_type=media, headers=more)
