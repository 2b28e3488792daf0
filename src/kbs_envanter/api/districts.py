"""One service, many districts: the first one at the root, each other one below ``/ilce/{code}``.

Routes know their district by the application's state alone. Below a district's path they get another state, with its
settings, its versions, its part of the memory: what one district's pages, keys and sessions show is only its own.
"""

import re
from typing import Any

from starlette.datastructures import State
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kbs_envanter.access.refusals import refusal
from kbs_envanter.access.tries import Tries
from kbs_envanter.pipeline.districts import FOLDER, of_district
from kbs_envanter.pipeline.profile import profile

PATH = FOLDER
_BELOW = re.compile(rf"/{PATH}/([1-9][0-9]{{0,8}})(/.*)?").fullmatch
_KNOWN = "SELECT true FROM kbs.ilce WHERE ilce_kodu = %s"


class District:
    """What routes take for their application, in one district."""

    def __init__(self, first: State, ilce_kodu: int) -> None:
        settings = of_district(first.settings, ilce_kodu)
        self.state = State(
            dict(first._state)
            | {
                "settings": settings,
                "district": profile(settings.veri_dizini),
                "version": first.versions.of(ilce_kodu),
                "memory": first.memory.part(ilce_kodu),
                "extents": {},
                "sign_in_tries": Tries(),
            }
        )


class Districts:
    """Finds the district of a request by its path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._made: dict[int, District] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        root = scope.get("root_path", "")
        below = _BELOW(scope["path"].removeprefix(root)) if scope["type"] == "http" else None
        if below is None:
            await self._app(scope, receive, send)
            return
        code, rest = int(below[1]), below[2]
        first = scope["app"].state
        at_root = code == first.settings.ilce_kodu or (rest or "").startswith("/tum")  # which is nobody's own
        if at_root or rest is None:
            place = root if at_root else f"{root}/{PATH}/{code}"
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{place}{rest or '/'}{'?' if query else ''}{query}", 308)(scope, receive, send)
            return
        district = await self._district(first, code)
        if district is None:
            answer = refusal(404, f"Bu kurulumda {code} kodlu ilçe yok.", f"There is no district {code} here.")
            await answer(scope, receive, send)
            return
        here = scope | {"app": district, "root_path": f"{root}/{PATH}/{code}", "kbs.ilce": code}
        await self._app(here, receive, send)

    async def _district(self, first: Any, code: int) -> District | None:
        if code not in self._made:
            async with first.pool.connection() as connection:
                known = await (await connection.execute(_KNOWN, [code])).fetchone()
            if known is None or not (first.settings.durum_dizini / PATH / str(code)).is_dir():
                return None
            self._made[code] = District(first, code)
        return self._made[code]
