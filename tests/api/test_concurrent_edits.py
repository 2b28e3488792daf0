"""Fifty clients edit one asset at once: what was accepted is in the history, what was stale was told so."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from tests.support import offline_settings, serving, sign_in

CLIENTS, ROUNDS = 50, 3
ITEM = "/collections/varliklar/items/PRK-0001"


@pytest.fixture
def address(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as made:
        yield made


def test_fifty_clients_at_once_lose_nothing(address, inventory):
    with sign_in(address, "yonetici") as admin:
        cookies, headers = dict(admin.cookies), {"X-CSRF-Token": admin.headers["x-csrf-token"]}

    def edit(number):
        outcomes = []
        with httpx.Client(base_url=address, cookies=cookies, headers=headers, timeout=60) as client:
            for n in range(ROUNDS):
                tag = client.get(ITEM, params={"f": "json"}).headers["etag"]
                name = f"Ad {number}-{n}"
                answer = client.patch(
                    ITEM,
                    json={"properties": {"ad": name}},
                    headers={"If-Match": tag, "KBS-Neden": "yaris", "Content-Type": "application/merge-patch+json"},
                )
                outcomes.append((answer.status_code, name))
        return outcomes

    with ThreadPoolExecutor(CLIENTS) as threads:
        outcomes = [outcome for each in threads.map(edit, range(CLIENTS)) for outcome in each]
    accepted = [name for status, name in outcomes if status == 204]
    assert {status for status, _ in outcomes} == {204, 412} and len(accepted) >= ROUNDS
    with psycopg.connect(inventory) as connection:
        kept = connection.execute(
            "SELECT g.eski->>'ad', g.yeni->>'ad', (g.yeni->>'surum')::int - (g.eski->>'surum')::int FROM kbs.gecmis g "
            "JOIN kbs.degisiklik d ON (d.ilce_kodu, d.id) = (g.ilce_kodu, g.degisiklik) "
            "WHERE g.tablo = 'varlik' AND g.anahtar = 'PRK-0001' AND d.tur = 'duzeltme' ORDER BY g.id"
        ).fetchall()
    assert sorted(after for _, after, _ in kept) == sorted(accepted)  # every accepted write, once
    assert all(step == 1 for *_, step in kept)
    assert [before for before, *_ in kept[1:]] == [after for _, after, _ in kept[:-1]]  # each on what was there
