"""Facts about facilities and candidate positions count as published data too: pages of assets tell them.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

TABLES = ("tesis_bilgisi", "konum_adayi")
TRANSITIONS = {"INSERT": "NEW TABLE AS yeni", "DELETE": "OLD TABLE AS eski", "UPDATE": "OLD TABLE AS eski NEW TABLE AS yeni"}

# As the functions of migration 0003 for tables that only the version depends on.
SURUM_DEGISTI = """
CREATE FUNCTION kbs.surum_degisti() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bu_islem bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO kbs.degisen_ilce SELECT DISTINCT bu_islem, ilce_kodu FROM eski ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO kbs.degisen_ilce SELECT DISTINCT bu_islem, ilce_kodu FROM yeni ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(SURUM_DEGISTI)
    for table in TABLES:
        for event, transition in TRANSITIONS.items():
            op.execute(
                f"CREATE TRIGGER degisti_{event.lower()} AFTER {event} ON kbs.{table} REFERENCING {transition} "
                "FOR EACH STATEMENT EXECUTE FUNCTION kbs.surum_degisti()"
            )


def downgrade() -> None:
    op.execute("DROP FUNCTION kbs.surum_degisti() CASCADE")
