"""TKGM as a provider of positions: only parcels that are named in full are asked, and what is kept serves on."""

import pytest
from shapely import box

from kbs_envanter.domain.parcel_types import Iliski, ParcelRef
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Chain, Subject
from kbs_envanter.geocode.parcels import TkgmParcels
from kbs_envanter.geocode.tkgm import TkgmClient
from kbs_envanter.geocode.tkgm_asking import Pace
from tests.unit.tkgm_server import Reply, parcel, serving_registry

BOUNDS = (28.72, 40.97, 28.83, 41.07)


class Kept(dict):
    def put(self, key, answer):
        self[key] = answer


@pytest.fixture
def registry():
    with serving_registry() as server:
        server.units["ilListe"] = [(56, "İSTANBUL")]
        server.units["ilceListe/56"] = [(900, "KÜÇÜKÇEKMECE"), (901, "Bakırköy")]
        server.units["mahalleListe/900"] = [(7, "HALKALI"), (8, "Sefaköy")]
        server.parcels.append(parcel(7, "512", "9", box(28.75, 41.05, 28.751, 41.051)))
        yield server


@pytest.fixture
def client(registry):
    made = []

    def make(kept, *, closed=False):
        pace = Pace(0.0)
        if closed:
            pace.close("kapalı", float("inf"))
        made.append(TkgmClient(registry.address, bounds=BOUNDS, cache=kept, pace=pace, retries=0))
        return made[-1]

    yield make
    for one in made:
        one.__exit__()


def subject(*refs: ParcelRef) -> Subject:
    return Subject("BIN-0001", "Kültür Merkezi", None, parseller=refs)


ON = subject(ParcelRef("Halkalı", "512", "9"))


def found(provider, asked):
    return list(provider.candidates(asked))


def test_a_parcel_of_the_land_registry_is_a_position(registry, client):
    (candidate,) = found(TkgmParcels(client(Kept()), client(Kept(), closed=True), "İstanbul", "Küçükçekmece"), ON)
    assert (candidate.kesinlik, candidate.saglayici) == (Kesinlik.PARSEL, "tkgm")
    assert box(28.75, 41.05, 28.751, 41.051).contains(candidate.point)
    assert "Halkalı 512/9" in candidate.kaynak


@pytest.mark.parametrize(
    "ref", [ParcelRef(None, "512", "9"), ParcelRef("Halkalı", "512", "9", iliski=Iliski.BATI), ParcelRef("Halkalı", "512")]
)  # fmt: skip
def test_what_names_no_parcel_to_stand_on_is_not_asked(registry, client, ref):
    assert (
        found(TkgmParcels(client(Kept()), client(Kept(), closed=True), "İstanbul", "Küçükçekmece"), subject(ref)) == []
    )
    assert registry.asked == []


def test_an_unknown_parcel_or_area_is_no_position(registry, client):
    provider = TkgmParcels(client(Kept()), client(Kept(), closed=True), "İstanbul", "Küçükçekmece")
    assert found(provider, subject(ParcelRef("Halkalı", "1", "1"))) == []
    assert found(provider, subject(ParcelRef("Safra", "512", "9"))) == []


def test_what_is_kept_serves_when_the_service_refuses(registry, client):
    kept = Kept()
    first = found(TkgmParcels(client(kept), client(Kept(), closed=True), "İstanbul", "Küçükçekmece"), ON)
    registry.next.append(Reply(403))
    again = TkgmParcels(client(Kept()), client(kept, closed=True), "İstanbul", "Küçükçekmece")
    assert found(again, ON) == first


def test_a_refusal_is_counted_and_tkgm_left_alone(registry, client):
    registry.next.append(Reply(403))
    chain = Chain([], {}, [TkgmParcels(client(Kept()), client(Kept(), closed=True), "İstanbul", "Küçükçekmece")])
    assert [chain.place(ON), chain.place(ON)] == [None, None]
    assert chain.failures == {("tkgm", "TkgmQuota"): 1}
    assert len(registry.asked) == 1


def test_switched_off_and_nothing_kept_is_silence(registry, client):
    chain = Chain([], {}, [TkgmParcels(None, client(Kept(), closed=True), "İstanbul", "Küçükçekmece")])
    assert chain.place(ON) is None
    assert not chain.failures
    assert registry.asked == []
