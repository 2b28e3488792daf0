"""The land registry's public parcel query: what it answers is read right, and it is asked politely."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from importlib.metadata import version

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from kbs_envanter.geocode.tkgm import CachedAnswer, TkgmClient
from kbs_envanter.geocode.tkgm_answers import TkgmError, TkgmMalformed, TkgmQuota, TkgmUnavailable, read_parcel
from kbs_envanter.geocode.tkgm_asking import Pace
from tests.unit.tkgm_server import LandRegistry, Reply, collection, parcel, serving_registry

DISTRICT = (28.70, 40.96, 28.86, 41.11)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PLOT = box(28.780, 41.000, 28.781, 41.001)
FAR = box(32.860, 39.900, 32.861, 39.901)


class Memory(dict):
    """A cache that forgets nothing."""

    def put(self, key: str, answer: CachedAnswer) -> None:
        self[key] = answer


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def registry() -> Iterator[LandRegistry]:
    with serving_registry() as registry:
        registry.parcels = [parcel(1162, "2705", "15", PLOT), parcel(1162, "0", "41", PLOT)]
        yield registry


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept() -> Memory:
    return Memory()


@pytest.fixture(scope="module")
def sender() -> Iterator[httpx.Client]:
    with httpx.Client() as sender:
        yield sender


@pytest.fixture
def client(registry, clock, kept, sender) -> Callable[..., TkgmClient]:
    """Makes a client of the local registry; by default one whose time does not really pass."""

    def make(**more) -> TkgmClient:
        usual = {
            "bounds": DISTRICT,
            "cache": kept,
            "client": sender,
            "pace": Pace(clock=clock, sleep=clock.sleep),
            "jitter": lambda: 0.5,
            "now": lambda: NOW,
        }
        return TkgmClient(registry.address, **(usual | more))

    return make


@pytest.fixture
def tkgm(client) -> TkgmClient:
    return client()


# What it answers


def test_a_parcel_is_found_by_its_number(tkgm):
    found = tkgm.parcel(1162, "2705", "15")
    assert found.durum == "bulundu"
    assert (found.mahalle_id, found.mahalle_ad, found.ada, found.parsel) == (1162, "Deneme", "2705", "15")
    assert (found.alan_m2, found.alan_ham) == (Decimal("1295.00"), "1.295,00")
    assert (found.nitelik, found.pafta, found.mevkii) == ("Arsa", "F21c", None)
    assert found.ozet == "Deneme-2705/15"
    assert found.aktif is True
    assert (found.successors, found.reason) == ((), None)
    assert isinstance(found.geometry, MultiPolygon)
    assert found.geometry.equals(PLOT)
    assert found.soruldu == NOW


def test_a_parcel_is_found_by_a_point_on_it_and_latitude_goes_first(tkgm, registry):
    found = tkgm.parcel_at(28.7805, 41.0005)
    assert (found.durum, found.ada, found.parsel) == ("bulundu", "2705", "15")
    assert registry.asked[0].path == "/api/parsel/41.000500/28.780500/"


def test_an_area_means_the_same_in_the_style_of_either_query(tkgm):
    by_number, by_point = tkgm.parcel(1162, "2705", "15"), tkgm.parcel_at(28.7805, 41.0005)
    assert (by_number.alan_ham, by_point.alan_ham) == ("1.295,00", "1,295.00")
    assert by_number.alan_m2 == by_point.alan_m2 == 1295


@pytest.mark.parametrize(
    ("alan", "square_metres"),
    [
        ("39.776,72", "39776.72"),
        ("39,776.72", "39776.72"),
        ("900,01", "900.01"),
        ("900.01", "900.01"),
        ("1.234.567,80", "1234567.80"),
        ("1.295", "1295"),
        (1295, "1295"),
        (1.295, "1.295"),
        ("", None),
        (None, None),
        ("bilinmiyor", None),
        (True, None),
    ],
)
def test_an_area_is_read_or_left_open_and_its_text_is_kept(tkgm, registry, alan, square_metres):
    registry.parcels = [parcel(1162, "2705", "15", PLOT, alan=alan)]
    found = tkgm.parcel(1162, "2705", "15")
    assert found.alan_m2 == (square_metres and Decimal(square_metres))
    assert found.alan_ham == (None if alan in ("", None) else str(alan))


@pytest.mark.parametrize("ada", [None, "0", "-", ""])
def test_a_parcel_without_ada_is_asked_for_under_zero(tkgm, registry, ada):
    found = tkgm.parcel(1162, ada, "41")
    assert registry.asked[0].path == "/api/parsel/1162/0/41"
    assert (found.ada, found.parsel) == (None, "41")


def test_a_number_with_a_slash_stays_one_part_of_the_address(tkgm, registry):
    registry.parcels = [parcel(1162, "2705", "12/A", PLOT)]
    assert tkgm.parcel(1162, "2705", "12/A").parsel == "12/A"
    assert registry.asked[0].path == "/api/parsel/1162/2705/12%2FA"


@pytest.mark.parametrize("number", ["", " ", "..", "1 2", "12?x=1", "9" * 21])
def test_what_is_no_parcel_number_is_never_sent(tkgm, registry, number):
    with pytest.raises(ValueError, match=r"parsel: .* numara değil.* / parsel: .* is not a number"):
        tkgm.parcel(1162, "2705", number)
    assert registry.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, '{"Message":"Parsel Bulunamadı: MahalleId=1162"}'),
        Reply(200, '{"Message":"Parsel Bulunamadı"}'),
        Reply(200, '<string xmlns="http://schemas.example/">Parsel Bulunamad&#305;</string>'),
        Reply(404, '﻿<?xml version="1.0" encoding="utf-8"?>\n<string>PARSEL BULUNAMADI</string>'),
    ],
    ids=["404", "200 with a message", "XML", "XML with a prologue"],
)
def test_not_found_is_an_answer_in_whatever_form_it_comes(tkgm, registry, kept, reply):
    registry.next.append(reply)
    found = tkgm.parcel(1162, None, "99")
    assert found.durum == "yok"
    assert (found.mahalle_id, found.ada, found.parsel) == (1162, None, "99")
    assert found.geometry is None
    assert found.reason.lower().startswith("parsel")
    assert len(kept) == 1


def test_a_street_has_no_parcel(tkgm):
    found = tkgm.parcel_at(28.79, 41.01)
    assert (found.durum, found.ada, found.parsel) == ("yok", None, None)


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("pack", [json.dumps, lambda told: told], ids=["text", "object"])
def test_a_parcel_that_was_divided_names_its_successors_and_has_no_place(tkgm, registry, status, pack):
    later = collection([parcel(1162, "0", "42", PLOT), parcel(1162, "2706", "1", FAR)])
    gone = parcel(1162, "0", "41", None, durum="0", gittigiParselListe=pack(later), gittigiParselSebep="İfraz İşlemi")
    registry.next.append(Reply(status, json.dumps(gone)))
    found = tkgm.parcel(1162, None, "41")
    assert (found.durum, found.aktif, found.geometry) == ("bulundu", False, None)
    assert found.successors == ((None, "42"), ("2706", "1"))
    assert found.reason == "İfraz İşlemi"


def test_a_registry_that_does_not_say_whether_a_parcel_is_active_is_not_guessed_for(tkgm, registry):
    registry.parcels = [parcel(1162, "2705", "15", PLOT, durum="")]
    assert tkgm.parcel(1162, "2705", "15").aktif is None


def test_ids_are_taken_as_numbers_and_as_texts(tkgm, registry):
    registry.next.append(Reply(200, json.dumps(parcel("1162", 2705, 15, PLOT))))
    found = tkgm.parcel(1162, "2705", "15")
    assert (found.mahalle_id, found.ada, found.parsel) == (1162, "2705", "15")


@pytest.mark.parametrize(
    "drawn",
    [
        Polygon(PLOT.exterior.coords, [box(28.7804, 41.0004, 28.7806, 41.0006).exterior.coords]),
        MultiPolygon([PLOT, box(28.790, 41.000, 28.791, 41.001)]),
    ],
    ids=["hole", "two parts"],
)
def test_holes_and_parts_of_a_parcel_are_kept(tkgm, registry, drawn):
    registry.parcels = [parcel(1162, "2705", "15", drawn)]
    assert tkgm.parcel(1162, "2705", "15").geometry.equals(drawn)


def test_a_shape_that_crosses_itself_is_repaired_and_loses_its_heights(tkgm, registry):
    bow = Polygon([(28.78, 41.0, 5), (28.781, 41.001, 5), (28.781, 41.0, 5), (28.78, 41.001, 5)])
    registry.parcels = [parcel(1162, "2705", "15", bow)]
    geometry = tkgm.parcel(1162, "2705", "15").geometry
    assert geometry.is_valid
    assert len(geometry.geoms) == 2
    assert not geometry.has_z


def test_the_ids_of_a_district_are_found_from_the_top(tkgm, registry):
    registry.units = {
        "ilListe": [(56, "İstanbul"), (28, "Ankara")],
        "ilceListe/56": [(777, "Küçükçekmece")],
        "mahalleListe/777": [("9001", "Sefaköy")],
    }
    assert tkgm.provinces() == [(56, "İstanbul"), (28, "Ankara")]
    assert tkgm.districts(56) == [(777, "Küçükçekmece")]
    assert tkgm.neighbourhoods(777) == [(9001, "Sefaköy")]
    assert tkgm.districts(34) == []


# What is not believed


@pytest.mark.parametrize(
    ("answered", "why"),
    [
        (parcel(1162, "2705", "16", PLOT), "1162 2705/15 soruldu, 1162 2705/16 yanıtlandı"),
        (parcel(1162, "2706", "15", PLOT), "answered 1162 2706/15"),
        (parcel(1162, "", "15", PLOT), "answered 1162 0/15"),
        (parcel(1163, "2705", "15", PLOT), "answered 1163 2705/15"),
        (parcel(1162, "2705", "", PLOT), "parselNo boş"),
        (parcel("x", "2705", "15", PLOT), "mahalleId is not a number"),
        (parcel(1162, "2705", "15", FAR), "outside the district"),
        (parcel(1162, "2705", "15", box(41.0, 28.78, 41.001, 28.781)), "outside the district"),
        (parcel(1162, "2705", "15", box(*DISTRICT).boundary), "not an area"),
        (parcel(1162, "2705", "15", PLOT) | {"geometry": {"type": "Polygon"}}, "shape cannot be read"),
        (parcel(1162, "2705", "15", PLOT) | {"geometry": "POLYGON"}, "shape cannot be read"),
        (parcel(1162, "2705", "15", PLOT) | {"properties": None}, "has no properties"),
        (parcel(1162, "2705", "15", PLOT, gittigiParselListe="2706/1"), "broken JSON"),
        (parcel(1162, "2705", "15", PLOT, gittigiParselListe="[]"), "not a list"),
        (collection([parcel(1162, "2705", "15", PLOT)]), "not a parcel record"),
    ],
)
def test_an_answer_about_something_else_is_refused_and_not_kept(tkgm, registry, kept, answered, why):
    registry.next.append(Reply(200, json.dumps(answered)))
    with pytest.raises(TkgmMalformed, match=why):
        tkgm.parcel(1162, "2705", "15")
    assert kept == {}


def test_a_parcel_that_is_not_under_the_point_is_refused(tkgm, registry):
    registry.next.append(Reply(200, json.dumps(registry.parcels[0])))
    with pytest.raises(TkgmMalformed, match=r"28.79, 41.01 soruldu, 2705/15 yanıtlandı"):
        tkgm.parcel_at(28.79, 41.01)


@pytest.mark.parametrize("point", [(41.0, 28.78), (32.86, 39.9), (float("nan"), 41.0)])
def test_a_point_outside_the_district_is_never_sent(tkgm, registry, point):
    with pytest.raises(ValueError, match=r"ilçenin dışında.* / .*outside the district"):
        tkgm.parcel_at(*point)
    assert registry.asked == []


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(200, "<!DOCTYPE html><html>giriş yapın</html>"), "HTML page"),
        (Reply(404, "<html>404</html>"), "HTML page"),
        (Reply(302, "", {"Location": "/giris"}), "broken JSON"),
        (Reply(200, ""), "broken JSON"),
        (Reply(200, '{"type":"Feature","geom'), "broken JSON"),
        (Reply(200, "[" * 100_000), "broken JSON"),
        (Reply(200, "null"), "neither a parcel nor a message"),
        (Reply(200, "[]"), "neither a parcel nor a message"),
        (Reply(200, "{}"), "neither a parcel nor a message"),
        (Reply(200, "\udcff".encode("utf-8", "surrogateescape")), "cannot be decoded"),
        (Reply(200, "{}", {"Content-Encoding": "gzip"}), "cannot be decoded"),
        (Reply(200, '{"Message":"An error has occurred."}'), "unknown message: “An error has occurred.”"),
        (Reply(404, '{"Message":"No HTTP resource was found."}'), "unknown message"),
        (Reply(200, "<string>Beklenmeyen hata</string>"), "unknown message: “Beklenmeyen hata”"),
    ],
)
def test_what_is_no_answer_is_an_error_with_a_way_out_and_not_a_missing_parcel(tkgm, registry, kept, reply, why):
    registry.next.append(reply)
    with pytest.raises(TkgmMalformed, match=why) as refused:
        tkgm.parcel(1162, "2705", "15")
    assert "parsel/1162/2705/15" in str(refused.value)
    assert "https://parselsorgu.tkgm.gov.tr sayfasında elle sorgulayın. / " in str(refused.value)
    assert len(registry.asked) == 1
    assert kept == {}


@given(
    st.text()
    | st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5).map(json.dumps)
)
def test_no_text_whatever_makes_the_reading_crash(text):
    with pytest.raises(TkgmError):
        read_parcel(text, NOW, DISTRICT)


@given(
    st.dictionaries(
        st.sampled_from(["adaNo", "alan", "durum", "gittigiParselListe", "mahalleId", "geometry"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.floats()),
    )
)
def test_no_field_whatever_makes_the_reading_crash(fields):
    geometry = {"type": "Polygon", "coordinates": fields.pop("geometry", None)}
    feature = {"type": "Feature", "geometry": geometry, "properties": {"parselNo": "15"} | fields}
    for body in (feature, feature | {"geometry": None}):
        try:
            found = read_parcel(json.dumps(body), NOW, DISTRICT)
        except TkgmMalformed:
            continue
        assert (found.durum, found.parsel, found.geometry) == ("bulundu", "15", None)


# How it is asked


def test_the_program_says_who_it_is_and_where_it_comes_from(tkgm, registry):
    tkgm.parcel(1162, "2705", "15")
    headers = registry.asked[0].headers
    assert headers["User-Agent"] == f"kbs-envanter/{version('kbs-envanter')}"
    assert headers["Referer"] == "https://parselsorgu.tkgm.gov.tr/"
    assert headers["Origin"] == "https://parselsorgu.tkgm.gov.tr"


def test_what_was_answered_once_is_not_asked_again(client, registry):
    first = client().parcel(1162, "2705", "15")
    missing = client().parcel(1162, None, "99")
    later = client(now=lambda: NOW + timedelta(days=3))
    assert later.parcel(1162, "2705", "15") == first
    assert later.parcel(1162, None, "99") == missing
    assert later.parcel(1162, "0", "99").soruldu == NOW
    assert len(registry.asked) == 2


def test_a_kept_answer_is_given_while_the_service_is_closed(tkgm, registry):
    first = tkgm.parcel(1162, "2705", "15")
    registry.next.append(Reply(403))
    with pytest.raises(TkgmQuota):
        tkgm.parcel(1162, None, "41")
    assert tkgm.parcel(1162, "2705", "15") == first


def test_requests_go_at_least_a_second_apart(tkgm, clock, registry):
    sent = []
    for number in range(5):
        tkgm.parcel(1162, None, str(number))
        sent.append(clock())
    assert sent == [100, 101, 102, 103, 104]
    clock.time += 0.25
    tkgm.parcel(1162, "2705", "15")
    assert clock() == 105


def test_clients_and_threads_that_share_a_pace_go_one_after_another(client, clock, registry):
    pace = Pace(2.0, clock=clock, sleep=clock.sleep)
    clients = [client(pace=pace) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda asked: asked[1].parcel(1162, None, str(asked[0])), enumerate(clients)))
    assert clock.slept == [2, 2, 2]
    assert len(registry.asked) == 4


def test_two_clients_of_one_process_share_a_pace_unless_told_otherwise(registry, kept):
    with (
        TkgmClient(registry.address, bounds=DISTRICT, cache=kept) as one,
        TkgmClient(registry.address, bounds=DISTRICT, cache=kept) as other,
    ):
        assert one._pace is other._pace


def test_a_client_closes_its_own_sender_and_no_other(registry, kept, sender):
    with TkgmClient(registry.address, bounds=DISTRICT, cache=kept, client=sender):
        pass
    assert not sender.is_closed
    with TkgmClient(registry.address, bounds=DISTRICT, cache=kept) as own:
        pass
    assert own._client.is_closed


def test_a_service_that_stumbles_is_asked_again(tkgm, registry, clock):
    registry.next.append(Reply(500, '{"Message":"An error has occurred."}'))
    assert tkgm.parcel(1162, "2705", "15").durum == "bulundu"
    assert len(registry.asked) == 2
    assert clock.slept == [1.5]


def test_a_service_that_keeps_failing_is_left_after_ever_longer_waits(tkgm, registry, clock, kept):
    registry.next.extend([Reply(503)] * 4)
    with pytest.raises(TkgmUnavailable, match=r"yanıt vermiyor \(HTTP 503\); daha sonra .* / .*try again later"):
        tkgm.parcel(1162, "2705", "15")
    assert len(registry.asked) == 4
    assert clock.slept == [1.5, 3, 6]
    assert kept == {}


@pytest.mark.parametrize("fault", ["silence", "drip"])
def test_a_service_that_is_too_slow_is_unavailable(client, registry, clock, fault):
    registry.next.extend([Reply(fault=fault)] * 2)
    impatient = client(timeout_s=0.15, retries=1, pace=Pace(0.0, sleep=clock.sleep))
    with pytest.raises(TkgmUnavailable, match="ReadTimeout"):
        impatient.parcel(1162, "2705", "15")
    assert len(registry.asked) == 2


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api", "http://tkgm.invalid/api"])
def test_a_machine_without_a_way_to_the_service_says_so(kept, clock, address):
    def refuse(request):
        raise httpx.ConnectError("Name or service not known")

    with httpx.Client(transport=httpx.MockTransport(refuse)) as sender:
        lost = TkgmClient(
            address, bounds=DISTRICT, cache=kept, client=sender, pace=Pace(clock=clock, sleep=clock.sleep)
        )
        with pytest.raises(TkgmUnavailable, match=r"ConnectError: Name or service not known"):
            lost.parcel(1162, "2705", "15")


def test_an_endless_answer_is_cut_off(tkgm, registry, monkeypatch):
    monkeypatch.setattr("kbs_envanter.geocode.tkgm_asking._MAXIMUM_BYTES", 100)
    registry.next.append(Reply(200, " " * 101))
    with pytest.raises(TkgmMalformed, match="too large"):
        tkgm.parcel(1162, "2705", "15")


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_ends_all_asking_for_an_hour(client, registry, clock, status):
    pace = Pace(clock=clock, sleep=clock.sleep)
    registry.next.append(Reply(status, '{"Message":"Yetkisiz"}'))
    with pytest.raises(TkgmQuota, match=rf"reddetti \(HTTP {status}\).*parselsorgu.tkgm.gov.tr sayfasında.* / .*quota"):
        client(pace=pace).parcel(1162, "2705", "15")
    with pytest.raises(TkgmQuota, match=f"HTTP {status}"):
        client(pace=pace).parcel(1162, None, "41")
    assert len(registry.asked) == 1
    assert clock.slept == []
    clock.time += 3600
    assert client(pace=pace).parcel(1162, None, "41").durum == "bulundu"


def test_a_refusal_told_in_a_sentence_ends_the_asking_too(tkgm, registry, kept):
    registry.next.append(Reply(200, '{"Message":"Günlük sorgu limitini aştınız."}'))
    for parsel in ("15", "16"):
        with pytest.raises(TkgmQuota, match="Günlük sorgu limitini aştınız"):
            tkgm.parcel(1162, "2705", parsel)
    assert len(registry.asked) == 1
    assert kept == {}


@pytest.mark.parametrize("wait", ["30", format_datetime(NOW + timedelta(seconds=30), usegmt=True)])
def test_a_service_that_asks_for_a_pause_gets_it_once(tkgm, registry, clock, wait):
    registry.next.append(Reply(429, headers={"Retry-After": wait}))
    assert tkgm.parcel(1162, "2705", "15").durum == "bulundu"
    assert clock.slept == [30]


def test_a_service_that_asks_for_a_pause_twice_is_left_alone(tkgm, registry, clock):
    registry.next.extend([Reply(429, headers={"Retry-After": "5"})] * 2)
    with pytest.raises(TkgmQuota, match="HTTP 429"):
        tkgm.parcel(1162, "2705", "15")
    assert len(registry.asked) == 2
    assert clock.slept == [5]


def test_a_long_pause_is_kept_without_waiting_for_it(tkgm, registry, clock):
    registry.next.append(Reply(429, headers={"Retry-After": "7200"}))
    for passed in (0, 7199):
        clock.time = 100.0 + passed
        with pytest.raises(TkgmQuota):
            tkgm.parcel(1162, "2705", "15")
    clock.time = 100.0 + 7200
    assert tkgm.parcel(1162, "2705", "15").durum == "bulundu"
    assert len(registry.asked) == 2
    assert clock.slept == []


@pytest.mark.parametrize("wait", ["soon", "-5", "", "Mon, 02 Mar 2026 10:00:00 -0000"])
def test_a_pause_that_cannot_be_read_is_a_plain_refusal(tkgm, registry, clock, wait):
    registry.next.append(Reply(429, headers={"Retry-After": wait}))
    with pytest.raises(TkgmQuota):
        tkgm.parcel(1162, "2705", "15")
    assert clock.slept == []
