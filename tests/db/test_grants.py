"""What each database role can see and do, with whatever SQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import Connection, sql
from sqlalchemy import text

from kbs_envanter.domain.text import katla
from kbs_envanter.store import features, grants, migrate, passport, roles, tiles
from kbs_envanter.store.database import engine
from kbs_envanter.store.roles import EMLAK, GOREVLI, KAMU, ROLES, UYGULAMA, RolesMissing, ensure_roles
from tests.withheld import FILL, PARTY, TRACES

# The cheapest condition there is, which tells every value it is asked about: a planner that tests it before a view's own
# condition, or before a policy, gives the value away.
_LEAK = """
CREATE FUNCTION public.sizdir(deger text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
BEGIN
    RAISE NOTICE '%', deger;
    RETURN true;
END $$"""

As = Callable[[str], Connection]


@pytest.fixture(scope="module")
def filled(cluster, loaded) -> Iterator[str]:
    from kbs_envanter.store.database import create_database

    create_database(cluster.url("postgres"), "yetki", template=loaded)
    with psycopg.connect(cluster.url("yetki")) as connection:
        connection.execute(FILL)
        connection.execute(_LEAK)
        connection.execute("ANALYZE")
    yield cluster.url("yetki")


@pytest.fixture
def connected(filled) -> Iterator[As]:
    opened = []

    def connect(role: str) -> Connection:
        opened.append(psycopg.connect(filled, autocommit=True, options=f"-c role={role}"))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def columns(connection: Connection, role: str) -> list[tuple[str, str]]:
    """Every column in the schema that a role may select."""
    return connection.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = 'kbs'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 "
        "AND NOT a.attisdropped AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT') ORDER BY 1, 2",
        [role],
    ).fetchall()


def seen_by(connection: Connection, role: str, where: str = " WHERE public.sizdir(t.{0}::text)") -> str:
    """Every value that the role can select, and every value that its conditions are asked about."""
    told: list[str] = []
    connection.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
    for relation, column in columns(connection, role):
        question = sql.SQL("SELECT t.{0}::text FROM kbs.{1} t" + where)
        found = connection.execute(question.format(sql.Identifier(column), sql.Identifier(relation)))
        told += [value for (value,) in found if value is not None]
    return katla("\n".join(told))


@pytest.mark.parametrize("role", [KAMU, GOREVLI])
def test_the_public_and_staff_see_nothing_withheld_and_no_other_party_even_with_raw_sql(connected, role):
    text = seen_by(connected(role), role)
    assert "bin-0001" in text
    assert [trace for trace in (*TRACES, katla(PARTY)) if trace in text] == []


def test_officers_see_all_of_it(connected):
    text = seen_by(connected(EMLAK), EMLAK, where="")
    assert [trace for trace in (*TRACES, katla(PARTY)) if trace not in text] == []


def test_the_public_reads_no_history_no_account_and_no_ownership_text(connected):
    readable = columns(connected(KAMU), KAMU)
    assert {"gecmis", "degisiklik", "hak", "konum_adayi", "konum_karari"}.isdisjoint(name for name, _ in readable)
    assert {"karsi_taraf", "parola", "mudurluk"}.isdisjoint(column for _, column in readable)


def test_a_photo_is_public_only_when_it_is_marked_so(connected):
    photos = "SELECT aciklama FROM kbs.ek ORDER BY 1"
    assert connected(KAMU).execute(photos).fetchall() == [("açık foto",)]
    assert connected(GOREVLI).execute(photos).fetchall() == [("açık foto",), ("iç foto",)]


@pytest.mark.parametrize("role", [KAMU, GOREVLI, EMLAK])
def test_no_reading_role_sees_accounts_or_changes_anything(connected, role):
    connection = connected(role)
    accounts = ("hesap", "oturum", "oturum_kaydi", "anahtar", "kurtarma")
    assert not [name for name, _ in columns(connection, role) if name.startswith(accounts)]
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'kbs'::regnamespace AND relkind IN ('r', 'p')"
    )
    may = "SELECT has_table_privilege(%s, 'kbs.' || %s, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
    assert [name for (name,) in tables.fetchall() if connection.execute(may, [role, name]).fetchone() == (True,)] == []


def test_nobody_but_the_owner_calls_what_writes_the_log(connected):
    connection = connected(KAMU)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT kbs.bu_degisiklik(1823)")
    connection.execute("CREATE TEMP TABLE varlik (ilce_kodu int, kod text)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON varlik FOR EACH ROW EXECUTE FUNCTION kbs.gecmis_yaz('kod')"
        )


def test_what_the_application_writes_is_logged_and_published_though_it_may_write_neither(inventory):
    with psycopg.connect(inventory, options=f"-c role={UYGULAMA}") as connection:
        connection.execute("UPDATE kbs.varlik SET ad = 'Yeni ad' WHERE kod = 'BIN-0001'")
        connection.execute(
            "INSERT INTO kbs.kullanim SELECT ilce_kodu, id, 90, 'Kafe' FROM kbs.varlik WHERE kod = 'BIN-0001'"
        )
    with psycopg.connect(inventory, options=f"-c role={UYGULAMA}", autocommit=True) as connection:
        published = "SELECT ad, kullanim LIKE '%Kafe' FROM kbs.yayin_varlik WHERE kod = 'BIN-0001'"
        assert connection.execute(published).fetchone() == ("Yeni ad", True)
        logged = "SELECT count(*) FROM kbs.gecmis WHERE tablo = 'varlik' AND yeni->>'ad' = 'Yeni ad'"
        assert connection.execute(logged).fetchone() >= (1,)
        for forbidden in (
            "INSERT INTO kbs.gecmis (ilce_kodu, tablo, anahtar, islem) VALUES (1823, 'varlik', 'x', 'insert')",
            "UPDATE kbs.gecmis SET anahtar = 'x'",
            "DELETE FROM kbs.degisiklik",
            "TRUNCATE kbs.gecmis",
            "UPDATE kbs.yayin_varlik SET ad = 'x'",
            "ALTER TABLE kbs.gecmis DISABLE TRIGGER ALL",
            "CREATE TABLE kbs.benim (a int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_everything_that_is_named_is_there(database):
    with psycopg.connect(database) as connection:
        there: dict[str, set[str]] = {}
        for relation, column in columns(connection, connection.info.user):
            there.setdefault(relation, set()).add(column)
    named = [*grants.READ.values(), grants.WRITE, grants.ROWS]
    assert {name for table in named for name in table} - there.keys() == set()
    for readable in grants.READ.values():
        for relation, chosen in readable.items():
            assert chosen == grants.EVERYTHING or set(chosen.split()) <= there[relation], relation


def test_every_table_that_hangs_on_an_asset_or_a_parcel_has_a_rule_for_its_rows_or_no_reader(database):
    """A new table with withheld rows cannot be opened to the public by forgetting its policy."""
    with psycopg.connect(database) as connection:
        tied = connection.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid IN ('kbs.varlik'::regclass, 'kbs.parsel'::regclass)"
        )
        names = {name.removeprefix("kbs.") for (name,) in tied}
    assert {"hak", "bulgu", "islem_parsel"} <= names
    assert {name for name in names if name in grants.READ[GOREVLI]} - grants.ROWS.keys() == set()


def test_a_table_nobody_speaks_of_is_written_by_the_application_and_read_by_nobody_else(database):
    with engine(database).begin() as connection:
        connection.execute(text("CREATE TABLE kbs.yeni (a int)"))
        grants.apply(connection)
        may = "SELECT has_table_privilege(:role, 'kbs.yeni', :what)"
        assert connection.scalar(text(may), {"role": UYGULAMA, "what": "DELETE"})
        assert not any(connection.scalar(text(may), {"role": role, "what": "SELECT"}) for role in ROLES[:3])


def test_applying_again_does_nothing_and_repairs_what_was_changed_by_hand(database):
    with engine(database).begin() as connection:
        before = state(connection)
        grants.apply(connection)
        assert state(connection) == before
        for by_hand in (
            "GRANT SELECT ON kbs.gecmis TO kbs_kamu",
            "GRANT SELECT (mudurluk) ON kbs.varlik TO kbs_kamu",
            "GRANT SELECT ON kbs.tasinmaz_islemi TO kbs_kamu",
            "REVOKE INSERT ON kbs.varlik FROM kbs_uygulama",
            "CREATE POLICY hepsi ON kbs.varlik TO kbs_kamu USING (true)",
            "GRANT EXECUTE ON FUNCTION kbs.bu_degisiklik TO PUBLIC",
        ):
            connection.execute(text(by_hand))
        assert state(connection) != before
        grants.apply(connection)
        after = state(connection)
    assert [one for one in before if one not in after] == [one for one in after if one not in before] == []


def state(connection) -> list[tuple]:
    question = """
        SELECT c.relname, r.rolname, a.privilege_type, '' FROM pg_class c, aclexplode(c.relacl) a, pg_roles r
         WHERE r.oid = a.grantee AND c.relnamespace = 'kbs'::regnamespace
        UNION SELECT c.relname, r.rolname, a.privilege_type, t.attname
          FROM pg_class c, pg_attribute t, aclexplode(t.attacl) a, pg_roles r
         WHERE r.oid = a.grantee AND t.attrelid = c.oid AND c.relnamespace = 'kbs'::regnamespace
        UNION SELECT polrelid::regclass::text, polname, polroles::text, pg_get_expr(polqual, polrelid) FROM pg_policy
        UNION SELECT proname, prosecdef::text, array_to_string(proconfig, ','),
                     has_function_privilege('kbs_kamu', oid, 'EXECUTE')::text
          FROM pg_proc WHERE pronamespace = 'kbs'::regnamespace
        ORDER BY 1, 2, 3, 4"""
    return [tuple(row) for row in connection.execute(text(question))]


def test_going_back_and_forth_ends_where_it_began(cluster, migrated):
    from kbs_envanter.store.database import create_database

    create_database(cluster.url("postgres"), "gidip_gelen", template=migrated)
    url = cluster.url("gidip_gelen")
    with engine(url).begin() as connection:
        before = state(connection)
    migrate.downgrade(url, "0010")
    migrate.upgrade(url)
    with engine(url).begin() as connection:
        assert state(connection) == before


def test_many_may_set_up_the_roles_at_once(cluster, monkeypatch):
    made = tuple(f"deneme_rol_{number}" for number in range(4))
    monkeypatch.setattr(roles, "ROLES", made)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: ensure_roles(cluster.url("postgres")), range(8)))
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(made)])
        assert found.fetchone() == (4,)
        for role in made:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_a_user_who_may_not_make_roles_is_told_what_an_administrator_runs(cluster):
    url = cluster.url("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE kisitli LOGIN")
        try:
            with pytest.raises(RolesMissing, match='GRANT "kbs_kamu" TO "kisitli";'):
                ensure_roles(url.replace("//kbs@", "//kisitli@"))
            for role in ROLES:
                connection.execute(f"GRANT {role} TO kisitli")
            ensure_roles(url.replace("//kbs@", "//kisitli@"))
        finally:
            connection.execute("DROP ROLE kisitli")


def test_a_parcel_is_withheld_as_long_as_only_a_withheld_asset_tells_of_it(inventory):
    with psycopg.connect(inventory, autocommit=True) as connection:

        def visible() -> bool:
            shown = "SELECT EXISTS (SELECT FROM kbs.gorunur_parsel WHERE parsel = 'P-7')"
            return connection.execute(shown).fetchone() == (True,)

        def link(kod: str) -> None:
            connection.execute(
                "INSERT INTO kbs.varlik_parsel (ilce_kodu, varlik_id, sira, parsel_id, iliski, durum, atif, ham_metin) "
                "SELECT v.ilce_kodu, v.id, 90, p.id, 'uzerinde', 'okundu', 'x', 'x' FROM kbs.varlik v, kbs.parsel p "
                "WHERE v.kod = %s AND p.parsel = 'P-7'",
                [kod],
            )

        connection.execute("INSERT INTO kbs.parsel (ilce_kodu, parsel) VALUES (1823, 'P-7')")
        assert visible()
        link("BIN-0016")
        assert not visible()
        link("BIN-0001")
        assert visible()
        connection.execute(
            "DELETE FROM kbs.varlik_parsel x USING kbs.varlik v WHERE v.id = x.varlik_id AND v.kod = 'BIN-0001'"
        )
        assert not visible()
        square = "ST_Multi(ST_MakeEnvelope(28.7, 41, 28.71, 41.01, 4326))"
        connection.execute(f"UPDATE kbs.parsel SET geom = {square} WHERE parsel = 'P-7'")
        assert visible()
        connection.execute("UPDATE kbs.parsel SET geom = NULL WHERE parsel = 'P-7'")
        assert not visible()
        connection.execute("UPDATE kbs.varlik SET erisim = 'acik' WHERE kod = 'BIN-0016'")
        assert visible()
        connection.execute(
            "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = 'BIN-0016'"
        )
        assert not visible()


def plan(connection: Connection, statement: tuple[str, dict]) -> str:
    # Few rows are read faster one by one: what counts is that the index may be used at all.
    connection.execute("SET enable_seqscan = off")
    return "\n".join(line for (line,) in connection.execute("EXPLAIN " + statement[0], statement[1]))


def test_the_indexes_of_space_and_text_serve_the_public(connected, filled):
    connection = connected(KAMU)
    place = tiles.Tile(15, 19005, 12280)
    box = features.Box(28.78, 40.99, 28.79, 41.0)
    asked = features.Question(1823, box=box)
    for statement, index in (
        (tiles.tile(tiles.ASSETS, "x", place, ilce_kodu=1823, equal={}), "varlik_1823_konum_idx"),
        (tiles.tile(tiles.PARCELS, "x", place, ilce_kodu=1823, equal={}), "parsel_1823_geom_idx"),
        (features.page(features.ASSETS, asked), "yayin_varlik_1823_geom_idx"),
        (passport.at_point(28.78, 41.0, ilce_kodu=1823), "parsel_1823_geom_idx"),
    ):
        assert index in plan(connection, statement), statement[0]
    with psycopg.connect(filled) as owner:
        # Of two indexes on a small table the planner takes the narrower; without it, the one in question.
        owner.execute("DROP INDEX kbs.idx_varlik_konum")
        owner.execute(f"SET LOCAL ROLE {KAMU}")
        searched = ("SELECT kod FROM kbs.haritali_varlik WHERE %(q)s::text <%% ad_katli", {"q": "kultur"})
        assert "varlik_1823_ad_katli_idx" in plan(owner, searched)
        owner.rollback()
