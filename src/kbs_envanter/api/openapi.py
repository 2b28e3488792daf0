"""The API definition: OpenAPI 3.0, made from the same collections and parameters that answer requests."""

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.access import current
from kbs_envanter.api import downloads, openapi_places
from kbs_envanter.api.caching import PRIVATE
from kbs_envanter.api.collections import COLLECTIONS, Collection, readable
from kbs_envanter.api.items import ITEM_PARAMETERS, ITEMS_PARAMETERS
from kbs_envanter.api.links import GEOJSON, JSON, OPENAPI, SCHEMA, root
from kbs_envanter.api.openapi_editing import with_writes
from kbs_envanter.api.openapi_parts import COMPONENTS, Json, feature, feature_page, get
from kbs_envanter.api.parameters import form

_OBJECT: Json = {"type": "object"}
_DOCUMENTS = (
    ("/", "landing", "Giriş / Landing page"),
    ("/conformance", "conformance", "Uyulan standart sınıfları / Conformance"),
    ("/collections", "collections", "Koleksiyonlar / Collections"),
)
_SCHEMAS = (
    ("schema", "öznitelikler / schema"),
    ("queryables", "süzülebilen öznitelikler / queryables"),
    ("sortables", "sıralanabilen öznitelikler / sortables"),
)
_FORM = form("json", "html")
_FILES: dict[str, Json] = {made.media: {"type": "string", "format": "binary"} for made in downloads.FORMS}


async def definition(request: Request) -> Response:
    """``/api``: the definition under exactly the media type the standard names."""
    shown = readable(current(request))
    text = json.dumps(document(root(request).rstrip("/"), shown), ensure_ascii=False)
    kept = "no-cache" if shown.keys() == COLLECTIONS.keys() else PRIVATE
    return Response(text, media_type=OPENAPI, headers={"Cache-Control": kept})


def document(server: str, shown: Mapping[str, Collection] = COLLECTIONS) -> Json:
    """The whole definition for a service at the address ``server``, for an asker who may read these collections."""
    paths: Json = {path: get(name, summary, {JSON: _OBJECT}, [_FORM]) for path, name, summary in _DOCUMENTS}
    for collection in shown.values():
        paths |= with_writes(_collection_paths(collection), collection)
    paths |= openapi_places.paths()
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "KBS Envanter",
            "version": "1.0.0",
            "description": "Belediye varlıkları: OGC API – Features / Municipal assets as OGC API – Features",
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/tr/"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": c.id, "description": c.description} for c in shown.values()],
        "paths": paths,
        "components": COMPONENTS,
    }


def _collection_paths(collection: Collection) -> Json:
    base, name, relation = f"/collections/{collection.id}", collection.id.replace("-", "_"), collection.relation
    about = {"tag": collection.id, "missing": True}
    identifier = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    one = feature(relation)
    paths = {
        base: get(name, f"{collection.title}: tanım / description", {JSON: _OBJECT}, [_FORM], **about),
        f"{base}/items": get(
            f"{name}_items", f"{collection.title}: kayıtlar / features", {GEOJSON: feature_page(one)} | _FILES,
            ITEMS_PARAMETERS[collection.id], **about,
        ),
        f"{base}/items/{{featureId}}": get(
            f"{name}_item", f"{collection.title}: bir kayıt / one feature", {GEOJSON: one},
            ITEM_PARAMETERS, path_parameters=[identifier], **about,
        ),
    }  # fmt: skip
    for kind, what in _SCHEMAS:
        summary = f"{collection.title}: {what}"
        paths[f"{base}/{kind}"] = get(f"{name}_{kind}", summary, {SCHEMA: _OBJECT}, [_FORM], **about)
    return paths


ROUTES = [Route("/api", definition)]
