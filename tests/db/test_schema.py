"""The schema: migrations, folding, history."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbs_envanter.domain.text import katla
from kbs_envanter.store import migrate
from kbs_envanter.store.database import create_database


@pytest.fixture
def empty(cluster):
    create_database(cluster.url("postgres"), "bos")
    yield cluster.url("bos")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE bos WITH (FORCE)")


def relations(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'kbs'::regnamespace")
        return {name for (name,) in found}


def test_the_migrations_run_up_from_empty_and_down_to_empty(empty):
    migrate.upgrade(empty)
    assert {"varlik", "parsel", "mahalle", "gecmis", "acik_varlik"} <= relations(empty)
    migrate.downgrade(empty)
    assert {name for name in relations(empty) if not name.startswith("alembic")} == set()
    migrate.upgrade(empty)


def test_the_models_say_what_the_migrations_made(database):
    migrate.check(database)


def test_upgrading_twice_changes_nothing(database):
    before = relations(database)
    migrate.upgrade(database)
    assert relations(database) == before


def test_sql_and_python_fold_alike(database):
    # Letters whose folding is the same in every Unicode version that PostgreSQL or Python may carry.
    letters = st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_characters="\0"))
    with psycopg.connect(database) as connection:

        @given(letters)
        @settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
        def alike(text):
            assert connection.execute("SELECT kbs.katla(%s)", [text]).fetchone()[0] == katla(text)

        alike()


def test_two_parcels_with_the_same_unknowns_are_one(database):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("INSERT INTO kbs.ilce VALUES (1823, 'Küçükçekmece')")
        connection.execute("INSERT INTO kbs.parsel (ilce_kodu, parsel) VALUES (1823, '1198')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO kbs.parsel (ilce_kodu, parsel) VALUES (1823, '1198')")
        connection.execute(
            "INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, parsel) VALUES (1823, 'Sefaköy', '1198')"
        )


def test_names_sort_as_in_a_turkish_dictionary(database):
    with psycopg.connect(database) as connection:
        found = connection.execute(
            """SELECT ad FROM unnest(ARRAY['Iğdır', 'İnönü', 'Çay', 'Cennet', 'Şahin', 'Su', 'Zafer', 'Ihlamur']) ad
               ORDER BY ad COLLATE "tr-x-icu" """
        )
        assert [ad for (ad,) in found] == ["Cennet", "Çay", "Iğdır", "Ihlamur", "İnönü", "Su", "Şahin", "Zafer"]


def test_a_withheld_asset_cannot_be_given_a_position(inventory):
    with psycopg.connect(inventory) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "UPDATE kbs.varlik SET konum = ST_SetSRID(ST_MakePoint(28.8, 41), 4326), kesinlik = 'yer' "
            "WHERE erisim = 'gizli'"
        )


def test_every_change_is_kept_and_counts_one_version(inventory):
    with psycopg.connect(inventory) as connection:
        connection.execute("UPDATE kbs.varlik SET ad = 'Yeni ad' WHERE kod = 'BIN-0001'")
        connection.execute("UPDATE kbs.varlik SET ad = 'Yeni ad' WHERE kod = 'BIN-0001'")
        version = connection.execute("SELECT surum FROM kbs.varlik WHERE kod = 'BIN-0001'").fetchone()[0]
        history = connection.execute(
            "SELECT eski->>'surum', yeni->>'ad' FROM kbs.gecmis "
            "WHERE tablo = 'varlik' AND anahtar = 'BIN-0001' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert history == (str(version - 1), "Yeni ad")


def test_a_new_use_is_a_new_version_of_the_asset(inventory):
    version = "SELECT surum FROM kbs.varlik WHERE kod = 'BIN-0001'"
    with psycopg.connect(inventory) as connection:
        before = connection.execute(version).fetchone()[0]
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "INSERT INTO kbs.kullanim SELECT ilce_kodu, id, 99, 'Kafe' FROM kbs.varlik WHERE kod = 'BIN-0001'"
        )
        assert connection.execute(version).fetchone()[0] == before + 1
