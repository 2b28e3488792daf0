"""The four database roles that the service works as, whoever it connects as.

A role belongs to the whole server, its privileges (``store.grants``) to one database. Nobody logs in as one of them: a
connection of the service is made by the user of the address and becomes the role at once (``-c role=``).
"""

from contextlib import suppress

import psycopg
from psycopg import Connection, sql

from kbs_envanter.domain.errors import UserError

KAMU = "kbs_kamu"  # reads what is public
GOREVLI = "kbs_gorevli"  # reads what staff may: no withheld asset, no other party
EMLAK = "kbs_emlak"  # reads everything but accounts
UYGULAMA = "kbs_uygulama"  # writes; the log only through changed rows
ROLES = (KAMU, GOREVLI, EMLAK, UYGULAMA)

_TRIES = 5
# Other processes may make the same roles at this moment, from other databases of the server.
_RACES = (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation, psycopg.errors.InternalError_)


class RolesMissing(UserError):
    """The user of ``KBS_DATABASE_URL`` may neither make the roles nor become them; the text says what to run."""


def ensure_roles(url: str) -> None:
    """Make the roles that are missing and let the connecting user become each of them.

    Raises:
        RolesMissing: when that user may not; nothing is half done that a second run would not complete.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        lacking = _lacking(connection)
        for _ in range(_TRIES):
            if not lacking:
                return
            for statement in lacking:
                with suppress(*_RACES, psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
            lacking = _lacking(connection)
        statements = "\n".join(f"  {statement.as_string(connection)};" for statement in lacking)
        user = connection.info.user
    raise RolesMissing(
        f"{user} kullanıcısı veritabanı rollerini kuramıyor. Sunucunun yöneticisi bir kez şunları çalıştırmalı / "
        f"The user {user} may not set up the database roles. An administrator of the server has to run, once:\n"
        f"{statements}"
    )


def _lacking(connection: Connection) -> list[sql.Composed]:
    # Since PostgreSQL 16 one may be a member of a role without the right to become it.
    kind = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
    there = {
        name: may
        for name, may in connection.execute(
            "SELECT rolname, pg_has_role(current_user, oid, %s) FROM pg_roles WHERE rolname = ANY(%s)",
            [kind, list(ROLES)],
        )
    }
    user = sql.Identifier(connection.info.user)
    make = [sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)) for role in ROLES if role not in there]
    join = [
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), user)
        for role in ROLES
        if not there.get(role, _is_superuser(connection))
    ]
    return make + join


def _is_superuser(connection: Connection) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"
