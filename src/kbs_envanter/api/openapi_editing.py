"""Writing in the API definition: what a feature's writable properties look like, and the answers to a write."""

from typing import Any

from kbs_envanter.api.collections import Collection
from kbs_envanter.api.editing import is_writable
from kbs_envanter.api.editing_body import CREATE_TYPES, PATCH_TYPES, WRITABLE
from kbs_envanter.api.problems import PROBLEM
from kbs_envanter.domain.assets import Erisim, Tur
from kbs_envanter.domain.editing_values import RIGHT_FIELDS
from kbs_envanter.domain.precision import Kesinlik

Json = dict[str, Any]

_TEXT: Json = {"type": "string", "nullable": True}
_LISTS: Json = {
    "kullanimlar": {"type": "array", "items": {"type": "string"}},
    "parseller": {
        "type": "array",
        "description": "Metin (512/9 güneyi) ya da parçalar / texts or parts",
        "items": {"oneOf": [{"type": "string"}, {"type": "object"}]},
    },
    "haklar": {"type": "array", "items": {"type": "object", "properties": {name: {} for name in RIGHT_FIELDS}}},
}
_PROPERTIES: Json = {
    **dict.fromkeys(WRITABLE, _TEXT),
    **_LISTS,
    "tur": {"type": "string", "enum": [kind.value for kind in Tur]},
    "erisim": {"type": "string", "enum": [each.value for each in Erisim]},
    "alan_m2": {"type": "number", "nullable": True, "minimum": 0, "exclusiveMinimum": True},
    "kesinlik": {"type": "string", "enum": [each.value for each in Kesinlik if each is not Kesinlik.YOK]},
    "belirsizlik_m": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
}
_POINT: Json = {
    "type": "object",
    "nullable": True,
    "properties": {
        "type": {"type": "string", "enum": ["Point"]},
        "coordinates": {"type": "array", "minItems": 2, "maxItems": 3, "items": {"type": "number"}},
    },
}
_REASON = {
    "name": "KBS-Neden",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Neden, yüzde kodlu UTF-8 / Reason, percent-encoded",
}
_CONFIRM = {
    "name": "KBS-Onay",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Onaylanan uyarılar / Confirmed warnings: konum",
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "Okunan kaydın ETag'i / ETag of what was read",
}
_IDENTIFIER = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
_DONE = {"201": "Eklendi / Created", "202": "Öneri olarak bekliyor / Waits for approval", "204": "Yapıldı / Done"}
_REFUSED = {
    "400": "JSON değil / No JSON", "401": "Giriş gerekir / Sign in", "403": "Yetki yok / Not allowed",
    "404": "Yok / Not found", "412": "Kayıt değişmiş / Stale", "413": "Çok büyük / Too large",
    "415": "Başka tür / Other type", "422": "Hatalı alanlar / Bad fields", "428": "If-Match gerekir / If-Match needed",
}  # fmt: skip


def with_writes(paths: Json, collection: Collection) -> Json:
    """The paths of a collection with the operations that write, if its features can be written."""
    if not is_writable(collection):
        return paths
    base, name = f"/collections/{collection.id}/items", collection.id.replace("-", "_")
    whole = {kind: {"schema": _feature(required=True)} for kind in CREATE_TYPES}
    part = {kind: {"schema": _feature(required=False)} for kind in PATCH_TYPES}
    paths[base]["post"] = _operation(collection, f"{name}_create", "ekle / create", "201", whole)
    item = paths[f"{base}/{{featureId}}"]
    item["put"] = _operation(collection, f"{name}_replace", "değiştir / replace", "204", whole)
    item["patch"] = _operation(collection, f"{name}_update", "güncelle / update", "204", part)
    item["delete"] = _operation(collection, f"{name}_delete", "sil / delete", "204", None)
    return paths


def _feature(*, required: bool) -> Json:
    schema: Json = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "geometry": _POINT,
            "properties": {"type": "object", "properties": _PROPERTIES},
            "neden": {"type": "string", "description": "KBS-Neden yerine / instead of KBS-Neden"},
        },
    }
    return schema | ({"required": ["type", "geometry", "properties"]} if required else {})


def _operation(collection: Collection, name: str, what: str, done: str, content: Json | None) -> Json:
    of_item = done == "204"
    answers: Json = {status: {"description": _DONE[status]} for status in (done, "202")}
    if not of_item:
        answers["201"]["headers"] = {"Location": {"schema": {"type": "string"}}, "ETag": {"schema": {"type": "string"}}}
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    for status, description in _REFUSED.items():
        if of_item or status not in ("404", "412", "428"):
            answers[status] = {"description": description, "content": problem}
    operation: Json = {
        "operationId": name,
        "summary": f"{collection.title}: {what}",
        "tags": [collection.id],
        "parameters": [*([_IDENTIFIER, _MATCH] if of_item else []), _REASON, _CONFIRM],
        "responses": dict(sorted(answers.items())),
    }
    if content is not None:
        operation["requestBody"] = {"required": True, "content": content}
    return operation
