"""Neighbourhoods in numbers, and who reaches what: the statements, on the committed inventory."""

from typing import Any

import psycopg
import pytest

from kbs_envanter.domain.services import SERVICES, Service
from kbs_envanter.store import equity, indicators, neighbourhoods

ILCE = 1823
DAY_CARE = next(service for service in SERVICES if service.kod == "kres")
NOWHERE = Service("yok", "Olmayan", sozler=("bunun gibi bir kullanim yok",))


@pytest.fixture
def connection(inventory):
    with psycopg.connect(inventory, autocommit=True) as opened:
        yield opened


def answer(connection, statement) -> Any:
    row = connection.execute(*statement).fetchone()
    return row and row[0]


def page(connection, kod: str, **asked) -> Any:
    return answer(connection, neighbourhoods.neighbourhood(kod, ilce_kodu=ILCE, **asked))


def summary(connection) -> dict[str, Any]:
    return {m["kod"]: m for m in answer(connection, neighbourhoods.summary(ilce_kodu=ILCE))}


def withhold(connection, kod: str) -> None:
    connection.execute(
        "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok', belirsizlik_m = NULL WHERE kod = %s",
        [kod],
    )


def test_the_numbers_of_all_neighbourhoods_add_up_to_what_is_public(connection):
    found = summary(connection)
    public = connection.execute("SELECT count(*) FROM kbs.acik_varlik WHERE mahalle_kod IS NOT NULL").fetchone()[0]

    assert len(found) == 21
    assert sum(m["varlik"] for m in found.values()) == public
    assert all(sum(m["turler"].values()) == m["varlik"] for m in found.values())
    assert [m["ad"] for m in found.values()][9:11] == ["İnönü", "İstasyon"]


def test_a_page_tells_the_same_numbers_as_the_list(connection):
    for kod, listed in summary(connection).items():
        told = page(connection, kod)
        assert len(told["varliklar"] or []) == told["varlik_sayisi"] == listed["varlik"]
        assert sum((told["kesinlikler"] or {}).values()) == listed["varlik"]


def test_a_withheld_asset_is_in_no_number_and_no_list(connection):
    before, page_before = summary(connection)["atakent"], page(connection, "atakent")
    kod = page_before["varliklar"][0]["kod"]

    withhold(connection, kod)

    after, page_after = summary(connection)["atakent"], page(connection, "atakent")
    assert after["varlik"] == before["varlik"] - 1
    assert page_after["varlik_sayisi"] == before["varlik"] - 1
    assert kod not in str(page_after)


def test_works_and_events_of_a_withheld_asset_are_not_told(connection):
    told = page(connection, "atakent")
    tied = {one["varlik"] for one in (told["faaliyetler"] or []) + (told["islemler"] or []) if one["varlik"]}
    assert tied
    for kod in tied:
        withhold(connection, kod)

    left = page(connection, "atakent")

    assert not [one for one in (left["faaliyetler"] or []) + (left["islemler"] or []) if one["varlik"]]
    assert not any(kod in str(left) for kod in tied)


def test_the_list_is_narrowed_and_sorted_in_the_database(connection):
    parks = page(connection, "atakent", tur="park")["varliklar"]
    assert {one["tur"] for one in parks} == {"park"}
    by_area = [one["alan_m2"] for one in page(connection, "atakent", sirala="alan")["varliklar"]]
    known = [area for area in by_area if area is not None]
    assert by_area[: len(known)] == sorted(known, reverse=True)
    found = page(connection, "atakent", aranan="kultur")
    assert next(one["ad"] for one in found["varliklar"]) == "Atakent Kültür ve Sanat Merkezi"
    assert len(found["isaretler"]) > found["varlik_sayisi"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'; DROP TABLE kbs.varlik; --"])
def test_what_is_searched_is_taken_literally(connection, text):
    assert page(connection, "atakent", aranan=text)["varlik_sayisi"] == 0


def test_an_unknown_neighbourhood_has_no_row(connection):
    assert page(connection, "olmayan") is None


def test_a_shape_is_a_path_in_metres_around_its_label(connection):
    shapes = answer(connection, neighbourhoods.shapes(ilce_kodu=ILCE))
    assert len(shapes) == 21
    for shape in shapes:
        x, y, width, height = shape["kutu"]
        assert shape["yol"].startswith("M ")
        assert x - 1 <= shape["etiket"][0] <= x + width + 1
        assert y - 1 <= shape["etiket"][1] <= y + height + 1
        assert 200 < width < 20_000


def test_indicators_carry_what_the_report_has_and_null_where_it_has_nothing(connection):
    found = {one["gosterge"]: one for one in answer(connection, indicators.indicators(ilce_kodu=ILCE))}
    assert found["bordur_yapim"]["degerler"]["atakent"] == 207.35
    assert found["asfalt_kaplama"]["degerler"]["cumhuriyet"] is None
    assert all(len(one["degerler"]) == 21 for one in found.values())


def test_a_service_is_known_by_its_uses_and_a_market_hall_counts_for_its_day_care(connection):
    found = answer(connection, equity.reach(DAY_CARE, distance_m=500, ilce_kodu=ILCE))
    assert {"bina", "pazar"} <= {one["tur"] for one in found["kayitlar"]}
    assert all("Halk Market" not in one["ad"] for one in reach_of(connection, "pazar")["kayitlar"])


def reach_of(connection, kod: str, distance: int = 500) -> Any:
    service = next(one for one in SERVICES if one.kod == kod)
    return answer(connection, equity.reach(service, distance_m=distance, ilce_kodu=ILCE))


def test_the_three_shares_are_in_order_and_grow_with_the_distance(connection):
    for service in SERVICES:
        near, far = reach_of(connection, service.kod), reach_of(connection, service.kod, 1000)
        for close, wide in zip(near["mahalleler"], far["mahalleler"], strict=True):
            assert 0 <= close["pay_en_az"] <= close["pay"] <= close["pay_en_cok"] <= 1
            assert close["pay"] <= wide["pay"]


def test_a_position_known_only_to_the_mahalle_draws_no_circle_and_is_counted_apart(connection):
    connection.execute(
        "UPDATE kbs.varlik v SET kesinlik = 'mahalle' FROM kbs.kullanim k "
        "WHERE k.varlik_id = v.id AND v.kesinlik <> 'yok' AND kbs.katla(k.ad) ~ 'bakimev|kres|ana ?okulu'"
    )
    found = reach_of(connection, "kres")
    assert found["ilce"]["konumlu"] == 0
    assert found["ilce"]["konumsuz"] == len(found["kayitlar"]) > 0
    assert {m["pay"] for m in found["mahalleler"]} == {0}


def test_a_circle_has_the_area_of_a_circle(connection):
    """One service far from every border: 500 m around it are 0.785 km²."""
    kept = "BIN-0001"
    connection.execute("DELETE FROM kbs.kullanim WHERE kbs.katla(ad) ~ 'kutuphane'")
    connection.execute("UPDATE kbs.kullanim SET ad = 'Kütüphane' WHERE sira = 1 AND varlik_id = "
                       "(SELECT id FROM kbs.varlik WHERE kod = %s)", [kept])  # fmt: skip
    connection.execute(
        "UPDATE kbs.varlik SET kesinlik = 'kapi', belirsizlik_m = 50, konum = (SELECT ST_SetSRID(ST_MakePoint("
        "ST_X(c.p), ST_Y(c.p)), 4326) FROM (SELECT (ST_MaximumInscribedCircle(geom)).center AS p FROM kbs.mahalle "
        "WHERE kod = 'atakent') c) WHERE kod = %s",
        [kept],
    )
    found = reach_of(connection, "kutuphane")
    area = connection.execute(
        "SELECT ST_Area(ST_Transform(geom, 5254)) / 1e6 FROM kbs.mahalle WHERE kod = 'atakent'"
    ).fetchone()[0]
    place = next(m for m in found["mahalleler"] if m["kod"] == "atakent")
    for share, radius in (("pay", 0.5), ("pay_en_az", 0.45), ("pay_en_cok", 0.55)):
        assert place[share] * area == pytest.approx(3.1416 * radius**2, rel=0.01)


def test_a_withheld_service_is_not_counted(connection):
    before = reach_of(connection, "kutuphane")
    kod = before["kayitlar"][0]["kod"]
    withhold(connection, kod)
    after = reach_of(connection, "kutuphane")
    assert kod not in str(after)
    assert len(after["kayitlar"]) == len(before["kayitlar"]) - 1


def test_a_service_that_nobody_gives_reaches_nothing(connection):
    found = answer(connection, equity.reach(NOWHERE, distance_m=1000, ilce_kodu=ILCE))
    assert found["kayitlar"] is None
    assert found["ilce"]["pay"] == 0
