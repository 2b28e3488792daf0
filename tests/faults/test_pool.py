"""Every database connection is taken: whoever asks is told to come again, and afterwards all is as before."""

import threading
from contextlib import ExitStack

import httpx
import psycopg
import pytest

from tests.faults.support import until
from tests.support import offline_settings, serving, sign_in

_LOCKED = "BEGIN; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE"


@pytest.fixture
def narrow(inventory, tmp_path, monkeypatch):
    """A service with one connection to read and one to write, that waits for neither for long."""
    from kbs_envanter.store import database

    waiting = {"timeout": 0.5}
    made = database.AsyncConnectionPool
    monkeypatch.setattr(database, "AsyncConnectionPool", lambda *a, **k: made(*a, **(k | waiting)))
    engine = database.create_engine
    short = {"pool_timeout": 0.5}
    monkeypatch.setattr(
        database, "create_engine", lambda *a, **k: engine(*a, **(k | (short if "pool_timeout" in k else {})))
    )
    settings = offline_settings(inventory, tmp_path).model_copy(update={"havuz": 1, "onbellek_mb": 0})
    with serving(settings) as address:
        yield address


def busy(answer: httpx.Response) -> bool:
    if answer.status_code != 503:
        return False
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    assert "yeniden deneyin" in answer.json()["detail"] and "try again" in answer.json()["detail_en"]
    return True


def test_readers_are_told_to_come_again_and_are_served_afterwards(narrow, inventory):
    asked = f"{narrow}/collections/varliklar/items?limit=1"
    with psycopg.connect(inventory) as holder, ExitStack() as stack:
        holder.execute("LOCK TABLE kbs.yayin_varlik IN ACCESS EXCLUSIVE MODE")
        first = threading.Thread(target=httpx.get, args=[asked], kwargs={"timeout": 60})
        first.start()
        stack.callback(first.join)
        until(lambda: busy(httpx.get(f"{narrow}/collections/parklar/items?limit=1", timeout=60)))
        assert httpx.get(f"{narrow}/saglik/canli").status_code == 200
        holder.rollback()
    assert until(lambda: httpx.get(asked, timeout=60).status_code == 200)


def test_who_has_a_session_or_key_is_told_to_come_again_too(narrow, inventory):
    with sign_in(narrow, "planlama") as planner, psycopg.connect(inventory) as holder, ExitStack() as stack:
        holder.execute("LOCK TABLE kbs.oturum IN ACCESS EXCLUSIVE MODE")
        first = threading.Thread(target=planner.get, args=["/hesabim"], kwargs={"timeout": 60})
        first.start()
        stack.callback(first.join)
        with httpx.Client(base_url=narrow, cookies=planner.cookies, timeout=60) as other:
            until(lambda: busy(other.get("/hesabim")))
            holder.rollback()
            assert until(lambda: other.get("/hesabim").status_code == 200)
