"""Nominatim and Photon against a server on loopback: what is believed, what is kept, how failures are borne."""

import socket

import httpx
import pytest

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.asking import Geocoder
from kbs_envanter.geocode.chain import Chain, ProviderFailed, Subject
from kbs_envanter.geocode.nominatim import Nominatim
from kbs_envanter.geocode.photon import Photon
from kbs_envanter.geocode.questions import Where
from kbs_envanter.geocode.tkgm_asking import Pace
from tests.unit.geocoder_server import Reply, nominatim_place, photon_place, serving_geocoder

WHERE = Where((28.72, 40.97, 28.83, 41.07), "Küçükçekmece", "İstanbul", {"cennet": "Cennet"})
REYHAN = Subject("BIN-0030", "Cennet Kültür ve Sanat Merkezi", "cennet", parse_address("Reyhan Caddesi No: 89"))
PARK = Subject("PRK-0032", "Mert Peker Parkı", None)


class Kept(dict):
    def put(self, key, answer):
        self[key] = answer


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def server():
    with serving_geocoder() as geocoder:
        yield geocoder


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def geocoder(server, clock):
    made = []

    def make(address=..., **more):
        kept = more.pop("kept", Kept())
        base = server.address if address is ... else address
        pace = Pace(1.0, clock=clock, sleep=clock.sleep)
        made.append(
            Geocoder("nominatim", base, fresh=kept, kept=kept, pace=pace, timeout_s=0.3, jitter=lambda: 0.0, **more)
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def found(provider, subject):
    return list(provider.candidates(subject))


def test_a_door_is_believed_with_its_own_number_only(server, geocoder):
    server.known["Reyhan"] = [
        nominatim_place("", 28.78, 40.99, road="Reyhan Caddesi", door="89", rank=30, category="building"),
        nominatim_place("", 28.79, 40.99, road="Reyhan Caddesi", door="91", rank=30, category="building"),
    ]
    (candidate,) = found(Nominatim(geocoder(), WHERE), REYHAN)
    assert (candidate.kesinlik, candidate.point.x, candidate.saglayici) == (Kesinlik.KAPI, 28.78, "nominatim")
    assert "© OpenStreetMap" in candidate.kaynak


def test_a_street_is_believed_by_its_own_name_only(server, geocoder):
    server.known["Reyhan"] = [
        nominatim_place("Reyhan Caddesi", 28.78, 40.99),
        nominatim_place("Orhan Caddesi", 28.79, 40.99),
        nominatim_place("Cennet Mahallesi", 28.79, 40.99, rank=20),
        nominatim_place("Reyhan Caddesi", 32.85, 39.92),
    ]
    (candidate,) = found(Nominatim(geocoder(), WHERE), REYHAN)
    assert (candidate.kesinlik, candidate.belirsizlik_m) == (Kesinlik.SOKAK, 600)


def test_a_place_is_believed_by_its_own_name_only(server, geocoder):
    server.known["Peker"] = [
        nominatim_place("Mert Peker Parkı", 28.76, 40.99, rank=30, category="leisure", type="park"),
        nominatim_place("Mert Parkı", 28.77, 40.99, rank=30, category="leisure", type="park"),
    ]
    (candidate,) = found(Nominatim(geocoder(), WHERE), PARK)
    assert (candidate.kesinlik, candidate.point.x) == (Kesinlik.YER, 28.76)


def test_nominatim_is_asked_within_the_district_with_a_name_and_a_contact(server, geocoder):
    found(Nominatim(geocoder(contact="cbs@ornek.bel.tr"), WHERE), PARK)
    ((path, query, headers),) = server.asked
    assert path == "/search"
    assert query["q"] == "Mert Peker Parkı, Küçükçekmece, İstanbul"
    assert (query["bounded"], query["countrycodes"], query["format"]) == ("1", "tr", "jsonv2")
    assert headers["User-Agent"].startswith("kbs-envanter/") and "cbs@ornek.bel.tr" in headers["User-Agent"]


def test_at_most_one_request_a_second(server, geocoder, clock):
    found(Nominatim(geocoder(), WHERE), REYHAN)
    assert len(server.asked) == 2  # the street, then the name
    assert clock.slept == [1.0]


def test_nothing_is_asked_twice(server, geocoder):
    nominatim = Nominatim(geocoder(), WHERE)
    assert found(nominatim, PARK) == found(nominatim, PARK)
    assert len(server.asked) == 1


def test_photon_answers_are_read_too(server, geocoder):
    server.known["Reyhan"] = [
        photon_place("Reyhan Caddesi", 28.78, 40.99),
        photon_place("", 28.7801, 40.99, kind="house", street="Reyhan Caddesi", housenumber="89", osm_key="building"),
        photon_place("Küçükçekmece", 28.78, 40.99, kind="city"),
    ]
    street, door = found(Photon(geocoder(), WHERE), REYHAN)
    assert (street.kesinlik, door.kesinlik) == (Kesinlik.SOKAK, Kesinlik.KAPI)
    assert server.asked[0][0] == "/api"


def test_a_short_wait_that_is_asked_for_is_kept(server, geocoder, clock):
    server.next.append(Reply(429, headers={"Retry-After": "7"}))
    found(Nominatim(geocoder(), WHERE), PARK)
    assert len(server.asked) == 2
    assert 7.0 in clock.slept


@pytest.mark.parametrize(
    ("replies", "why", "asked"),
    [
        ([Reply(500)] * 3, "HTTP 500", 3),
        ([Reply(403)], "HTTP 403", 1),
        ([Reply(429)], "HTTP 429", 1),
        ([Reply(404)], "HTTP 404", 1),
        ([Reply(body="<html>")], "bozuk JSON", 1),
        ([Reply(body='{"error": "x"}')], "beklenmeyen yanıt", 1),
        ([Reply(body='[{"place_rank": 30, "lat": "bozuk", "lon": "28"}]')], "beklenmeyen yanıt", 1),
        ([Reply(silence=True)] * 3, "ReadTimeout", 3),
    ],
)
def test_a_failure_stores_no_point_and_stops_nothing(server, geocoder, replies, why, asked):
    server.next.extend(replies)
    chain = Chain([], {}, [Nominatim(geocoder(), WHERE)])
    assert chain.place(PARK) is None
    assert chain.failures == {("nominatim", why): 1}
    assert len(server.asked) == asked


def test_an_answer_that_cannot_be_read_is_not_kept(server, geocoder):
    kept = Kept()
    server.next.append(Reply(body='{"error": "x"}'))
    with pytest.raises(ProviderFailed):
        found(Nominatim(geocoder(kept=kept), WHERE), PARK)
    assert kept == {}


def test_a_point_that_is_no_number_is_not_believed(server, geocoder):
    server.known["Peker"] = [nominatim_place("Mert Peker Parkı", float("nan"), 40.99, rank=30, category="leisure")]
    assert found(Nominatim(geocoder(), WHERE), PARK) == []


def test_a_machine_that_is_not_there_is_a_failure_like_any_other(geocoder):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ProviderFailed, match="ConnectError"):
            found(Nominatim(geocoder(address, retries=0), WHERE), PARK)


def test_a_name_that_cannot_be_looked_up_is_a_failure_like_any_other(geocoder):
    def no_such_name(_):
        raise httpx.ConnectError("[Errno -2] Name or service not known")

    client = httpx.Client(transport=httpx.MockTransport(no_such_name))
    with pytest.raises(ProviderFailed, match="ConnectError"):
        found(Nominatim(geocoder(client=client), WHERE), PARK)


def test_what_is_kept_serves_when_the_service_does_not(server, geocoder):
    server.known["Peker"] = [nominatim_place("Mert Peker Parkı", 28.76, 40.99, rank=30, category="leisure")]
    kept = Kept()
    first = found(Nominatim(geocoder(kept=kept), WHERE), PARK)
    off = found(Nominatim(geocoder(None, kept=kept), WHERE), PARK)
    assert off == first != []
    assert len(server.asked) == 1


def test_switched_off_and_nothing_kept_is_silence(server, geocoder):
    assert found(Nominatim(geocoder(None), WHERE), PARK) == []
    assert server.asked == []


def test_a_refusal_closes_the_service_for_an_hour(server, geocoder, clock):
    one = geocoder()
    server.next.append(Reply(403))
    for _ in range(2):
        with pytest.raises(ProviderFailed):
            one.ask("search", {"q": "x"}, list)
    assert len(server.asked) == 1
    clock.now += 3700
    assert one.ask("search", {"q": "x"}, list) is not None
