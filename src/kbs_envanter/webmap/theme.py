"""``/tema.css``: the colour of a municipality on its pages. A line above the head: text keeps the contrast it has."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbs_envanter.frame import COLOUR


async def theme(request: Request) -> Response:
    """The style sheet."""
    colour = request.app.state.district.renk or COLOUR
    sheet = f".top {{ border-top: 4px solid {colour}; }}\n"
    return Response(sheet, media_type="text/css", headers={"Cache-Control": "no-cache"})


ROUTES = [Route("/tema.css", theme)]
