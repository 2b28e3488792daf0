"""Whole districts at once: the same data as row by row, the same schema afterwards, or nothing."""

from dataclasses import replace

import psycopg
import pytest

from bench.api.generate import AREAS
from bench.generate_country import FORMS, Country
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.parcel_refs import format_parcel_refs, parse_parcel_refs
from kbs_envanter.pipeline.bulk import TABLES, DistrictRows, load_districts

SMALL = Country(assets=2010, parcels=600, districts=2)
SCHEMA = """
SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'kbs'::regnamespace AND conparentid = 0
 UNION ALL
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relnamespace = 'kbs'::regnamespace"""


def rows_of(country=SMALL):
    return [DistrictRows(each.code, each.name, each.tables()) for each in country.each()]


def ask(url, question, *values):
    with psycopg.connect(url) as connection:
        return connection.execute(question, values).fetchall()


def counts(url):
    return {name: ask(url, f"SELECT count(*) FROM kbs.{name}")[0][0] for name in (*TABLES, "yayin_varlik", "gecmis")}


def test_districts_are_loaded_published_and_logged_as_one_change_each(database):
    before = sorted(ask(database, SCHEMA))
    load = load_districts(database, rows_of(), source="deneme")
    found = counts(database)
    assert (found["varlik"], found["parsel"], found["varlik_parsel"]) == (2010, 600, 2010)
    assert load.rows == sum(found[name] for name in TABLES)
    assert found["yayin_varlik"] == 2010 - 2, "one in 997 of a district is withheld"
    assert found["gecmis"] == 0
    assert ask(database, "SELECT ilce_kodu, tur FROM kbs.degisiklik ORDER BY 1") == [
        (5001, "yukleme"),
        (5002, "yukleme"),
    ]
    assert ask(database, "SELECT ilce_kodu, surum FROM kbs.veri_surumu ORDER BY 1") == [(5001, 1), (5002, 1)]
    assert sorted(ask(database, SCHEMA)) == before, "every key, reference and index is there again"


def test_what_is_published_is_what_publishing_row_by_row_gives(database):
    load_districts(database, rows_of(), source="deneme")
    question = (
        "SELECT ilce_kodu, kod, aranan, geometri, nitelikler::jsonb - 'degisim' FROM kbs.yayin_varlik ORDER BY 1, 2"
    )
    at_once = ask(database, question)
    with psycopg.connect(database) as connection:
        connection.execute("SELECT kbs.yayini_yenile()")
    assert ask(database, question) == at_once


def test_a_second_load_adds_districts_and_refuses_those_that_have_rows(database):
    first, second = rows_of()
    load_districts(database, [first], source="deneme")
    before = counts(database)
    with pytest.raises(UserError, match="5001"):
        load_districts(database, [second, first], source="deneme")
    with pytest.raises(UserError, match="5002"):
        load_districts(database, [second, second], source="deneme")
    assert counts(database) == before, "the district before the refused one is not kept either"
    load_districts(database, [second], source="deneme")
    assert counts(database)["varlik"] == 2010


@pytest.mark.parametrize("earlier", [[], rows_of()[:1]], ids=["first load", "second load"])
def test_a_row_that_refers_to_nothing_is_refused(database, earlier):
    load_districts(database, earlier, source="deneme")
    before = counts(database)
    last = rows_of()[1]
    references = last.tables["varlik_parsel"]
    at = references.column_names.index("parsel_id")
    broken = references.set_column(at, "parsel_id", [[*range(1, references.num_rows), 999_999]])
    with pytest.raises(UserError, match=r"there|together"):
        load_districts(database, [replace(last, tables={**last.tables, "varlik_parsel": broken})], source="deneme")
    assert counts(database) == before


def test_numbers_go_on_above_those_that_came(database):
    load_districts(database, rows_of(), source="deneme")
    added = ask(database, "INSERT INTO kbs.parsel (ilce_kodu, ada, parsel) VALUES (5001, 'yeni', '1') RETURNING id")
    assert added[0][0] > 300


def test_the_country_is_the_same_each_time_and_writes_parcels_as_documents_do():
    assert SMALL.district(5002).tables() == SMALL.district(5002).tables()
    for form, says_area, relation in FORMS:
        reading = parse_parcel_refs(form.format(tapu="Sefaköy", ada=12, parsel=3), tapu_areas=AREAS)
        assert [(bool(ref.tapu_mahallesi), ref.ada, ref.parsel, ref.iliski) for ref in reading.refs] == [
            (says_area, "12", "3", relation)
        ]
    tables = SMALL.district(5001).tables()
    for said, canonical in zip(
        *(tables["varlik_parsel"].column(n).to_pylist() for n in ("ham_metin", "atif")), strict=True
    ):
        assert format_parcel_refs(parse_parcel_refs(said, tapu_areas=AREAS).refs) == canonical
