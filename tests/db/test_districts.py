"""The large tables in parts, one of each a district: made with the district, read alone, and nothing lost on the way."""

import httpx
import psycopg
import pytest

from kbs_envanter.pipeline.changes import change
from kbs_envanter.store import grants, migrate, tiles
from kbs_envanter.store.asset import asset
from kbs_envanter.store.database import create_database, engine, of_one_district
from kbs_envanter.store.features import ASSETS, NEIGHBOURHOODS, PARCELS, Box, Question, item, page
from kbs_envanter.store.geocoding import Wording, forward
from kbs_envanter.store.passport import ParcelKey, at_point, passport
from tests.support import offline_settings, serving

PARTED = {"varlik", "parsel", "gecmis", "yayin_varlik", "yayin_gecmisi"}
OTHER = 1900

HOT = {
    "a page": page(ASSETS, Question(1823, limit=50, equal={"tur": "park"})),
    "a page in a box": page(ASSETS, Question(1823, box=Box(28.77, 41.0, 28.8, 41.02))),
    "a search": page(ASSETS, Question(1823, words=(("pazar",), ("market",)))),
    "an item": item(ASSETS, kod="BIN-0045", asked=Question(1823)),
    "parcels": page(PARCELS, Question(1823, box=Box(28.77, 41.0, 28.8, 41.02))),
    "neighbourhoods": page(NEIGHBOURHOODS, Question(1823)),
    "the page of an asset": asset("BIN-0045", ilce_kodu=1823),
    "a passport": passport(ParcelKey(None, "512", "9"), ilce_kodu=1823),
    "a passport at a point": at_point(28.79, 41.01, ilce_kodu=1823),
    "a geocode": forward(Wording("kanarya pazari"), ilce_kodu=1823),
    "a tile of assets": tiles.tile(tiles.ASSETS, "v", tiles.Tile(14, 9501, 6145), ilce_kodu=1823, equal={}),
    "a tile of clusters": tiles.tile(tiles.ASSETS, "v", tiles.Tile(11, 1187, 768), ilce_kodu=1823, equal={}),
    "a tile of parcels": tiles.tile(tiles.PARCELS, "p", tiles.Tile(15, 19003, 12290), ilce_kodu=1823, equal={}),
}  # fmt: skip

ADDRESSES = (
    "/collections/varliklar/items?limit=500", "/collections/binalar/items/BIN-0045", "/collections/parseller/items?limit=500",
    "/collections/mahalleler/items", "/collections/varliklar/items?datetime=2024-12-31&limit=500",
    "/collections/varliklar/items?filter=casei(ad)%20LIKE%20casei('%25pazar%25')", "/collections/varliklar/items?f=csv",
    "/collections/tasinmaz-islemleri/items?limit=100", "/parsel-karnesi?ref=512/9&f=json", "/degisimler.atom",
    "/collections/varliklar/tiles/WebMercatorQuad/13/3072/4750", "/varlik/BIN-0045?f=json", "/mahalle/atakent?f=json",
    "/geokod?q=kanarya", "/ters-geokod?lon=28.79&lat=41.01", "/gostergeler",
)  # fmt: skip


@pytest.fixture
def beside(inventory):
    """The inventory beside another district, which has one parcel and one asset of the same names."""
    with psycopg.connect(inventory) as connection:
        connection.execute("INSERT INTO kbs.ilce (ilce_kodu, ad) VALUES (%s, 'Öbür')", [OTHER])
        connection.execute(
            "INSERT INTO kbs.varlik (ilce_kodu, id, kod, tur, ad) VALUES (%s, gen_random_uuid(), 'BIN-0045', 'bina', 'Ad')",
            [OTHER],
        )
        connection.execute("INSERT INTO kbs.parsel (ilce_kodu, ada, parsel) VALUES (%s, '512', '9')", [OTHER])
        connection.execute("ANALYZE")  # plans follow what is known of the tables, not when autovacuum came by
    return inventory


def parts(connection: psycopg.Connection) -> set[str]:
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'kbs_bolum'::regnamespace AND relkind = 'r'"
    )
    return {name for (name,) in found}


def test_a_district_that_is_added_has_a_part_of_every_large_table(database):
    with psycopg.connect(database) as connection:
        assert parts(connection) == set()
        connection.execute("INSERT INTO kbs.ilce (ilce_kodu, ad) VALUES (%s, 'Öbür')", [OTHER])
        assert parts(connection) == {f"{table}_{OTHER}" for table in PARTED}
        connection.execute("SELECT kbs.ilce_bolumu(%s)", [OTHER])  # those are there already


def test_a_row_of_a_district_that_nobody_added_has_no_place(database):
    with psycopg.connect(database) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("INSERT INTO kbs.parsel (ilce_kodu, parsel) VALUES (1, '7')")


@pytest.mark.parametrize("role", ["kbs_kamu", "kbs_gorevli", "kbs_emlak", "kbs_uygulama"])
def test_no_serving_role_reads_a_part_past_the_policies_of_the_whole(inventory, role):
    as_role = psycopg.connect(inventory, options=f"-c role={role}")
    with as_role as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT FROM kbs_bolum.varlik_1823")


def test_the_log_of_a_part_is_append_only_too(inventory):
    for statement in ("DELETE FROM kbs_bolum.gecmis_1823", "TRUNCATE kbs_bolum.gecmis_1823"):
        with psycopg.connect(inventory) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_the_log_calls_a_row_by_its_whole_table(beside):
    with psycopg.connect(beside) as connection:
        found = connection.execute("SELECT DISTINCT tablo FROM kbs.gecmis WHERE ilce_kodu = %s", [OTHER])
        assert {name for (name,) in found} == {"varlik", "parsel"}


@pytest.mark.parametrize("name", HOT)
def test_a_question_of_one_district_reads_the_parts_of_no_other(beside, name):
    statement, parameters = HOT[name]
    with psycopg.connect(beside, options="-c plan_cache_mode=force_generic_plan -c role=kbs_kamu") as connection:
        text = f"EXPLAIN (ANALYZE, FORMAT JSON) {of_one_district(statement, parameters)}"
        (plan,) = connection.execute(text, parameters, prepare=True).fetchone()
    read = relations(plan)
    assert any(relation.endswith("_1823") for relation in read) or name == "neighbourhoods"
    assert not [relation for relation in read if relation.endswith(f"_{OTHER}")]


def relations(plan) -> set[str]:
    """What a plan read; what it left out while it ran is in it, and was never begun."""
    if isinstance(plan, dict):
        here = {plan["Relation Name"]} if "Relation Name" in plan and plan["Actual Loops"] else set()
        return here.union(*(relations(value) for value in plan.values()))
    return set().union(*map(relations, plan)) if isinstance(plan, list) else set()


def test_an_installation_with_data_answers_byte_for_byte_as_before(cluster, loaded, tmp_path):
    create_database(cluster.url("postgres"), "bolunen", template=loaded)
    url = cluster.url("bolunen")
    with change(engine(url), "duzeltme", neden="deneme", nereden="deneme") as connection:
        connection.exec_driver_sql("UPDATE kbs.varlik SET ad = 'Başka ad' WHERE kod = 'PRK-0001'")
    migrate.downgrade(url, "0014")
    with engine(url).begin() as connection:
        connection.exec_driver_sql(_ASKED_BY_POLICIES)
        grants.apply(connection)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_class WHERE relkind = 'p'").fetchone() == (0,)
    before = everything(url), answers(url, tmp_path)
    migrate.upgrade(url)
    migrate.check(url)
    assert (everything(url), answers(url, tmp_path)) == before
    with psycopg.connect(url) as connection:
        number = connection.execute("SELECT max(id) FROM kbs.degisiklik").fetchone()[0]
        connection.execute("SELECT kbs.geri_al(1823, %s)", [number])
        assert connection.execute("SELECT ad <> 'Başka ad' FROM kbs.varlik WHERE kod = 'PRK-0001'").fetchone() == (
            True,
        )
        last = connection.execute("SELECT max(id) FROM kbs.parsel").fetchone()[0]
        new = connection.execute(
            "INSERT INTO kbs.parsel (ilce_kodu, parsel) VALUES (1823, 'x') RETURNING id"
        ).fetchone()[0]
        assert new > last


# What today's policies ask, and schemas before 0016 have not.
_ASKED_BY_POLICIES = """
CREATE FUNCTION kbs.parsel_gorunur(ilce integer, parsel bigint) RETURNS boolean LANGUAGE sql STABLE AS
'SELECT EXISTS (SELECT FROM kbs.gorunur_parsel WHERE (ilce_kodu, id) = ($1, $2))'"""


def everything(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'kbs'::regnamespace AND relkind IN ('r', 'p') "
            "AND relname <> 'alembic_version' ORDER BY 1"
        ).fetchall()
        return {
            table: [row for (row,) in connection.execute(f"SELECT t::text FROM kbs.{table} t ORDER BY 1")]
            for (table,) in tables
        }


def answers(url: str, directory) -> dict[str, tuple[int, str | None, bytes]]:
    """What the service answers: status, ETag and body. Its address is the same each time."""
    with serving(offline_settings(url, directory)) as address, httpx.Client(base_url=address) as client:
        got = {path: client.get(path, headers={"Host": "kbs.test"}) for path in ADDRESSES}
    return {path: (answer.status_code, answer.headers.get("etag"), answer.content) for path, answer in got.items()}
