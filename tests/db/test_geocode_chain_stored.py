"""Geocoding into the database: every candidate is kept, a decision stands, nothing changes without cause."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

import kbs_envanter.pipeline.geocode as pipeline
from kbs_envanter.domain.errors import UserError
from kbs_envanter.geocode.providers import WithinMahalle
from kbs_envanter.pipeline.gazetteer import load_gazetteer
from kbs_envanter.pipeline.geocode import geocode_assets
from kbs_envanter.pipeline.geocode_services import Online
from kbs_envanter.settings import Settings
from kbs_envanter.store.answers import StoredAnswer, StoredAnswers, answers_connection
from tests.unit.geocoder_server import Reply, nominatim_place, serving_geocoder

DATA, ILCE = Settings().veri_dizini, 1823
LON, LAT = 28.7779, 40.9904  # in Cennet, whichever boundaries are at hand


def rows(url: str, question: str):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def execute(url: str, statement: str, *values):
    with psycopg.connect(url) as connection:
        connection.execute(statement, values)


def geocode(url, **more):
    return geocode_assets(url, DATA, ILCE, **more)


def state(url):
    return rows(url, "SELECT count(*), max(id) FROM kbs.gecmis"), rows(
        url, "SELECT xmin::text, ctid FROM kbs.konum_adayi"
    )


@pytest.fixture
def gazetteer(tmp_path):
    def load(url, *lines):
        file = tmp_path / "yerler.csv"
        file.write_text("\n".join(["ad,tur,sinif,lon,lat", *lines]), encoding="utf-8")
        load_gazetteer(url, ILCE, [file], licence="deneme")

    return load


def test_every_candidate_is_kept_and_one_is_taken(inventory):
    geocode(inventory)
    placed = rows(inventory, "SELECT count(*) FROM kbs.varlik WHERE konum IS NOT NULL")
    assert rows(inventory, "SELECT count(*) FROM kbs.konum_adayi WHERE durum = 'secildi'") == placed
    differs = """SELECT v.kod FROM kbs.varlik v JOIN kbs.konum_adayi a ON (a.ilce_kodu, a.varlik_id) = (v.ilce_kodu, v.id)
                  WHERE a.durum = 'secildi' AND NOT (ST_Equals(a.konum, v.konum) AND a.kesinlik = v.kesinlik
                    AND a.belirsizlik_m = v.belirsizlik_m AND a.kaynak = v.konum_kaynagi)"""
    assert rows(inventory, differs) == []
    assert rows(inventory, "SELECT count(*) FROM kbs.konum_adayi a JOIN kbs.varlik v ON v.id = a.varlik_id "
                           "WHERE v.erisim = 'gizli'") == [(0,)]  # fmt: skip


def test_running_again_changes_nothing(inventory, gazetteer):
    gazetteer(inventory, f"Şair Nedim Parkı,park,yer,{LON},{LAT}")
    geocode(inventory)
    before = state(inventory)
    assert geocode(inventory).changed == 0
    assert state(inventory) == before


def test_a_new_place_moves_the_asset_it_names_and_no_other(inventory, gazetteer):
    geocode(inventory)
    gazetteer(inventory, f"Şair Nedim Parkı,park,yer,{LON},{LAT}")
    assert geocode(inventory).changed == 1
    query = "SELECT kesinlik, belirsizlik_m::int, konum_kaynagi FROM kbs.varlik WHERE ad = 'Şair Nedim Parkı'"
    assert rows(inventory, query) == [("yer", 150, "yerler: Şair Nedim Parkı")]


def test_a_persons_decision_is_never_overwritten(inventory, gazetteer):
    gazetteer(inventory, f"Şair Nedim Parkı,park,yer,{LON},{LAT}")
    decide = """INSERT INTO kbs.konum_karari (ilce_kodu, varlik_id, konum, kesinlik, belirsizlik_m, neden, kim)
                SELECT ilce_kodu, id, ST_SetSRID(ST_MakePoint(28.9, 41.2), 4326), 'sokak', 90, 'yerinde bakıldı', 'deneme'
                  FROM kbs.varlik WHERE ad = 'Şair Nedim Parkı'"""
    execute(inventory, decide)
    for _ in range(2):
        geocode(inventory)
        stored = rows(inventory, "SELECT kesinlik, ST_X(konum) FROM kbs.varlik WHERE ad = 'Şair Nedim Parkı'")
        assert stored == [("sokak", 28.9)]
    spare = "SELECT durum FROM kbs.konum_adayi WHERE saglayici = 'yer' AND kaynak LIKE '%Şair Nedim%'"
    assert rows(inventory, spare) == [("yedek",)]


def test_two_parks_of_one_name_are_both_kept_for_a_person(inventory, gazetteer):
    gazetteer(
        inventory,
        f"Mehmet Akif Ersoy Parkı,park,yer,{LON},{LAT}",
        "Mehmet Akif Ersoy Parkı,park,yer,28.80,41.05",
    )
    geocode(inventory)
    kept = """SELECT a.durum, a.neden FROM kbs.konum_adayi a JOIN kbs.varlik v ON v.id = a.varlik_id
               WHERE v.ad = 'Mehmet Âkif Ersoy Parkı' AND a.saglayici = 'yer'"""
    assert {durum for durum, _ in rows(inventory, kept)} == {"yedek"}
    assert len(rows(inventory, kept)) == 2


def test_a_parcel_polygon_gives_the_best_position(inventory):
    # Computed boundaries judge nobody; these count as drawn.
    execute(inventory, "UPDATE kbs.mahalle SET sinir_kesinligi = 'belediye'")
    execute(
        inventory,
        """UPDATE kbs.parsel p SET geom = ST_Multi(ST_Buffer(m.etiket::geography, 30)::geometry)
             FROM kbs.mahalle m, kbs.varlik v, kbs.varlik_parsel vp
            WHERE v.kod = 'BIN-0001' AND vp.varlik_id = v.id AND p.id = vp.parsel_id AND m.kod = v.mahalle_kod""",
    )
    geocode(inventory)
    ((kesinlik, radius),) = rows(inventory, "SELECT kesinlik, belirsizlik_m FROM kbs.varlik WHERE kod = 'BIN-0001'")
    assert kesinlik == "parsel"
    assert 25 <= radius <= 35


def test_only_what_is_missing_can_be_asked_for(inventory, gazetteer):
    total = geocode(inventory).by_precision.total()
    missing = geocode(inventory, only_missing=True).by_precision
    assert set(missing) == {"mahalle"}
    assert 0 < missing.total() < total


def test_a_killed_run_keeps_what_it_did_and_the_next_one_ends_it(inventory, gazetteer, monkeypatch):
    gazetteer(inventory, f"Şair Nedim Parkı,park,yer,{LON},{LAT}", f"Antikalar Parkı,park,yer,{LON},{LAT}")
    execute(inventory, "DELETE FROM kbs.konum_adayi")
    monkeypatch.setattr(pipeline, "BATCH", 20)
    asked = []

    def killed(self, subject, answer=WithinMahalle.candidates):
        asked.append(subject.kod)
        if len(asked) > 50:
            raise KeyboardInterrupt
        return answer(self, subject)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(WithinMahalle, "candidates", killed)
        geocode(inventory)
    assert rows(inventory, "SELECT count(DISTINCT varlik_id) FROM kbs.konum_adayi") == [(40,)]
    steps = []
    geocode(inventory, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] > 100
    placed = rows(inventory, "SELECT count(*) FROM kbs.varlik WHERE konum IS NOT NULL")
    assert rows(inventory, "SELECT count(DISTINCT varlik_id) FROM kbs.konum_adayi") == placed


def test_a_service_that_is_switched_on_is_asked_once_and_what_it_said_stays(inventory):
    with serving_geocoder() as server:
        server.known["Şair Nedim"] = [
            nominatim_place("Şair Nedim Parkı", LON, LAT, rank=30, category="leisure", type="park")
        ]
        done = geocode(inventory, online=Online(nominatim=server.address))
        assert done.by_provider["nominatim"] == 1
        asked = len(server.asked)
        assert geocode(inventory, online=Online(nominatim=server.address)).changed == 0
        assert len(server.asked) == asked
        geocode(inventory, online=Online(nominatim=server.address, anew=True))
        assert len(server.asked) == 2 * asked
    assert geocode(inventory).changed == 0  # switched off, the position stays
    query = "SELECT konum_kaynagi FROM kbs.varlik WHERE ad = 'Şair Nedim Parkı'"
    assert "© OpenStreetMap" in rows(inventory, query)[0][0]


def test_a_failing_service_neither_stops_the_run_nor_moves_anything(inventory):
    geocode(inventory)
    before = rows(inventory, "SELECT kod, konum, kesinlik FROM kbs.varlik ORDER BY kod")
    with serving_geocoder() as server:
        server.next.extend([Reply(404)] * 50)
        done = geocode(inventory, online=Online(photon=server.address))
        assert len(server.asked) == 3
    assert done.failures == {("photon", "HTTP 404"): 3}
    assert rows(inventory, "SELECT kod, konum, kesinlik FROM kbs.varlik ORDER BY kod") == before


def test_offline_nothing_is_asked(inventory, monkeypatch):
    def refuse(*_):
        raise AssertionError("a request was made")

    monkeypatch.setattr("httpx.Client.send", refuse)
    geocode(inventory)
    assert Online.of(Settings()).hosts() == []


def test_a_public_service_wants_to_know_who_asks():
    with pytest.raises(UserError, match="KBS_ILETISIM"):
        Online.of(Settings(nominatim_url="https://nominatim.openstreetmap.org"))
    named = Settings(nominatim_url="https://nominatim.openstreetmap.org", iletisim="cbs@ornek.bel.tr")
    assert Online.of(named).hosts() == ["nominatim.openstreetmap.org"]


def test_kept_answers_have_an_age(database):
    with answers_connection(database) as connection:
        ageless, young = StoredAnswers(connection, "tkgm"), StoredAnswers(connection, "tkgm", timedelta(days=1))
        assert not ageless.any()
        ageless.put("a", StoredAnswer("eski", datetime.now(UTC) - timedelta(days=2)))
        assert ageless.get("a").text == "eski"
        assert young.get("a") is None
        ageless.put("a", StoredAnswer("yeni", datetime.now(UTC)))
        assert young.get("a").text == "yeni"
        assert StoredAnswers(connection, "photon").get("a") is None
