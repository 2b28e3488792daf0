"""Whatever a change did, taking it back leaves every table as it was before."""

import random
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from kbs_envanter.domain.permissions import Role, Who
from kbs_envanter.pipeline.changes import change, change_number
from kbs_envanter.pipeline.undo import UndoRefused, undo
from kbs_envanter.store.database import engine, writing_engine

ILCE = 1823
OFFICER, PLANNER = Who("memur", Role.EMLAK), Who("plan", Role.PLANLAMA)
TABLES = ("varlik", "kullanim", "varlik_parsel", "hak", "konum_karari", "parsel", "mahalle", "tasinmaz_islemi")
EDITS = (
    "UPDATE kbs.varlik SET ad = ad || ' {n}', alan_m2 = {n}.50 WHERE kod = '{kod}'",
    "UPDATE kbs.varlik SET konum = ST_SetSRID(ST_MakePoint(28.7{n}123456789, 41.01), 4326), kesinlik = 'yer' "
    "WHERE kod = '{kod}' AND erisim = 'acik'",
    "DELETE FROM kbs.kullanim WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = '{kod}')",
    "DELETE FROM kbs.varlik WHERE kod = '{kod}' AND id NOT IN (SELECT varlik_id FROM kbs.tasinmaz_islemi WHERE varlik_id "
    "IS NOT NULL UNION SELECT varlik_id FROM kbs.faaliyet WHERE varlik_id IS NOT NULL UNION SELECT varlik_id FROM "
    "kbs.tesis_bilgisi WHERE varlik_id IS NOT NULL)",
    "INSERT INTO kbs.varlik (ilce_kodu, id, kod, tur, ad) VALUES (1823, gen_random_uuid(), 'PRK-9{n}', 'park', 'Yeni {n}')",
    "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = '{kod}'",
    "UPDATE kbs.hak SET hak_turu = 'kira' WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = '{kod}')",
    "INSERT INTO kbs.parsel (ilce_kodu, ada, parsel, geom) VALUES (1823, '9{n}', '1', "
    "ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(28.78, 41.01), 4326), 0.001)))",
    "UPDATE kbs.varlik_parsel SET iliski = 'yani' WHERE iliski = 'uzerinde' AND "
    "varlik_id = (SELECT id FROM kbs.varlik WHERE kod = '{kod}')",
)  # fmt: skip
# An asset with candidates of position, which nothing else speaks of.
FREE = """
SELECT min(v.kod) FROM kbs.varlik v JOIN kbs.konum_adayi a ON a.varlik_id = v.id WHERE v.id NOT IN (
    SELECT varlik_id FROM kbs.tasinmaz_islemi WHERE varlik_id IS NOT NULL
    UNION SELECT varlik_id FROM kbs.faaliyet WHERE varlik_id IS NOT NULL
    UNION SELECT varlik_id FROM kbs.tesis_bilgisi WHERE varlik_id IS NOT NULL)"""


def state(url: str) -> dict[str, list]:
    with psycopg.connect(url) as connection:
        found = {t: sorted(connection.execute(f"SELECT t::text FROM kbs.{t} t").fetchall()) for t in TABLES}
        published = "SELECT kod, nitelikler, geometri FROM kbs.yayin_varlik ORDER BY kod"
        return found | {"yayin": connection.execute(published).fetchall()}


def make(url: str, *statements: str) -> int:
    with change(engine(url), "duzeltme", neden="deneme", kim="memur") as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", "\\:")))
        number = change_number(connection)
    assert number is not None
    return number


def take_back(url: str, number: int, who: Who = OFFICER) -> int:
    writer = writing_engine(url, size=1)
    try:
        with writer.begin() as connection:
            return undo(connection, ILCE, number, who=who, why="yanlış", where="deneme")
    finally:
        writer.dispose()


@pytest.mark.parametrize("seed", range(6))
def test_undo_of_any_change_restores_every_row_and_every_published_byte(inventory, seed):
    chance = random.Random(seed)
    with psycopg.connect(inventory) as connection:
        codes = [kod for (kod,) in connection.execute("SELECT kod FROM kbs.varlik ORDER BY kod")]
    states, numbers = [state(inventory)], []
    for n in range(10, 14):
        wanted = [e.format(kod=chance.choice(codes), n=f"{n}{i}") for i, e in enumerate(chance.choices(EDITS, k=3))]
        with psycopg.connect(inventory) as connection:
            try:
                number = make(inventory, *wanted)
            except AssertionError:
                continue
        numbers.append(number)
        states.append(state(inventory))
    for number in reversed(numbers):
        states.pop()
        take_back(inventory, number)
        assert state(inventory) == states[-1]


def test_an_undo_can_be_taken_back_too(inventory):
    before = state(inventory)
    number = make(inventory, EDITS[0].format(kod="PRK-0001", n=1))
    after = state(inventory)
    second = take_back(inventory, number)
    assert state(inventory) == before
    take_back(inventory, second)
    assert state(inventory) == after


def test_what_was_changed_since_is_named_and_nothing_is_changed(inventory):
    number = make(inventory, EDITS[0].format(kod="PRK-0001", n=1), EDITS[0].format(kod="PRK-0002", n=1))
    make(inventory, EDITS[0].format(kod="PRK-0002", n=2))
    now = state(inventory)
    with pytest.raises(UndoRefused, match="PRK-0002"):
        take_back(inventory, number)
    assert state(inventory) == now


def test_a_change_is_taken_back_once(inventory):
    number = make(inventory, EDITS[0].format(kod="PRK-0001", n=1))
    take_back(inventory, number)
    with pytest.raises(UndoRefused) as refused:
        take_back(inventory, number)
    assert refused.value.status == 409


def test_nobody_below_an_officer_takes_back_what_touches_a_withheld_asset(inventory):
    number = make(inventory, "UPDATE kbs.varlik SET alan_m2 = 5 WHERE kod = 'BIN-0016'")
    unknown = 10**9
    for asked in (number, unknown):
        with pytest.raises(UndoRefused) as refused:
            take_back(inventory, asked, PLANNER)
        assert refused.value.status == 404
    take_back(inventory, number)


@pytest.mark.parametrize(
    "edit",
    [
        EDITS[6].format(kod="BIN-0001"),
        "DELETE FROM kbs.varlik_parsel WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = 'BIN-0001')",
    ],
    ids=["rights", "parcels"],
)
def test_nobody_takes_back_rights_and_parcels_who_may_not_change_them(inventory, edit):
    before = state(inventory)
    number = make(inventory, edit)
    with pytest.raises(UndoRefused) as refused:
        take_back(inventory, number, PLANNER)
    assert refused.value.status == 403
    take_back(inventory, number)
    assert state(inventory) == before


def test_who_may_delete_an_asset_takes_that_back_with_its_rights(inventory):
    before = state(inventory)
    with psycopg.connect(inventory) as connection:
        kod = connection.execute(
            f"SELECT v.kod FROM kbs.varlik v JOIN kbs.hak h ON h.varlik_id = v.id WHERE v.erisim = 'acik' "
            f"AND v.id NOT IN ({EDITS[3].split('NOT IN (')[1]} LIMIT 1"
        ).fetchone()[0]
    number = make(inventory, EDITS[3].format(kod=kod))
    assert state(inventory) != before
    take_back(inventory, number, PLANNER)
    assert state(inventory) == before


def test_an_undo_needs_a_reason(inventory):
    number = make(inventory, EDITS[0].format(kod="PRK-0001", n=1))
    with pytest.raises(UndoRefused, match="Neden"), engine(inventory).begin() as connection:
        undo(connection, ILCE, number, who=OFFICER, why=" ", where="deneme")


def test_a_change_of_many_rows_comes_back(inventory):
    before = state(inventory)
    rows = ", ".join(f"(1823, '{uuid4()}', 'PRK-8{n:04}', 'park', 'Park {n}')" for n in range(2000))
    number = make(inventory, f"INSERT INTO kbs.varlik (ilce_kodu, id, kod, tur, ad) VALUES {rows}")
    take_back(inventory, number)
    assert state(inventory) == before


def test_the_log_cannot_be_rewritten_by_the_program_nor_in_psql(inventory):
    for role in ("kbs_uygulama", None):
        for statement in (
            "UPDATE kbs.gecmis SET anahtar = 'x'", "DELETE FROM kbs.gecmis", "TRUNCATE kbs.gecmis",
            "UPDATE kbs.degisiklik SET kim = 'x'", "DELETE FROM kbs.degisiklik",
        ):  # fmt: skip
            with psycopg.connect(inventory) as connection:
                if role:
                    connection.execute(f"SET ROLE {role}")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)


def test_a_person_in_psql_is_in_the_history_too(inventory):
    with psycopg.connect(inventory, application_name="psql") as connection:
        connection.execute("UPDATE kbs.varlik SET ad = 'Elle' WHERE kod = 'PRK-0001'")
        question = (
            "SELECT d.tur, d.kim = session_user, d.nereden, g.eski->>'ad' <> g.yeni->>'ad' FROM kbs.degisiklik d "
            "JOIN kbs.gecmis g ON g.degisiklik = d.id WHERE g.tablo = 'varlik' ORDER BY d.id DESC LIMIT 1"
        )
        assert connection.execute(question).fetchone() == ("dogrudan", True, "yerel psql", True)


def test_a_row_that_got_another_key_gets_its_own_back(inventory):
    before = state(inventory)
    moved = (
        "UPDATE kbs.kullanim SET sira = sira + 50 WHERE varlik_id = (SELECT id FROM kbs.varlik WHERE kod = 'BIN-0001')"
    )
    take_back(inventory, make(inventory, moved))
    assert state(inventory) == before


def test_a_row_that_one_change_touched_twice_comes_back_to_the_first_state(inventory):
    before = state(inventory)
    take_back(
        inventory, make(inventory, *(EDITS[0].format(kod=kod, n=n) for n in (1, 2) for kod in ("PRK-0001", "PRK-0002")))
    )
    assert state(inventory) == before


def test_what_the_program_derived_comes_back_with_its_asset_and_never_stands_in_the_way(inventory):
    def derived() -> list:
        with psycopg.connect(inventory) as connection:
            found = [connection.execute(f"SELECT t::text FROM kbs.{t} t").fetchall() for t in ("bulgu", "konum_adayi")]
        return [sorted(rows) for rows in found]

    before = derived()
    with psycopg.connect(inventory) as connection:
        (kod,) = connection.execute(FREE).fetchone()
    number = make(inventory, EDITS[3].format(kod=kod))
    assert [len(rows) for rows in derived()] != [len(rows) for rows in before]
    with psycopg.connect(inventory) as connection:
        connection.execute(
            "UPDATE kbs.bulgu SET aciklama = aciklama || '.' WHERE tur = (SELECT min(tur) FROM kbs.bulgu)"
        )
        connection.execute(
            "UPDATE kbs.bulgu SET aciklama = left(aciklama, -1) WHERE tur = (SELECT min(tur) FROM kbs.bulgu)"
        )
    take_back(inventory, number)
    assert [len(rows) for rows in derived()] == [len(rows) for rows in before]


def test_a_photo_that_was_added_since_is_not_lost_with_its_asset(inventory):
    number = make(inventory, EDITS[4].format(n=1))
    photo = (
        "INSERT INTO kbs.ek (ilce_kodu, id, varlik_id, ozet, aciklama, genislik, yukseklik, bayt, kim) "
        "SELECT 1823, gen_random_uuid(), id, 'x', 'x', 1, 1, 1, 'memur' FROM kbs.varlik WHERE kod = 'PRK-91'"
    )
    later = make(inventory, photo)
    now = state(inventory)
    with pytest.raises(UndoRefused, match=rf"ek .* {later}\b"):
        take_back(inventory, number)
    assert state(inventory) == now


def test_a_row_of_the_log_from_before_a_column_was_added_comes_back(inventory):
    number = make(inventory, EDITS[0].format(kod="PRK-0001", n=1), "DELETE FROM kbs.kullanim WHERE ad LIKE 'K%'")
    with psycopg.connect(inventory) as connection:
        connection.execute("ALTER TABLE kbs.varlik ADD yeni_sutun text NOT NULL DEFAULT 'x'")
        connection.execute("ALTER TABLE kbs.kullanim ADD yeni_sutun text NOT NULL DEFAULT 'x'")
    take_back(inventory, number)
    with psycopg.connect(inventory) as connection:
        assert connection.execute("SELECT count(*) FROM kbs.kullanim WHERE yeni_sutun <> 'x'").fetchone() == (0,)
