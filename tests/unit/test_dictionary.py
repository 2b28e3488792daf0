"""The data dictionary: no field without a class, and no role that reads above its class."""

import pytest

from kbs_envanter.domain.dictionary import TABLES, Access, Kvkk, columns
from kbs_envanter.domain.dictionary_tables import KVKK
from kbs_envanter.store import grants, models
from kbs_envanter.store.roles import GOREVLI, KAMU

STORED = {table.name: {column.name for column in table.columns} for table in models.Base.metadata.sorted_tables}
LEAST = {KAMU: {Access.ACIK}, GOREVLI: {Access.ACIK, Access.GOREVLI}}


def test_every_table_is_in_the_dictionary():
    assert set(TABLES) == set(STORED)


@pytest.mark.parametrize("table", sorted(STORED))
def test_every_field_has_one_class_and_words(table):
    named = [field.name for field in columns(table)]
    assert len(named) == len(set(named))
    assert set(named) == STORED[table], "give every new column a class in domain/dictionary_tables.py"
    assert all(field.tr for field in columns(table))


@pytest.mark.parametrize("role", [KAMU, GOREVLI])
def test_no_role_may_read_what_is_classed_above_it(role):
    for table in STORED.keys() & grants.READ[role].keys():
        allowed = grants.READ[role][table]
        readable = STORED[table] if allowed == grants.EVERYTHING else set(allowed.split())
        above = {field.name for field in columns(table) if field.access not in LEAST[role]}
        assert readable & above == set(), table


def test_no_table_of_the_system_is_read_by_a_reading_role():
    closed = {name for name in TABLES if all(field.access is Access.SISTEM for field in columns(name))}
    for role, tables in grants.READ.items():
        assert closed & tables.keys() == set(), role


def test_what_is_of_persons_is_named_only_where_it_is():
    fields = {f"{table}.{name}" for table, names in STORED.items() for name in names}
    for kind, named in KVKK.items():
        assert Kvkk(kind) is not Kvkk.YOK
        assert named <= fields, kind
    # Whoever adds a column with such a name says what it is to the law.
    words = {"kim", "adres", "tarayici", "parola", "karar_veren", "inceleyen", "yapan", "hesap", "hesap_id"}
    tables = {"yayin_varlik", "yayin_gecmisi", "abone"}  # whose ``adres`` is a place's or a machine's
    classed = set().union(*KVKK.values())
    missing = {
        field for field in fields - classed
        if field.split(".")[1] in words and not (field.endswith(".adres") and field.split(".")[0] in tables)
    }  # fmt: skip
    assert missing == set()
