"""The published table is what the public view says, after whatever change."""

import random

import psycopg
import pytest

from kbs_envanter.store.features import ASSETS, DELETED, EVENTS, NEIGHBOURHOODS, PARCELS

VIEW_COLUMNS = (
    "kod, tur, alt_tur, ad, mahalle, mahalle_kod, adres, kullanim, pafta, ada_parsel, parseller::text, alan_m2, "
    "mulkiyet, arsa_sahibi, bina_sahibi, hak_turu, haklar::text, kesinlik, belirsizlik_m, konum_kaynagi, supheli, "
    "rapor_yili, satir_bas, satir_son, kaynak, surum, guncelleme, geom, ad_katli"
)
DIFFERENCE = f"""
    SELECT * FROM (SELECT {VIEW_COLUMNS} FROM kbs.acik_varlik EXCEPT SELECT {VIEW_COLUMNS} FROM kbs.yayin_varlik) a
    UNION ALL
    SELECT * FROM (SELECT {VIEW_COLUMNS} FROM kbs.yayin_varlik EXCEPT SELECT {VIEW_COLUMNS} FROM kbs.acik_varlik) b"""
STORED_TEXT = """
    SELECT kod FROM kbs.yayin_varlik
     WHERE (nitelikler::json->>'ad', nitelikler::json->>'mahalle', (nitelikler::json->>'guncelleme')::timestamptz)
           IS DISTINCT FROM (ad, mahalle, guncelleme)
        OR geometri IS DISTINCT FROM coalesce(ST_AsGeoJSON(geom, 6, 0), 'null')"""

# One way each to touch every table that the view reads; {kod} is an asset's code, {n} a number.
CHANGES = (
    "UPDATE kbs.varlik SET ad = ad || ' {n}' WHERE kod = '{kod}'",
    "UPDATE kbs.varlik SET konum = NULL, kesinlik = 'yok' WHERE kod = '{kod}'",
    "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = '{kod}'",
    "UPDATE kbs.varlik SET erisim = 'acik' WHERE kod = '{kod}' AND kod <> 'BIN-0016'",
    "UPDATE kbs.varlik SET kod = 'YENI-{n}' WHERE kod = '{kod}'",
    "DELETE FROM kbs.varlik_parsel WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = '{kod}')",
    "INSERT INTO kbs.kullanim SELECT ilce_kodu, id, 100 + {n}, 'Kullanım {n}' FROM kbs.varlik WHERE kod = '{kod}'",
    "DELETE FROM kbs.kullanim WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = '{kod}')",
    "UPDATE kbs.hak SET ham_metin = ham_metin || ' {n}' WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = '{kod}')",
    "UPDATE kbs.mahalle SET ad = ad || '{n}' WHERE kod = (SELECT mahalle_kod FROM kbs.varlik WHERE kod = '{kod}')",
    "UPDATE kbs.mahalle SET nufus = nufus + 1 WHERE kod = (SELECT mahalle_kod FROM kbs.varlik WHERE kod = '{kod}')",
    "UPDATE kbs.kaynak SET satir_son = satir_son + 1 WHERE id = (SELECT kaynak_id FROM kbs.varlik WHERE kod = '{kod}')",
    "UPDATE kbs.parsel SET tapu_mahallesi = 'Deneme {n}' WHERE id = (SELECT min(x.parsel_id) FROM kbs.varlik_parsel x "
    "JOIN kbs.varlik v ON v.id = x.varlik_id WHERE v.kod = '{kod}')",
    "UPDATE kbs.varlik_parsel SET varlik_id = (SELECT min(id::text)::uuid FROM kbs.varlik), sira = 1000 + {n} "
    "WHERE (varlik_id, sira) = ((SELECT id FROM kbs.varlik WHERE kod = '{kod}'), 1)",
)  # fmt: skip


def scalar(connection: psycopg.Connection, question: str):
    return connection.execute(question).fetchone()[0]


def test_after_loading_the_published_rows_are_the_views_rows(inventory):
    with psycopg.connect(inventory) as connection:
        assert scalar(connection, "SELECT count(*) FROM kbs.yayin_varlik") == 155
        assert connection.execute(DIFFERENCE).fetchall() == []
        assert connection.execute(STORED_TEXT).fetchall() == []


@pytest.mark.parametrize("seed", range(4))
def test_after_random_changes_in_random_transactions_the_published_rows_are_the_views_rows(inventory, seed):
    chance = random.Random(seed)
    with psycopg.connect(inventory) as connection:
        for n in range(25):
            for change in chance.choices(CHANGES, k=chance.randint(1, 3)):
                codes = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.varlik ORDER BY kod")]
                try:
                    with connection.transaction():
                        connection.execute(change.format(kod=chance.choice(codes), n=seed * 1000 + n))
                except psycopg.errors.IntegrityError:
                    pass
            if chance.random() < 0.2:
                connection.rollback()
            connection.commit()
        assert connection.execute(DIFFERENCE).fetchall() == []
        assert connection.execute(STORED_TEXT).fetchall() == []
        left = "SELECT (SELECT count(*) FROM kbs.degisen_ilce) + (SELECT count(*) FROM kbs.degisen_varlik)"
        assert scalar(connection, left) == 0


def test_truncating_publishes_nothing_and_leaves_tombstones(inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute("TRUNCATE kbs.varlik CASCADE")
        connection.commit()
        assert scalar(connection, "SELECT count(*) FROM kbs.yayin_varlik") == 0
        assert scalar(connection, "SELECT count(*) FROM kbs.silinen_varlik") == 155


def test_a_transaction_is_one_version_and_an_idle_one_is_none(inventory):
    version = "SELECT surum FROM kbs.veri_surumu"
    with psycopg.connect(inventory) as connection:
        before = scalar(connection, version)
        connection.execute("UPDATE kbs.varlik SET ad = 'A' WHERE kod = 'BIN-0001'")
        connection.execute("UPDATE kbs.varlik SET ad = 'B' WHERE kod = 'BIN-0002'")
        connection.commit()
        assert scalar(connection, version) == before + 1
        connection.execute("UPDATE kbs.varlik SET ad = 'B' WHERE kod = 'BIN-0002'")
        connection.commit()
        assert scalar(connection, version) == before + 1
        changed = "SELECT array_agg(kod ORDER BY kod) FROM kbs.yayin_varlik WHERE degisim > "
        assert scalar(connection, changed + str(before)) == ["BIN-0001", "BIN-0002"]


def test_a_withheld_record_leaves_its_code_and_kind_only_and_one_never_public_leaves_nothing(inventory):
    tombs = "SELECT kod, tur FROM kbs.silinen_varlik ORDER BY kod"
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok', ad = 'Gizli ad' WHERE kod = 'BIN-0001'"
        )
        connection.execute("DELETE FROM kbs.varlik WHERE kod = 'PRK-0001'")
        connection.execute("UPDATE kbs.varlik SET ad = 'Başka' WHERE kod = 'BIN-0016'")
        connection.execute(
            "INSERT INTO kbs.varlik (ilce_kodu, id, kod, tur, ad, erisim) "
            "VALUES (1823, gen_random_uuid(), 'BIN-7777', 'bina', 'Hiç açık olmadı', 'gizli')"
        )
        connection.commit()
        assert connection.execute(tombs).fetchall() == [("BIN-0001", "bina"), ("PRK-0001", "park")]
        connection.execute("UPDATE kbs.varlik SET erisim = 'acik' WHERE kod = 'BIN-0001'")
        connection.commit()
        assert connection.execute(tombs).fetchall() == [("PRK-0001", "park")]
        assert connection.execute(DIFFERENCE).fetchall() == []


def test_two_transactions_on_one_asset_publish_both_changes(inventory):
    with psycopg.connect(inventory) as one, psycopg.connect(inventory) as other:
        key = scalar(one, "SELECT id FROM kbs.varlik WHERE kod = 'BIN-0001'")
        one.rollback()
        one.execute("UPDATE kbs.mahalle SET ad = 'Yeni Atakent' WHERE kod = 'atakent'")
        other.execute("INSERT INTO kbs.kullanim VALUES (1823, %s, 50, 'Kafe')", [key])
        one.commit()
        other.commit()
        assert one.execute(DIFFERENCE).fetchall() == []


@pytest.mark.parametrize("relation", [ASSETS, NEIGHBOURHOODS, PARCELS, EVENTS, DELETED], ids=lambda r: r.view)
def test_the_listed_properties_are_columns_of_the_relation(inventory, relation):
    with psycopg.connect(inventory) as connection:
        columns = [column.name for column in connection.execute(f"SELECT * FROM {relation.view} LIMIT 0").description]
        assert {p.name for p in relation.properties} <= set(columns)
        if relation.ready:
            (text,) = connection.execute(f"SELECT nitelikler::text FROM {relation.view} LIMIT 1").fetchone()
            (names,) = connection.execute("SELECT array_agg(k) FROM json_object_keys(%s::json) k", [text]).fetchone()
            assert names == [p.name for p in relation.answered]


@pytest.mark.parametrize("table", ["tesis_bilgisi", "konum_adayi"])
def test_what_only_pages_tell_counts_as_a_new_version_too(inventory, table):
    version = "SELECT surum FROM kbs.veri_surumu"
    with psycopg.connect(inventory) as connection:
        before = scalar(connection, version)
        connection.execute(f"DELETE FROM kbs.{table}")
    with psycopg.connect(inventory) as connection:
        assert scalar(connection, version) == before + 1
