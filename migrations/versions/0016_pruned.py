"""What is asked of one district reads, plans and locks its own parts of the large tables and nobody else's.

PostgreSQL leaves out the parts of other districts only where it knows the district while it plans. Inside a subquery
that is told the district by a row, it does not: the parts of all were planned, locked and carried along, executed or not,
and an installation of a thousand districts ran out of locks. Such places are told the district by themselves now:

- the policies of kbs.parsel_soyu and kbs.bulgu ask a function whether a parcel may be seen;
- what is published, and what officers read, are functions of the district, which PostgreSQL writes out in place;
- the counts of a neighbourhood are grouped beside it, those of a parcel come from the public keys;
- notices are made district by district.

Revision ID: 0016
Revises: 0015
"""

from alembic import context, op
from sqlalchemy import text

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None
fits = '0015'  # what an older program asks is there as it was

# With the caller's own eyes: of a parcel that is withheld and of one that is not there the answer is the same.
PARSEL_GORUNUR = """
CREATE OR REPLACE FUNCTION kbs.parsel_gorunur(ilce integer, parsel bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    gorunur boolean;
BEGIN
    EXECUTE format('SELECT true FROM kbs.gorunur_parsel WHERE ilce_kodu = %s AND id = %s', ilce, parsel) INTO gorunur;
    RETURN coalesce(gorunur, false);
END $$"""

ACIK_MAHALLE = """
CREATE OR REPLACE VIEW kbs.acik_mahalle AS
SELECT m.ilce_kodu, m.kod, m.ad, m.nvi_id, m.nufus, m.nufus_yili, m.sinir_kaynagi, m.sinir_kesinligi,
       coalesce(s.varlik_sayisi, 0) AS varlik_sayisi, coalesce(s.bina_sayisi, 0) AS bina_sayisi,
       coalesce(s.spor_tesisi_sayisi, 0) AS spor_tesisi_sayisi, coalesce(s.park_sayisi, 0) AS park_sayisi,
       coalesce(s.pazar_sayisi, 0) AS pazar_sayisi,
       json_build_array(ST_X(m.etiket), ST_Y(m.etiket)) AS etiket, m.geom, m.ad_katli
  FROM kbs.mahalle m
  LEFT JOIN (
       SELECT v.ilce_kodu, v.mahalle_kod, count(*) AS varlik_sayisi,
              count(*) FILTER (WHERE v.tur = 'bina') AS bina_sayisi,
              count(*) FILTER (WHERE v.tur = 'spor_tesisi') AS spor_tesisi_sayisi,
              count(*) FILTER (WHERE v.tur = 'park') AS park_sayisi,
              count(*) FILTER (WHERE v.tur = 'pazar') AS pazar_sayisi
         FROM kbs.varlik v WHERE v.erisim = 'acik' GROUP BY v.ilce_kodu, v.mahalle_kod) s
    ON s.ilce_kodu = m.ilce_kodu AND s.mahalle_kod = m.kod
"""

_OF_VARLIK = "JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)"
_OF_KEY = "JOIN kbs.acik_kimlik v ON (v.ilce_kodu, v.id) = (x.ilce_kodu, x.varlik_id)"
_EVERYWHERE, _IN_DISTRICT = "kbs.acik_varlik v ON", "kbs.acik_varlik_ilcede(NEW.ilce_kodu) v ON"


def of_a_district(view: str, name: str) -> str:
    """The text of a view of assets ``v`` as a function of the district, which every table in it is told."""
    body = view[view.index("SELECT") :].rstrip()
    for column in ("v.ilce_kodu", "x.ilce_kodu"):
        for before, after in ((f"= {column}", "= ilce"), (f"= ({column},", "= (ilce,")):
            body = body.replace(before, after)
    where = "  AND" if "\n WHERE v." in body else "\n WHERE"
    return (
        f"CREATE FUNCTION kbs.{name}_ilcede(ilce integer) RETURNS SETOF kbs.{name} LANGUAGE sql STABLE AS $$\n"
        f"{body}{where} v.ilce_kodu = ilce $$"
    )


def acik_parsel(later: bool) -> str:
    """kbs.acik_parsel, as migration 0002 has it, with the assets or their public keys."""
    first = context.script.get_revision("0002").module.ACIK_PARSEL.replace("CREATE VIEW", "CREATE OR REPLACE VIEW")
    return first.replace(_OF_VARLIK, _OF_KEY).replace(" AND v.erisim = 'acik'", "") if later else first


def yayinla(before: str, after: str) -> str:
    """kbs.yayinla as it is, reading from somewhere else."""
    made = op.get_bind().scalar(text("SELECT pg_get_functiondef('kbs.yayinla()'::regprocedure)"))
    assert before in made
    return made.replace(before, after)


def by_district(notice: str) -> str:
    """A trigger of notices, as migration 0009 has it, with a turn for each district of the changed rows."""
    begins, ends = notice.index("    INSERT INTO kbs.bildirim"), notice.index("    RETURN NULL;\nEND $$")
    turn = notice[begins:ends].replace("g.ilce_kodu = y.ilce_kodu", "g.ilce_kodu = ilce")
    if "\n     WHERE (n.olay" in turn:
        turn = turn.replace("\n     WHERE (n.olay", "\n     WHERE y.ilce_kodu = ilce AND (n.olay")
    else:
        turn = turn.replace("\n     ORDER BY y.kod", "\n     WHERE y.ilce_kodu = ilce\n     ORDER BY y.kod")
    looped = f"    FOR ilce IN SELECT DISTINCT ilce_kodu FROM yeni LOOP\n{turn}    END LOOP;\n"
    return (notice[:begins] + looped + notice[ends:]).replace("AS $$\nBEGIN", "AS $$\nDECLARE\n    ilce integer;\nBEGIN")


def upgrade() -> None:
    module = context.script.get_revision
    op.execute(PARSEL_GORUNUR)
    op.execute(ACIK_MAHALLE)
    op.execute(acik_parsel(True))
    op.execute(of_a_district(module("0002").module.ACIK_VARLIK, "acik_varlik"))
    op.execute(of_a_district(module("0011").module.EMLAK_VARLIK, "emlak_varlik"))
    op.execute(yayinla(_EVERYWHERE, _IN_DISTRICT))
    for notice in (module("0009").module.DEGISEN, module("0009").module.SILINEN):
        op.execute(by_district(notice).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


def downgrade() -> None:
    module = context.script.get_revision
    for notice in (module("0009").module.DEGISEN, module("0009").module.SILINEN):
        op.execute(notice.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.execute(yayinla(_IN_DISTRICT, _EVERYWHERE))
    op.execute("DROP FUNCTION kbs.emlak_varlik_ilcede(integer), kbs.acik_varlik_ilcede(integer)")
    op.execute(acik_parsel(False))
    op.execute(module("0001").module.ACIK_MAHALLE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    op.execute("DROP FUNCTION kbs.parsel_gorunur")
