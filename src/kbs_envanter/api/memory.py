"""Finished answers kept in memory while the data they were made from have not changed.

A key names the dataset version and all that an answer depends on, so nothing is ever thrown away for being old: a
new version has new keys, and the old answers fall out as the least used.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kbs_envanter.api.collections import OFFICE
from kbs_envanter.api.links import root
from kbs_envanter.language import choose

Handler = Callable[[Request], Awaitable[Response]]

_LARGEST = 256 * 1024  # bytes of an answer; a larger one is a download
_OVERHEAD = 1024  # bytes of an entry beside its body, roughly


class Memory:
    """Least recently used answers, within a number of bytes. For one event loop: no lock is needed."""

    def __init__(self, size: int) -> None:
        self._kept: OrderedDict[Any, tuple[bytes, list[tuple[bytes, bytes]]]] = OrderedDict()
        self._left = size

    def find(self, key: Any) -> Response | None:
        """The answer kept under a key, ready to be sent."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        response = Response(kept[0])
        response.raw_headers = list(kept[1])
        return response

    def keep(self, key: Any, response: Response) -> None:
        """Keep a finished answer; streams, refusals and large bodies are not kept."""
        if type(response) is not Response or response.status_code != 200 or len(response.body) > _LARGEST:
            return
        self._left -= len(response.body) + _OVERHEAD
        self._kept[key] = (bytes(response.body), list(response.raw_headers))
        while self._left < 0 and self._kept:
            _, (body, _) = self._kept.popitem(last=False)
            self._left += len(body) + _OVERHEAD

    def part(self, owner: int) -> "Part":
        """The part of one district: the room is everybody's, what is found there its own."""
        return Part(self, owner)


class Part:
    """A memory of one district; see ``Memory``."""

    def __init__(self, memory: Memory, owner: int) -> None:
        self._memory, self._owner = memory, owner

    def find(self, key: Any) -> Response | None:
        """The answer kept under a key, ready to be sent."""
        return self._memory.find((self._owner, key))

    def keep(self, key: Any, response: Response) -> None:
        """Keep a finished answer."""
        self._memory.keep((self._owner, key), response)

    def part(self, owner: int) -> "Part":
        """The part of another district."""
        return self._memory.part(owner)


def remembered(handler: Handler) -> Handler:
    """Answer from memory what was asked before at this dataset version; while no version is known, ask anew. What only
    some may read is never kept.

    The version is read before the question is asked, so what is kept is of that version or newer, never older.
    """

    async def answer(request: Request) -> Response:
        version = request.app.state.version.current
        if version is None or "if-none-match" in request.headers or request.path_params.get("collection") in OFFICE:
            return await handler(request)
        scope = request.scope
        key = (version, scope["method"], root(request), scope["path"], scope["query_string"], *_asked(request))
        memory: Part = request.app.state.memory
        if (kept := memory.find(key)) is not None:
            return kept
        response = await handler(request)
        memory.keep(key, response)
        return response

    return answer


def _asked(request: Request) -> tuple[str | None, ...]:
    # What content negotiation looks at; compression comes after and is none of it. Only a page has a language.
    accept = request.headers.get("accept", "*/*")
    page = "html" in accept or "text/*" in accept or b"html" in request.scope["query_string"]
    return accept, choose(request) if page else None
