"""References may be checked at the end of a transaction.

They are checked at once as before, but an undo brings rows back in the reverse order of their history, where the rows
that a cascade took stand before the one they belong to.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

EVERY = """
DO $$
DECLARE
    biri record;
BEGIN
    FOR biri IN SELECT conrelid::regclass AS tablo, conname FROM pg_constraint
                 WHERE contype = 'f' AND connamespace = 'kbs'::regnamespace AND conparentid = 0 LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I {how}', biri.tablo, biri.conname);
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute(EVERY.replace("{how}", "DEFERRABLE INITIALLY IMMEDIATE"))


def downgrade() -> None:
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute(EVERY.replace("{how}", "NOT DEFERRABLE"))
