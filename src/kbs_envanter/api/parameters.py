"""The query parameters: one list that reads requests, refuses what is not on it, and fills the API definition."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from kbs_envanter.api.collections import Collection
from kbs_envanter.api.problems import bad_parameter
from kbs_envanter.language import PARAMETER as LANGUAGE
from kbs_envanter.store.features import SUPPORTED, Property

DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 10_000
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter: its name, its OpenAPI schema and what it does, in two languages."""

    name: str
    schema: dict[str, Any]
    description: str

    def definition(self) -> dict[str, Any]:
        """The OpenAPI parameter object."""
        return {
            "name": self.name, "in": "query", "required": False, "style": "form", "explode": False,
            "description": self.description, "schema": self.schema,
        }  # fmt: skip


def form(*names: str) -> Parameter:
    """``f``, for resources that have these representations."""
    return Parameter("f", {"type": "string", "enum": list(names)}, "Gösterim; Accept'ten önce gelir / Representation")


_TEXT = {"type": "string", "maxLength": LONGEST_TEXT}
_CRS_LIST = {"type": "string", "format": "uri", "enum": list(SUPPORTED)}
LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAXIMUM_LIMIT, "default": DEFAULT_LIMIT},
    "Sayfadaki en çok kayıt; üstü en çoğa indirilir / Features a page; more is clamped",
)
BBOX = Parameter(
    "bbox",
    {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    "Kutu: CRS84'te batı,güney,doğu,kuzey (dört ya da altı sayı); konumu olmayan kayıt da gelir / Bounding box",
)
DATETIME = Parameter(
    "datetime",
    {"type": "string"},
    "O günkü durum, aralıkta aralığın sonundaki: 2024-12-31, 2024-01-01/.., ../2024 / The state of that day, or at the "
    "end of the interval",
)
CRS = Parameter("crs", _CRS_LIST, "Yanıttaki koordinatların sistemi / CRS of the answer")
BBOX_CRS = Parameter("bbox-crs", _CRS_LIST, "bbox sayılarının sistemi / CRS of bbox")
TOKEN = Parameter("sonraki", {"type": "string"}, "next bağlantısındaki değer / Value of a next link")
SORTBY = Parameter(
    "sortby",
    {"type": "array", "minItems": 1, "maxItems": 4, "items": {"type": "string", "pattern": "^[+-]?[a-z][a-z0-9_]*$"}},
    "Sıralama: ad,-alan_m2; Türkçe alfabeyle / Order, by the Turkish alphabet",
)
PROPERTIES = Parameter(
    "properties",
    {"type": "array", "minItems": 1, "items": {"type": "string"}},
    "Yalnız bu öznitelikler / Only these properties",
)
Q = Parameter(
    "q",
    _TEXT,
    "Serbest metin: boşlukla ayrılan sözlerin hepsi, virgülle ayrılanlardan biri; büyük-küçük harf ve Türkçe "
    "harf ayrımı yok / Free text: all words, commas separate alternatives, case and accents do not matter",
)
RESULT_TYPE = Parameter(
    "resultType", {"type": "string", "enum": ["results", "hits"]}, "hits: yalnız sayı / hits: the number only"
)


FILTER = Parameter(
    "filter",
    {"type": "string"},
    "CQL2 süzgeci: alan_m2 > 500 AND CASEI(ad) LIKE CASEI('%park%') / CQL2 filter",
)
FILTER_LANG = Parameter(
    "filter-lang",
    {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
    "Süzgecin yazımı / Encoding of the filter",
)
FILTER_CRS = Parameter("filter-crs", _CRS_LIST, "Süzgeçteki koordinatların sistemi / CRS of the filter")
BOM = Parameter("bom", {"type": "string", "enum": ["0", "1"]}, "CSV: Excel için bayt sırası işareti / Byte order mark")
SEPARATOR = Parameter("ayrac", {"type": "string", "enum": [",", ";"]}, "CSV: ayraç / Separator")


def of_items(collection: Collection, forms: Iterable[str]) -> list[Parameter]:
    """Every parameter of a collection's items."""
    common = [
        LIMIT, BBOX, BBOX_CRS, CRS, DATETIME, FILTER, FILTER_LANG, FILTER_CRS, Q, SORTBY, PROPERTIES, RESULT_TYPE,
        TOKEN, BOM, SEPARATOR, form(*forms),
    ]  # fmt: skip
    return [*common, *(_filter(prop) for prop in collection.filters)]


def of_item(forms: Iterable[str]) -> list[Parameter]:
    """Every parameter of one feature."""
    return [CRS, DATETIME, PROPERTIES, form(*forms)]


def refuse_unknown(query: QueryParams, known: Iterable[str]) -> None:
    """Refuse parameters that the path does not have (/req/core/query-param-unknown), and repeated ones."""
    names = [name for name, _ in query.multi_items()]
    for name in names:
        if name not in known and name != LANGUAGE:  # a page's language, which data do not have
            listed = ", ".join(sorted(known))
            raise bad_parameter(name, f"böyle bir parametre yok; olanlar: {listed}", f"unknown; there are: {listed}")
    if len(set(names)) < len(names):
        repeated = next(name for name in names if names.count(name) > 1)
        raise bad_parameter(repeated, "bir kez yazın", "give it once")


def _filter(prop: Property) -> Parameter:
    schema: dict[str, Any] = {"type": prop.type} if prop.type in ("integer", "number") else dict(_TEXT)
    hint = ""
    if prop.by_range:
        schema, hint = {"type": "string"}, "; değer ya da aralık: a/b, a/.. / value or range"
    elif prop.values:
        schema["enum"] = list(prop.values)
    return Parameter(prop.name, schema, prop.title + hint)
