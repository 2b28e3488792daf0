"""Alembic's entry: the program hands over a connection; on the command line KBS_DATABASE_URL names the database."""

import os

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text

from kbs_envanter.store.database import engine
from kbs_envanter.store.models import SCHEMA, Base


def include_name(name, kind, parents) -> bool:
    return kind != "schema" or name == SCHEMA


def include_object(item, name, kind, reflected, compare_to) -> bool:
    """All but the references to parts that PostgreSQL keeps beside a reference to the whole table."""
    if kind == "foreign_key_constraint" and reflected and item.referred_table.schema != SCHEMA:
        return False
    return alembic_helpers.include_object(item, name, kind, reflected, compare_to)


def migrate(connection: Connection) -> None:
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table_schema=SCHEMA,
        include_schemas=True,
        include_name=include_name,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with engine(os.environ["KBS_DATABASE_URL"]).connect() as own, own.begin():
        migrate(own)
