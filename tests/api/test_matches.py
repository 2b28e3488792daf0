"""The rows of the report that speak of one place, and what waits for a person."""

import pytest


def test_those_that_wait_come_first_and_each_says_on_what_evidence(client):
    pairs = client.get("/eslemeler").raise_for_status().json()["eslemeler"]
    states = [pair["durum"] for pair in pairs]
    assert states == sorted(states, key=lambda state: state != "bekliyor") and {"bekliyor", "otomatik"} <= set(states)
    for pair in pairs:
        assert pair["kanit"] and {"tablo", "satir", "kod", "ad"} <= set(pair["a"])


def test_a_state_narrows_the_list(client):
    pairs = client.get("/eslemeler?durum=bekliyor").raise_for_status().json()["eslemeler"]
    assert pairs and {pair["durum"] for pair in pairs} == {"bekliyor"}


@pytest.mark.parametrize("query", ["durum=yok", "f=xml", "sayfa=2"])
def test_a_faulty_question_is_refused(client, query):
    assert client.get(f"/eslemeler?{query}").status_code == 400


def test_the_page_shows_both_sides_with_their_lines_and_what_differs(client):
    page = client.get("/eslemeler?f=html").raise_for_status()
    assert "karar bekliyor" in page.text and "TAH-2024-7786" in page.text and "tahsisler:7786" in page.text
    assert "Ayrılan: alan" in page.text


def test_the_withheld_asset_is_on_neither_side(client):
    assert "BIN-0016" not in client.get("/eslemeler").text
