"""Area packs: what a phone needs of a neighbourhood or of a view, as one JSON text, public facts only.

Shapes are TWKB (base64) with six decimals: a tenth of GeoJSON's size, written by PostGIS. Owners are told by class.
"""

from kbs_envanter.store.features import Statement

_ASSET = """json_build_array(v.kod, v.tur, v.ad, round(ST_X(v.geom) * 1e6), round(ST_Y(v.geom) * 1e6), v.kesinlik,
    v.belirsizlik_m, v.adres, v.arsa_sahibi, v.hak_turu, v.ada_parsel, v.parseller, v.surum, v.dogrulama)"""
_PARCEL = """json_build_array(p.kod, p.tapu_mahallesi, p.ada, p.parsel, p.alan_m2, p.nitelik, p.sahip,
    encode(ST_AsTWKB(p.geom, 6), 'base64'))"""
_SHAPE = "replace(encode(ST_AsTWKB(ST_SimplifyPreserveTopology({geom}, 0.00002), 5), 'base64'), E'\\n', '')"

# ``{area}`` names the area's columns: kod, ad, geom (never NULL). ``{assets}`` picks assets that lie nowhere.
_PACK = """
WITH alan AS MATERIALIZED ({area}), v AS MATERIALIZED (
    SELECT y.*, (SELECT max(t.zaman) FROM kbs.saha_tespiti t
                  WHERE (t.ilce_kodu, t.varlik_id) = (y.ilce_kodu, y.id)) AS dogrulama
      FROM kbs.yayin_varlik y, alan a
     WHERE y.ilce_kodu = %(ilce)s AND ({assets} y.geom && a.geom AND ST_Intersects(y.geom, a.geom))
), p AS MATERIALIZED (
    SELECT g.kod, g.tapu_mahallesi, g.ada, g.parsel, g.alan_m2, g.nitelik, g.geom,
           (SELECT string_agg(DISTINCT w.arsa_sahibi, '; ' ORDER BY w.arsa_sahibi)
              FROM kbs.varlik_parsel x JOIN kbs.yayin_varlik w ON (w.ilce_kodu, w.id) = (%(ilce)s, x.varlik_id)
             WHERE (x.ilce_kodu, x.parsel_id) = (g.ilce_kodu, g.id) AND x.iliski = 'uzerinde') AS sahip
      FROM kbs.gorunur_parsel g, alan a
     WHERE g.ilce_kodu = %(ilce)s AND ((g.geom && a.geom AND ST_Intersects(g.geom, a.geom)) OR (g.geom IS NULL
       AND g.id IN (SELECT x.parsel_id FROM kbs.varlik_parsel x JOIN v ON v.id = x.varlik_id
                     WHERE x.ilce_kodu = %(ilce)s)))
)
SELECT json_build_object(
    'alan', json_build_object('kod', a.kod, 'ad', a.ad),
    'kutu', json_build_array(ST_XMin(k.kutu), ST_YMin(k.kutu), ST_XMax(k.kutu), ST_YMax(k.kutu)),
    'sinir', {own},
    'komsular', (SELECT coalesce(json_agg(json_build_array(m.kod, m.ad, {other}) ORDER BY m.kod), '[]')
                   FROM kbs.mahalle m WHERE m.ilce_kodu = %(ilce)s AND m.geom && a.geom AND m.kod <> a.kod),
    'varliklar', (SELECT coalesce(json_agg({asset} ORDER BY v.kod), '[]') FROM v),
    'parseller', (SELECT coalesce(json_agg({parcel} ORDER BY p.kod), '[]') FROM p))::text
  FROM alan a, LATERAL (SELECT Box2D(a.geom) AS kutu) k"""

_PARTS = {
    "asset": _ASSET,
    "parcel": _PARCEL,
    "own": _SHAPE.format(geom="a.geom"),
    "other": _SHAPE.format(geom="m.geom"),
}
_OF_MAHALLE = _PACK.format(
    area="SELECT kod, ad, geom FROM kbs.mahalle WHERE ilce_kodu = %(ilce)s AND kod = %(kod)s AND geom IS NOT NULL",
    assets="y.mahalle_kod = a.kod OR",
    **_PARTS,
)
_OF_VIEW = _PACK.format(
    area="SELECT '' AS kod, '' AS ad, ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326) AS geom", assets="", **_PARTS
)

LIST = """
SELECT m.kod, m.ad FROM kbs.mahalle m
 WHERE m.ilce_kodu = %(ilce)s AND m.geom IS NOT NULL ORDER BY m.ad COLLATE "tr-x-icu\""""


def of_neighbourhood(kod: str, *, ilce_kodu: int) -> Statement:
    """The pack of a neighbourhood: one row with one JSON text, or none."""
    return _OF_MAHALLE, {"ilce": ilce_kodu, "kod": kod}


def of_view(box: tuple[float, float, float, float], *, ilce_kodu: int) -> Statement:
    """The pack of a view; the box is west, south, east, north in degrees."""
    return _OF_VIEW, {"ilce": ilce_kodu} | dict(zip("wsen", box, strict=True))
