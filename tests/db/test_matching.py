"""Links between mentions in the database: what is certain is tied, what people decided is never asked again."""

from pathlib import Path

import psycopg
import pytest

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.matching import decide, match_mentions, stored_pairs
from kbs_envanter.settings import resource

DATA: Path = resource("data")


def rows(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def waiting(url):
    return [pair for pair in stored_pairs(url, 1823) if pair["durum"] == "bekliyor"]


def test_the_allocation_of_fevzicakmak_is_tied_to_its_market_place(inventory):
    (tied,) = rows(
        inventory,
        "SELECT v.mahalle_kod, v.ad FROM kbs.tasinmaz_islemi i JOIN kbs.varlik v ON v.id = i.varlik_id "
        "WHERE i.kod = 'TAH-2024-7786'",
    )
    assert tied[0] == "fevzicakmak" and "Pazar Yeri" in tied[1]


def test_finding_the_pairs_again_changes_nothing(inventory):
    before = rows(inventory, "SELECT count(*) FROM kbs.gecmis")
    match_mentions(inventory, DATA, 1823)
    assert rows(inventory, "SELECT count(*) FROM kbs.gecmis") == before


def test_a_rejected_pair_is_never_asked_again(inventory):
    pair = waiting(inventory)[0]
    decide(inventory, 1823, pair["b"]["kod"], pair["a"]["kod"], "reddedildi", who="deneme", why="başka yer")
    match_mentions(inventory, DATA, 1823)
    assert (pair["a"]["kod"], pair["b"]["kod"]) not in [(p["a"]["kod"], p["b"]["kod"]) for p in waiting(inventory)]
    (kept,) = stored_pairs(inventory, 1823, "reddedildi")
    assert "kim" not in kept, "who decided is for the office"
    assert rows(inventory, "SELECT kim, neden FROM kbs.esleme WHERE durum = 'reddedildi'") == [("deneme", "başka yer")]


def test_a_confirmed_pair_ties_its_event_and_a_later_rejection_unties_it(inventory):
    event = next(
        pair
        for pair in stored_pairs(inventory, 1823, "otomatik")
        if pair["b"]["kod"].startswith("KAL-") or pair["a"]["kod"].startswith("KAL-")
    )
    a, b = event["a"]["kod"], event["b"]["kod"]
    tied = f"SELECT count(varlik_id) FROM kbs.tasinmaz_islemi WHERE kod IN ('{a}', '{b}')"
    links = sum(
        a in (p["a"]["kod"], p["b"]["kod"]) or b in (p["a"]["kod"], p["b"]["kod"])
        for p in stored_pairs(inventory, 1823)
    )
    assert links and rows(inventory, tied) == [(1,)]
    for pair in stored_pairs(inventory, 1823):
        codes = {pair["a"]["kod"], pair["b"]["kod"]}
        if any(kod.startswith("KAL-") and kod in (a, b) for kod in codes):
            decide(inventory, 1823, pair["a"]["kod"], pair["b"]["kod"], "reddedildi", who="d", why="d")
    assert rows(inventory, tied) == [(0,)]
    decide(inventory, 1823, a, b, "onaylandi", who="deneme", why="yerinde bakıldı")
    assert rows(inventory, tied) == [(1,)]


def test_a_decision_on_a_pair_that_is_not_there_is_refused(inventory):
    with pytest.raises(UserError, match="eslestir"):
        decide(inventory, 1823, "BIN-0001", "BIN-0002", "onaylandi", who="d", why="d")


def test_each_pair_says_on_what_evidence_and_where_both_sides_stand(inventory):
    for pair in stored_pairs(inventory, 1823):
        assert pair["kanit"] and 0 <= pair["puan"] <= 1 and pair["tur"] in ("ayni", "parca")
        for side in (pair["a"], pair["b"]):
            assert side["tablo"] and side["satir"] > 0 and side["kod"] and side["ad"]


def test_a_withheld_asset_is_in_no_pair(inventory):
    (gizli,) = rows(inventory, "SELECT kod FROM kbs.varlik WHERE erisim = 'gizli'")
    assert gizli[0] not in {side["kod"] for pair in stored_pairs(inventory, 1823) for side in (pair["a"], pair["b"])}
