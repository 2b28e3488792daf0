"""Questions to the history: what changed, who did it, and why. Staff ask the windows, officers the tables."""

from typing import Any

from kbs_envanter.store.roles import EMLAK

Statement = tuple[str, dict[str, Any]]

_TABLES = {True: ("kbs.gecmis", "kbs.degisiklik"), False: ("kbs.gorevli_gecmis", "kbs.gorevli_degisiklik")}
MOST = 200

_CHANGES = """
SELECT d.id, d.tur, d.kim, d.neden, d.nereden, d.gecerlilik, d.zaman, d.geri_alinan,
       (SELECT max(g.id) FROM {change} g WHERE (g.ilce_kodu, g.geri_alinan) = (%(ilce)s, d.id)) AS geri_alan,
       (SELECT count(*) FROM {history} g WHERE (g.ilce_kodu, g.degisiklik) = (%(ilce)s, d.id)) AS satir
  FROM {change} d
 WHERE d.ilce_kodu = %(ilce)s AND (%(kim)s::text IS NULL OR d.kim = %(kim)s)
   AND (%(tur)s::text IS NULL OR d.tur = %(tur)s)
   AND (%(gun)s::date IS NULL OR (d.zaman AT TIME ZONE 'Europe/Istanbul')::date = %(gun)s::date)
   AND (%(no)s::bigint IS NULL OR d.id = %(no)s) AND (%(once)s::bigint IS NULL OR d.id < %(once)s)
 ORDER BY d.id DESC LIMIT %(limit)s"""

_ROWS = """
SELECT g.id, g.tablo, g.anahtar, g.islem, g.eski, g.yeni,
       (SELECT v.kod FROM kbs.varlik v WHERE v.ilce_kodu = %(ilce)s AND v.id::text = coalesce(g.yeni, g.eski)->>
               CASE g.tablo WHEN 'varlik' THEN 'id' ELSE 'varlik_id' END) AS varlik
  FROM {history} g WHERE g.ilce_kodu = %(ilce)s AND g.degisiklik = %(no)s
   AND (%(sonra)s::bigint IS NULL OR g.id > %(sonra)s) ORDER BY g.id LIMIT %(limit)s"""

# Every version of an asset and of its parts; the asset may be deleted by now, so it is found by its history too.
_OF_ASSET = """
WITH a AS MATERIALIZED (
    SELECT DISTINCT coalesce(g.yeni, g.eski)->>'id' AS id FROM {history} g
     WHERE g.ilce_kodu = %(ilce)s AND g.tablo = 'varlik' AND g.anahtar = %(kod)s
)
SELECT g.id, g.tablo, g.anahtar, g.islem, g.eski, g.yeni, g.zaman, d.id AS degisiklik, d.tur, d.kim, d.neden, d.nereden
  FROM {history} g LEFT JOIN {change} d ON (d.ilce_kodu, d.id) = (g.ilce_kodu, g.degisiklik)
 WHERE g.ilce_kodu = %(ilce)s AND ((g.tablo = 'varlik' AND g.anahtar = %(kod)s) OR (
       g.tablo IN ('kullanim', 'varlik_parsel', 'hak', 'konum_karari', 'ek') AND g.anahtar IN (SELECT id FROM a)) OR (
       g.tablo = 'saha_tespiti' AND coalesce(g.yeni, g.eski)->>'varlik_id' IN (SELECT id FROM a)))
   AND (%(once)s::bigint IS NULL OR g.id < %(once)s)
 ORDER BY g.id DESC LIMIT %(limit)s"""

# Every version of one row of another table; parcels and events are known to the history by number.
_OF_ROW = """
SELECT g.id, g.tablo, g.anahtar, g.islem, g.eski, g.yeni, g.zaman, d.id AS degisiklik, d.tur, d.kim, d.neden, d.nereden
  FROM {history} g LEFT JOIN {change} d ON (d.ilce_kodu, d.id) = (g.ilce_kodu, g.degisiklik)
 WHERE g.ilce_kodu = %(ilce)s AND g.tablo = %(tablo)s::text AND (%(once)s::bigint IS NULL OR g.id < %(once)s)
   AND g.anahtar = CASE %(tablo)s::text
       WHEN 'parsel' THEN (SELECT p.id::text FROM kbs.gorunur_parsel p WHERE (p.ilce_kodu, p.kod) = (%(ilce)s, %(kod)s))
       WHEN 'tasinmaz_islemi' THEN (
           SELECT i.id::text FROM kbs.tasinmaz_islemi i WHERE (i.ilce_kodu, i.kod) = (%(ilce)s, %(kod)s))
       ELSE %(kod)s END
 ORDER BY g.id DESC LIMIT %(limit)s"""


def changes(
    role: str, *, ilce: int, kim: str | None = None, tur: str | None = None, gun: str | None = None,
    no: int | None = None, once: int | None = None,
) -> Statement:  # fmt: skip
    """Changes, newest first; ``once`` goes on below a number."""
    given = {"ilce": ilce, "kim": kim, "tur": tur, "gun": gun, "no": no, "once": once, "limit": MOST}
    return _named(_CHANGES, role), given


def rows(role: str, *, ilce: int, no: int, sonra: int | None = None) -> Statement:
    """The rows of a change, in the order in which they changed; ``sonra`` goes on after a row."""
    return _named(_ROWS, role), {"ilce": ilce, "no": no, "sonra": sonra, "limit": MOST}


def of_asset(role: str, *, ilce: int, kod: str, once: int | None = None) -> Statement:
    """Every changed row of an asset and its parts, newest first; ``once`` goes on before a row."""
    return _named(_OF_ASSET, role), {"ilce": ilce, "kod": kod, "once": once, "limit": MOST}


def of_row(role: str, tablo: str, *, ilce: int, kod: str, once: int | None = None) -> Statement:
    """Every version of a neighbourhood, a property event or a parcel, newest first."""
    return _named(_OF_ROW, role), {"ilce": ilce, "tablo": tablo, "kod": kod, "once": once, "limit": MOST}


def _named(statement: str, role: str) -> str:
    history, change = _TABLES[role == EMLAK]
    return statement.replace("{history}", history).replace("{change}", change)
