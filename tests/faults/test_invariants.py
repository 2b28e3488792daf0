"""The rules that every fault test asks about: they hold on the inventory, and each notices when it is broken."""

import psycopg
import pytest

from kbs_envanter.pipeline.integrity import faults
from kbs_envanter.store.invariants import INVARIANTS
from tests.support import offline_settings, serving, sign_in

# Without the triggers, as a fault of ours or of the disk would leave it.
BREAKS = {
    "yayin": "DELETE FROM kbs.yayin_varlik WHERE kod = 'PRK-0012'",
    "yayin_metni": "UPDATE kbs.yayin_varlik SET nitelikler = '{}' WHERE kod = 'PRK-0012'",
    "gizli": "INSERT INTO kbs.konum_adayi SELECT ilce_kodu, id, 1, 'x', ST_SetSRID(ST_Point(28.8, 41), 4326), 'yer', 5, "
    "'x', 1, 'yedek', NULL FROM kbs.varlik WHERE erisim = 'gizli'",
    "silinen": "INSERT INTO kbs.silinen_varlik VALUES (1823, 'PRK-0012', 'park', now(), 1)",
    "veri_surumu": "UPDATE kbs.veri_surumu SET surum = 0",
    "yarim_islem": "INSERT INTO kbs.degisen_ilce VALUES (1, 1823)",
    "donemler": "INSERT INTO kbs.yayin_gecmisi SELECT y.*, 'infinity' FROM kbs.yayin_varlik y WHERE kod = 'PRK-0012'",
    "degisiklik": "INSERT INTO kbs.degisiklik (ilce_kodu, tur, kim, neden, nereden) VALUES (1823, 'bakim', 'x', 'x', 'x')",
    "gecmis_varlik": "UPDATE kbs.varlik SET surum = surum + 1 WHERE kod = 'PRK-0012'",
    "gecmis_kullanim": "DELETE FROM kbs.kullanim WHERE sira = 1",
    "gecmis_hak": "UPDATE kbs.hak SET ham_metin = 'başka'",
    "gecmis_varlik_parsel": "DELETE FROM kbs.varlik_parsel WHERE sira = 1",
    "gecmis_ek": "INSERT INTO kbs.ek (ilce_kodu, id, varlik_id, ozet, aciklama, genislik, yukseklik, bayt, kim) "
    "SELECT 1823, gen_random_uuid(), id, repeat('a', 64), 'x', 1, 1, 1, 'x' FROM kbs.varlik LIMIT 1",
    "gecmis_saha_tespiti": "INSERT INTO kbs.saha_tespiti (ilce_kodu, id, varlik_id, sonuc, zaman, kim, ozet) "
    "SELECT 1823, gen_random_uuid(), id, 'uyuyor', now(), 'x', 'x' FROM kbs.varlik LIMIT 1",
    "parsel_bagi": "DELETE FROM kbs.parsel",
    "konum": "UPDATE kbs.varlik SET konum_kaynagi = NULL WHERE konum IS NOT NULL",
    "tespit": "INSERT INTO kbs.gecmis (ilce_kodu, tablo, anahtar, islem, yeni) "
    "SELECT 1823, 'saha_tespiti', 'x', 'insert', '{}' FROM generate_series(1, 2)",
    "ice_aktarma": "ALTER TABLE kbs.ice_aktarma DROP CONSTRAINT ck_ice_aktarma_sonuc; INSERT INTO kbs.ice_aktarma "
    "(ilce_kodu, id, kim, dosya, satir, icerik, secenekler, durum) "
    "VALUES (1823, gen_random_uuid(), 'x', 'x', 1, '', '{}', 'uygulandi')",
}


def test_every_rule_has_a_break_that_it_must_notice():
    assert set(BREAKS) == {invariant.name for invariant in INVARIANTS}


def test_they_hold_on_the_loaded_inventory(inventory, tmp_path):
    assert faults(inventory, tmp_path) == []


def test_they_hold_after_edits_undo_and_withholding(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address, sign_in(address, "yonetici") as admin:
        for kod, changed in (("PRK-0012", {"ad": "Yeni Ad"}), ("PRK-0013", {"erisim": "gizli"})):
            path = f"/collections/varliklar/items/{kod}"
            etag = admin.get(path).headers["etag"]
            answer = admin.patch(
                path, json={"properties": changed, "neden": "deneme"},
                headers={"If-Match": etag, "Content-Type": "application/merge-patch+json"},
            )  # fmt: skip
            assert answer.status_code in (200, 204), answer.text
    assert faults(inventory, tmp_path) == []


@pytest.fixture(scope="module")
def breakable(cluster, loaded):
    """One database for all the breaks: each is rolled back."""
    from kbs_envanter.store.database import create_database

    create_database(cluster.url("postgres"), "kirilan", template=loaded)
    yield cluster.url("kirilan")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE kirilan WITH (FORCE)")


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_noticed(breakable, name):
    question = next(invariant.question for invariant in INVARIANTS if invariant.name == name)
    with psycopg.connect(breakable) as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(question).fetchall() == []
        connection.execute(BREAKS[name])
        assert connection.execute(question).fetchall() != []
        connection.rollback()


def test_a_photo_that_is_not_on_the_disk_is_told(inventory, tmp_path):
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "INSERT INTO kbs.ek (ilce_kodu, id, varlik_id, ozet, aciklama, genislik, yukseklik, bayt, kim) "
            "SELECT 1823, gen_random_uuid(), id, repeat('a', 64), 'x', 1, 1, 1, 'x' FROM kbs.varlik LIMIT 1"
        )
    assert [fault for fault in faults(inventory, tmp_path) if "fotoğraf" in fault]
