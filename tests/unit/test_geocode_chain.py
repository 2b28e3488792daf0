"""The chain: what is taken, what is kept for a person, what is refused, and what a failing service does."""

import pytest
from shapely import MultiPolygon, Point, box

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.chain import Candidate, Chain, Durum, ProviderFailed, Subject

SQUARE = {"atakent": MultiPolygon([box(28.70, 41.00, 28.80, 41.10)])}
SUBJECT = Subject("BIN-0001", "Kültür Merkezi", "atakent")


def at(lon, lat=41.05, kesinlik=Kesinlik.YER, radius=50.0, saglayici="yer", **more) -> Candidate:
    return Candidate(Point(lon, lat), kesinlik, radius, f"{lon} {lat}", saglayici, **more)


class Says:
    def __init__(self, *candidates: Candidate) -> None:
        self._candidates = candidates

    def candidates(self, _):
        return self._candidates


class Asked(Says):
    """A service that counts how often it is asked, and fails when it is told to."""

    saglayici, best = "nominatim", Kesinlik.KAPI

    def __init__(self, *candidates, failure=None) -> None:
        super().__init__(*candidates)
        self.failure, self.asked = failure, 0

    def candidates(self, _):
        self.asked += 1
        if self.failure:
            raise self.failure
        return self._candidates


def states(chain: Chain, subject: Subject = SUBJECT):
    return [(j.candidate.saglayici, j.candidate.point.x, j.durum.value) for j in chain.judge(subject)]


def test_the_most_precise_candidate_is_taken_and_the_others_are_kept():
    street, place = at(28.71, kesinlik=Kesinlik.SOKAK, saglayici="sokak"), at(28.72, saglayici="icinde")
    chain = Chain([Says(street), Says(place)], SQUARE)
    assert states(chain) == [("icinde", 28.72, "secildi"), ("sokak", 28.71, "yedek")]
    assert chain.place(SUBJECT) == place


def test_of_equal_precision_the_earlier_provider_is_taken():
    chain = Chain([Says(at(28.71, saglayici="icinde")), Says(at(28.72, saglayici="bilinen"))], SQUARE)
    assert chain.place(SUBJECT).saglayici == "bilinen"


def test_a_persons_word_beats_everything_even_outside_the_mahalle():
    decided = at(28.95, kesinlik=Kesinlik.MAHALLE, saglayici="karar")
    parcel = at(28.71, kesinlik=Kesinlik.PARSEL, saglayici="parsel")
    service = Asked(at(28.72))
    chain = Chain([Says(parcel), Says(decided)], SQUARE, [service])
    assert chain.place(SUBJECT) == decided
    assert service.asked == 0


def test_a_candidate_outside_the_mahalle_is_refused_with_the_distance():
    chain = Chain([Says(at(28.9))], SQUARE)
    (judged,) = chain.judge(SUBJECT)
    assert judged.durum is Durum.REDDEDILDI
    assert "mahallenin" in judged.neden and " m dışında" in judged.neden
    assert chain.place(SUBJECT) is None


def test_two_places_of_one_name_are_both_kept_and_none_is_taken():
    chain = Chain([Says(at(28.71), at(28.79)), Says(at(28.75, kesinlik=Kesinlik.MAHALLE, saglayici="mahalle"))], SQUARE)
    assert states(chain)[0] == ("mahalle", 28.75, "secildi")
    kept = [judged for judged in chain.judge(SUBJECT) if judged.candidate.saglayici == "yer"]
    assert len(kept) == 2
    assert all("belli değil" in judged.neden for judged in kept)


def test_the_mahalle_decides_between_two_places_of_one_name():
    chain = Chain([Says(at(28.71), at(28.95))], SQUARE)
    assert states(chain) == [("yer", 28.71, "secildi"), ("yer", 28.95, "reddedildi")]


def test_two_points_of_one_place_are_no_contradiction():
    chain = Chain([Says(at(28.7100), at(28.7103))], SQUARE)
    assert chain.place(SUBJECT).point.x == 28.7100


def test_a_doubtful_match_is_for_a_person_only():
    chain = Chain([Says(at(28.71, neden="ad tam uymuyor"))], SQUARE)
    assert states(chain) == [("yer", 28.71, "yedek")]


def test_a_service_is_asked_only_when_it_could_do_better():
    service = Asked(at(28.73, kesinlik=Kesinlik.KAPI, saglayici="nominatim"))
    known = Says(at(28.71, kesinlik=Kesinlik.KAPI, saglayici="kapi"))
    assert Chain([known], SQUARE, [service]).place(SUBJECT).saglayici == "kapi"
    assert service.asked == 0
    assert Chain([Says(at(28.71))], SQUARE, [service]).place(SUBJECT).saglayici == "nominatim"


def test_a_failing_service_is_counted_and_then_left_alone():
    service = Asked(failure=ProviderFailed("HTTP 500"))
    chain = Chain([Says(at(28.71))], SQUARE, [service])
    taken = {chain.place(SUBJECT).saglayici for _ in range(10)}
    assert taken == {"yer"}
    assert service.asked == 3
    assert chain.failures == {("nominatim", "HTTP 500"): 3}


def test_a_refusing_service_is_not_asked_twice():
    service = Asked(failure=ProviderFailed("HTTP 403", final=True))
    chain = Chain([], SQUARE, [service])
    assert [chain.place(SUBJECT) for _ in range(3)] == [None] * 3
    assert service.asked == 1


def test_a_fault_of_our_own_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        Chain([], SQUARE, [Asked(failure=ZeroDivisionError())]).judge(SUBJECT)
