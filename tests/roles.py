"""Asking one service as every role, and as nobody."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from kbs_envanter.domain.permissions import Role
from tests.support import offline_settings, serving, sign_in

Asker = Callable[[Role | None], httpx.Client]
SIGNED_IN = [role for role in Role if role is not Role.HERKES]


@contextmanager
def asked_as(url: str, directory: Path, **settings: Any) -> Iterator[Asker]:
    """The service over a database, as a function from a role (None: nobody) to a client."""
    with serving(offline_settings(url, directory).model_copy(update=settings)) as address, ExitStack() as stack:
        clients = {role: stack.enter_context(sign_in(address, role, directorate="Fen İşleri")) for role in SIGNED_IN}
        nobody = stack.enter_context(httpx.Client(base_url=address))
        yield lambda role: nobody if role is None else clients[role]
