"""Which file formats a collection's items can be had in, and what goes into the file."""

from starlette.requests import Request
from starlette.responses import Response

from kbs_envanter.api.collections import Collection
from kbs_envanter.api.exports import export_response
from kbs_envanter.api.forms import Form
from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.pipeline.formats.source import Source
from kbs_envanter.store import features as sql
from kbs_envanter.store.features import Question

# GeoJSON is the page itself, with its links; the others are files of everything that matches.
FORMS = {Form(key, made.media_type): key for key, made in FORMATS.items() if key != "geojson"}


def download(request: Request, wanted: Collection, asked: Question, form: Form) -> Response:
    """All features that match as a file; ``limit`` counts only when the client wrote it."""
    limit = asked.limit if "limit" in request.query_params else None
    statement, parameters = sql.rows(wanted.relation, asked, limit)
    relation = wanted.relation
    source = Source(
        name=wanted.id,
        title=wanted.title,
        statement=statement,
        parameters=parameters,
        columns=[p for p in relation.properties if (p.answered if asked.chosen is None else p.name in asked.chosen)],
        srid=asked.crs.srid,
        north_first=asked.crs.north_first,
        geometry_type=relation.geometry or "Point",
        feature="metin",
    )
    return export_response(request, source, FORMS[form], crs=asked.crs.uri, role=wanted.role)
