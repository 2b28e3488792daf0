"""Content negotiation: which representation of a resource a client wants, by ``f`` or by Accept."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from kbs_envanter.api.links import GEOJSON, HTML, JSON, SCHEMA, Link, asked_again, link
from kbs_envanter.api.problems import bad_parameter, not_acceptable


@dataclass(frozen=True, slots=True)
class Form:
    """A representation: its name in ``f``, its media type, and other types that ask for it too."""

    name: str
    media: str
    also: tuple[str, ...] = ()
    alias: str = ""


AS_JSON = Form("json", JSON)
AS_GEOJSON = Form("json", GEOJSON, also=(JSON,), alias="geojson")
AS_SCHEMA = Form("json", SCHEMA, also=(JSON,))
AS_HTML = Form("html", HTML, also=("application/xhtml+xml",))

DOCUMENT = (AS_JSON, AS_HTML)
FEATURES = (AS_GEOJSON, AS_HTML)
SCHEMAS = (AS_SCHEMA, AS_HTML)


def choose(request: Request, offered: Sequence[Form]) -> Form:
    """The form to answer in: ``f`` decides, else Accept with its q-values, else the first one.

    Raises:
        Refused: 400 for an unknown ``f``, 406 when nothing offered is accepted.
    """
    name = request.query_params.get("f")
    if name is not None:
        for form in offered:
            if name == form.name or name == form.alias:
                return form
        names = ", ".join(form.name for form in offered)
        raise bad_parameter("f", f"{name!r} yok; olanlar: {names}", f"there is no {name!r}; there are: {names}")
    accept = request.headers.get("accept", "*/*")
    if accept == "*/*":
        return offered[0]
    ranges = [_range(part) for part in accept.split(",")]
    best = max(offered, key=lambda form: _quality(form, ranges))
    if _quality(best, ranges) <= 0:
        raise not_acceptable(", ".join(form.media for form in offered))
    return best


def alternates(request: Request, chosen: Form, offered: Sequence[Form], href: str, title: str = "") -> list[Link]:
    """Link ``self``, and one ``alternate`` for each other form of the same resource.

    Args:
        request: whose parameters the links keep.
        chosen: the form of the answer.
        offered: all forms.
        href: address of the resource without its query.
        title: of the ``self`` link.
    """
    links = [link("self", href + asked_again(request), chosen.media, title)]
    for form in offered:
        if form is not chosen:
            there = href + asked_again(request, f=form.name)
            links.append(link("alternate", there, form.media, form.name.upper()))
    return links


def _range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media.lower(), quality


def _quality(form: Form, ranges: list[tuple[str, float]]) -> float:
    # The most precise range that fits a type speaks for it (RFC 9110, 12.5.1); its own type before others.
    best = 0.0
    for place, media in enumerate((form.media, *form.also)):
        kind = media.split("/")[0]
        for pattern in (media, f"{kind}/*", "*/*"):
            found = [quality for name, quality in ranges if name == pattern]
            if found:
                best = max(best, found[0] - place * 1e-6)
                break
    return best
