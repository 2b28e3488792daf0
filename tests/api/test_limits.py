"""How often one client may ask."""

import httpx
import pytest
from starlette.responses import Response

from kbs_envanter.access.limits import Limits
from tests.support import finish, offline_settings, serving


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


async def door(scope, receive, send):
    """Takes the key ``iyi`` and nobody else's."""
    key = dict(scope["headers"]).get(b"x-api-key", b"iyi")
    await Response(status_code=200 if key == b"iyi" else 401)(scope, receive, send)


def asking(clock, *, per_address=3, per_key=5):
    app = Limits(door, per_address=per_address, per_key=per_key, clock=clock)

    def ask(key=None, address="10.0.0.1", path="/"):
        async def one():
            transport = httpx.ASGITransport(app, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                return await client.get(path, headers={"X-API-Key": key} if key else {})

        return finish(one())

    return ask


def test_who_asks_too_often_is_told_when_to_come_again(clock):
    ask = asking(clock)
    assert [ask().status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = ask()
    assert refused.headers["retry-after"] == "20" and refused.headers["content-type"] == "application/problem+json"
    assert "yeniden deneyin" in refused.json()["detail"] and "Too many" in refused.json()["detail_en"]
    clock.now = 20
    assert [ask().status_code, ask().status_code] == [200, 429]


def test_addresses_do_not_disturb_one_another_and_one_subscriber_is_one(clock):
    ask = asking(clock)
    for _ in range(3):
        ask(address="2001:db8:1:2::1")
    assert ask(address="2001:db8:1:2::ffff").status_code == 429
    assert ask(address="2001:db8:1:3::1").status_code == 200


def test_a_key_counts_for_itself_once_it_was_accepted(clock):
    ask = asking(clock)
    assert [ask("iyi").status_code for _ in range(7)] == [200] * 6 + [429]
    assert ask().status_code == 200


def test_made_up_keys_are_no_way_round(clock):
    ask = asking(clock)
    assert [ask(f"uydurma-{n}").status_code for n in range(5)] == [401, 401, 401, 429, 429]


def test_health_is_never_turned_away_and_no_limit_is_none(clock):
    ask = asking(clock)
    assert {ask(path="/saglik/canli").status_code for _ in range(9)} == {200}
    free = asking(clock, per_address=0)
    assert {free().status_code for _ in range(9)} == {200}


def test_the_service_keeps_the_limit_of_its_settings(inventory, tmp_path):
    settings = offline_settings(inventory, tmp_path).model_copy(update={"adres_siniri": 2})
    with serving(settings) as address:
        codes = [httpx.get(f"{address}/conformance").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
