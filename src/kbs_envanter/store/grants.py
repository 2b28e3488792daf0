"""Who may read and write what in the database: one table, made true after every upgrade.

``READ`` and ``WRITE`` say which role may do what with which relation, ``ROWS`` which rows the public and staff may see
of it. What is not said is not allowed, but for the role that writes: it may change every table that ``WRITE`` does not
name. Enforced by PostgreSQL, whatever statement is sent; the routes ask ``domain.permissions`` before that.
"""

import hashlib
from typing import Final

from sqlalchemy import Connection, text

from kbs_envanter.store.roles import EMLAK, GOREVLI, KAMU, ROLES, UYGULAMA

EVERYTHING = "*"

# Relation -> columns. What lists its columns hides the others: other parties, ownership texts, directorates.
_PUBLIC: Final = {
    **dict.fromkeys(
        "alembic_version veri_surumu acik_kimlik yayin_varlik yayin_gecmisi tarihli_varlik silinen_varlik acik_silinen "
        "acik_mahalle acik_parsel acik_islem acik_esleme acik_tapu_mahallesi gorunur_parsel haritali_parsel "
        "haritali_varlik ilce mahalle kaynak gosterge yer bulgu faaliyet faaliyet_parsel tesis_bilgisi islem_parsel "
        "varlik_parsel parsel_soyu ek".split(),
        EVERYTHING,
    ),
    "varlik": "ilce_kodu id kod ad mahalle_kod alan_m2 erisim kaynak_id",
    "tasinmaz_islemi": (
        "ilce_kodu id kod tur alt_tur varlik_id mahalle_kod adres_ham alan_m2 parsel_alani_m2 bedel_tl tarih sure_yil "
        "karsi_taraf_turu konu karar supheli kaynak_id"
    ),
    "saha_tespiti": "ilce_kodu varlik_id zaman",
}
_STAFF: Final = _PUBLIC | {
    **dict.fromkeys(
        "varlik kullanim konum_adayi konum_karari saha_tespiti gorevli_varlik gorevli_islem gorevli_gecmis "
        "gorevli_degisiklik".split(),
        EVERYTHING,
    ),
    "hak": (
        "ilce_kodu varlik_id sira arsa_sahibi bina_sahibi hak_turu yon karsi_taraf_sinifi pay_m2 sure_yil baslangic "
        "karar durum_notu okuma kaynak_id"
    ),
}
_OFFICERS: Final = _STAFF | dict.fromkeys(
    "hak tasinmaz_islemi parsel esleme acik_varlik emlak_varlik emlak_islem gecmis degisiklik".split(), EVERYTHING
)
READ: Final[dict[str, dict[str, str]]] = {KAMU: _PUBLIC, GOREVLI: _STAFF, EMLAK: _OFFICERS}

# What triggers write for it, the application only reads; the log it only adds to through changed rows.
WRITE: Final[dict[str, tuple[str, ...]]] = {"oturum_kaydi": ("SELECT", "INSERT", "DELETE")} | dict.fromkeys(
    "gecmis degisiklik veri_surumu acik_kimlik yayin_varlik yayin_gecmisi silinen_varlik degisen_ilce degisen_varlik "
    "alembic_version".split(),
    ("SELECT",),
)
_CHANGE = ("SELECT", "INSERT", "UPDATE", "DELETE")

# Relation -> which of its rows the public and staff may see. An expression reads other tables with the same role's
# eyes: what belongs to a row that is not seen is not seen. Whether an asset is, kbs.acik_kimlik tells: a policy is
# planned without knowing the district, and would carry the parts of all of them.
_OF_ASSET = "EXISTS (SELECT FROM kbs.acik_kimlik k WHERE (k.ilce_kodu, k.id) = ({t}.ilce_kodu, {t}.varlik_id))"
_OF_ASSET_OR_NONE = f"varlik_id IS NULL OR {_OF_ASSET}"
_PARCEL = "kbs.parsel_gorunur({t}.ilce_kodu, {t}.{column})"
ROWS: Final[dict[str, str]] = {
    "varlik": "erisim = 'acik'",
    **dict.fromkeys("kullanim varlik_parsel hak konum_adayi konum_karari ek".split(), _OF_ASSET),
    **dict.fromkeys("tasinmaz_islemi faaliyet tesis_bilgisi saha_tespiti".split(), _OF_ASSET_OR_NONE),
    "islem_parsel": "EXISTS (SELECT FROM kbs.tasinmaz_islemi i WHERE (i.ilce_kodu, i.id) = ({t}.ilce_kodu, islem_id))",
    "faaliyet_parsel": "EXISTS (SELECT FROM kbs.faaliyet f WHERE (f.ilce_kodu, f.id) = ({t}.ilce_kodu, faaliyet_id))",
    "parsel": "NOT gizli",
    "parsel_soyu": f"{_PARCEL.replace('{column}', 'eski_id')} AND {_PARCEL.replace('{column}', 'yeni_id')}",
    "bulgu": f"({_OF_ASSET_OR_NONE}) AND (parsel_id IS NULL OR {_PARCEL.replace('{column}', 'parsel_id')})",
    "esleme": (
        "EXISTS (SELECT FROM kbs.acik_esleme e WHERE (e.ilce_kodu, e.belge, e.a_kod, e.b_kod) "
        "= ({t}.ilce_kodu, {t}.belge, {t}.a_kod, {t}.b_kod))"
    ),
    **dict.fromkeys(("gecmis", "degisiklik"), "false"),
}

# Of these the public sees only some, staff all that ROWS says.
PUBLIC_ROWS: Final = {"ek": "acik"}

Privilege = tuple[str, str, str, str]  # role, relation, privilege, column ("" for all)
Policy = tuple[str, str]  # relation, name


def apply(connection: Connection) -> None:
    """Make the database's privileges and policies what this module says. Says nothing when they are already.

    Args:
        connection: of the owner of the tables, inside a transaction; the roles are there.
    """
    tables, views = _relations(connection, "r", "p"), _relations(connection, "v", "m")
    statements = [
        f"GRANT USAGE ON SCHEMA kbs TO {role}"
        for role in ROLES
        if not connection.scalar(text("SELECT has_schema_privilege(:role, 'kbs', 'USAGE')"), {"role": role})
    ]
    statements += _policy_changes(connection, tables)
    statements += _privilege_changes(wanted_privileges(tables | views), _privileges(connection))
    statements += _function_changes(connection)
    for statement in statements:
        connection.exec_driver_sql(statement)


def withdraw(connection: Connection) -> None:
    """Take every policy away: migrations that go back may drop what policies speak of. ``apply`` brings them again."""
    for relation, name in _policies(connection):
        connection.exec_driver_sql(f"DROP POLICY {name} ON kbs.{relation}")


def wanted_privileges(relations: dict[str, list[str]]) -> set[Privilege]:
    """Every privilege that a role is to have, for relations and their columns."""
    wanted = set()
    for role, readable in READ.items():
        for relation in readable.keys() & relations.keys():
            columns = [""] if readable[relation] == EVERYTHING else readable[relation].split()
            wanted |= {(role, relation, "SELECT", column) for column in columns}
    for relation in relations:
        wanted |= {(UYGULAMA, relation, privilege, "") for privilege in WRITE.get(relation, _CHANGE)}
    return wanted


def _relations(connection: Connection, *kinds: str) -> dict[str, list[str]]:
    """Relations of these kinds and their columns."""
    found = connection.execute(
        text(
            "SELECT relname, array(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 "
            "AND NOT attisdropped) FROM pg_class c WHERE relnamespace = 'kbs'::regnamespace AND relkind = ANY(:kinds)"
        ),
        {"kinds": list(kinds)},
    )
    return {name: columns for name, columns in found}


def _privileges(connection: Connection) -> set[Privilege]:
    """What the roles may do now. PostgreSQL also keeps a list for each column."""
    found = connection.execute(
        text(
            "SELECT r.rolname, c.relname, a.privilege_type, '' FROM pg_class c, aclexplode(c.relacl) a, pg_roles r "
            "WHERE c.relnamespace = 'kbs'::regnamespace AND c.relkind <> 'S' AND r.oid = a.grantee "
            "AND r.rolname = ANY(:roles) UNION ALL "
            "SELECT r.rolname, c.relname, a.privilege_type, t.attname FROM pg_class c, pg_attribute t, "
            "aclexplode(t.attacl) a, pg_roles r WHERE c.relnamespace = 'kbs'::regnamespace AND t.attrelid = c.oid "
            "AND NOT t.attisdropped AND r.oid = a.grantee AND r.rolname = ANY(:roles)"
        ),
        {"roles": list(ROLES)},
    )
    return {(role, relation, privilege, column) for role, relation, privilege, column in found}


def _privilege_changes(wanted: set[Privilege], there: set[Privilege]) -> list[str]:
    # Taken back first: taking a privilege on a table back also takes it from its columns.
    def on(privilege: str, column: str, relation: str) -> str:
        return f"{privilege}{f' ({column})' if column else ''} ON kbs.{relation}"

    return [f"REVOKE {on(what, column, name)} FROM {role}" for role, name, what, column in sorted(there - wanted)] + [
        f"GRANT {on(what, column, name)} TO {role}"
        for role, name, what, column in sorted(wanted)
        if (role, name, what, column) not in there or (role, name, what, "") in there - wanted
    ]


def _policy_changes(connection: Connection, tables: dict[str, list[str]]) -> list[str]:
    """A policy's name carries the hash of what it says, so names alone tell whether it is the right one."""
    wanted: dict[Policy, str] = {}
    for relation in ROWS.keys() & tables.keys():
        condition = ROWS[relation].replace("{t}", relation)
        wanted[relation, f"acik_{_mark(condition)}"] = f"FOR SELECT TO {KAMU}, {GOREVLI} USING ({condition})"
        if further := PUBLIC_ROWS.get(relation):
            rule = f"AS RESTRICTIVE FOR SELECT TO {KAMU} USING ({further})"
            wanted[relation, f"kamu_{_mark(further)}"] = rule
        wanted[relation, "emlak_hepsi"] = f"FOR SELECT TO {EMLAK} USING (true)"
        wanted[relation, "uygulama_hepsi"] = f"TO {UYGULAMA} USING (true) WITH CHECK (true)"
    there = _policies(connection)
    changes = [f"DROP POLICY {name} ON kbs.{relation}" for relation, name in sorted(there - wanted.keys())]
    for (relation, name), rule in sorted(wanted.items()):
        if (relation, name) not in there:
            changes += [f"ALTER TABLE kbs.{relation} ENABLE ROW LEVEL SECURITY"]
            changes += [f"CREATE POLICY {name} ON kbs.{relation} {rule}"]
    return changes


def _mark(condition: str) -> str:
    return hashlib.blake2b(condition.encode(), digest_size=4).hexdigest()


def _policies(connection: Connection) -> set[Policy]:
    question = "SELECT c.relname, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
    found = connection.execute(text(f"{question} WHERE c.relnamespace = 'kbs'::regnamespace"))
    return {(relation, name) for relation, name in found}


def _function_changes(connection: Connection) -> list[str]:
    """Triggers write what no role may (the log, the published rows), so they run as their owner; nobody else may call
    what does, nor hang it on a table of his own."""
    found = connection.execute(
        text(
            "SELECT p.oid::regprocedure::text, p.prosecdef, "
            "EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) "
            "FROM pg_proc p WHERE p.pronamespace = 'kbs'::regnamespace "
            "AND (p.prosecdef OR p.prorettype = 'trigger'::regtype) ORDER BY 1"
        )
    )
    changes = []
    for function, as_owner, for_all in found:
        if not as_owner:
            changes.append(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp")
        if for_all:
            changes.append(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    return changes
