"""Everything known of one public asset, as one statement that answers in JSON.

It starts from the published row: a withheld asset has none, so nothing else is read for it either.
"""

from typing import Any

from kbs_envanter.store.neighbourhoods import ORIGIN

Statement = tuple[str, dict[str, Any]]

_MOST_ROWS = 500


def asset(kod: str, *, ilce_kodu: int) -> Statement:
    """All facts of an asset.

    Args:
        kod: its permanent code.
        ilce_kodu: the district.

    Returns:
        A statement with no row for an asset that is unknown or withheld, else one: a JSON object. Its ``yer`` is the
        position in the coordinates of ``neighbourhoods.shapes`` (metres, y downwards), for a drawing; lists that are
        empty are null, and end at 500 rows.
    """
    return _ASSET, {"ilce": ilce_kodu, "kod": kod}


_SOURCE = (
    "json_build_object('belge', q.belge, 'yil', q.yil, 'tablo', q.tablo, 'satir_bas', q.satir_bas, "
    "'satir_son', q.satir_son)"
)
_FROM_SOURCE = "LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (r.ilce_kodu, r.kaynak_id)"


def _rows(table: str, pairs: str, order: str) -> str:
    """The asset's rows of a table (``r``) with their sources (``q``), as a JSON array."""
    return f"""(SELECT json_agg(json_build_object({pairs}, 'kaynak', {_SOURCE}) ORDER BY {order})
        FROM (SELECT * FROM kbs.{table} t WHERE (t.ilce_kodu, t.varlik_id) = (%(ilce)s, y.id)
               ORDER BY t.id LIMIT {_MOST_ROWS}) r {_FROM_SOURCE})"""


_WORKS = _rows(
    "faaliyet",
    "'kod', r.kod, 'bolum', r.bolum, 'yer', r.yer_ham, 'yapilan_is', r.yapilan_is, 'miktar', r.miktar, "
    "'birim', r.birim, 'alan_m2', r.alan_m2, 'supheli', r.supheli",
    "q.satir_bas, r.kod",
)
_FACTS = _rows(
    "tesis_bilgisi",
    "'tesis', r.tesis, 'bilgi', r.bilgi, 'deger', r.deger, 'birim', r.birim, 'supheli', r.supheli",
    "q.satir_bas, r.kod",
)
_FINDINGS = _rows(
    "bulgu",
    "'tur', r.tur, 'onem', r.onem, 'tr', r.aciklama, 'en', r.aciklama_en, 'ayrinti', r.ayrinti",
    "array_position(ARRAY['hata', 'uyari', 'bilgi'], r.onem), r.anahtar",
)

_ASSET = f"""
WITH o AS ({ORIGIN})
SELECT json_build_object(
    'kod', y.kod, 'ad', y.ad, 'tur', y.tur, 'alt_tur', y.alt_tur,
    'mahalle', CASE WHEN y.mahalle_kod IS NOT NULL THEN json_build_object('kod', y.mahalle_kod, 'ad', y.mahalle) END,
    'adres', y.adres, 'pafta', y.pafta, 'alan_m2', y.alan_m2, 'geometry', y.geometri::json,
    'kesinlik', y.kesinlik, 'belirsizlik_m', y.belirsizlik_m, 'konum_kaynagi', y.konum_kaynagi,
    'kullanimlar', string_to_array(y.kullanim, '; '), 'parseller', y.parseller,
    'mulkiyet', y.mulkiyet, 'haklar', y.haklar,
    'isler', {_WORKS},
    'bilgiler', {_FACTS},
    'islemler', (SELECT json_agg(json_build_object(
            'kod', i.kod, 'tur', i.tur, 'alt_tur', i.alt_tur, 'adres', i.adres, 'ada_parsel', i.ada_parsel,
            'alan_m2', i.alan_m2, 'parsel_alani_m2', i.parsel_alani_m2, 'bedel_tl', i.bedel_tl, 'tarih', i.tarih,
            'sure_yil', i.sure_yil, 'karsi_taraf_turu', i.karsi_taraf_turu, 'konu', i.konu, 'karar', i.karar,
            'supheli', i.supheli, 'rapor_yili', i.rapor_yili, 'satir_bas', i.satir_bas, 'satir_son', i.satir_son,
            'kaynak', i.kaynak) ORDER BY i.tur, i.satir_bas, i.kod)
        FROM (SELECT * FROM kbs.acik_islem a WHERE (a.ilce_kodu, a.varlik) = (%(ilce)s, y.kod)
               ORDER BY a.kod LIMIT {_MOST_ROWS}) i),
    'esler', (SELECT json_agg(json_build_object('kod', w.kod, 'ad', w.ad, 'tur', w.tur, 'es', e.es, 'durum', e.durum)
                              ORDER BY e.durum, e.es, w.kod)
        FROM (SELECT b_kod AS kod, durum, CASE tur WHEN 'ayni' THEN 'ayni' ELSE 'butunu' END AS es
                FROM kbs.acik_esleme WHERE (ilce_kodu, a_kod) = (%(ilce)s, y.kod) AND durum <> 'reddedildi'
              UNION ALL
              SELECT a_kod, durum, CASE tur WHEN 'ayni' THEN 'ayni' ELSE 'parcasi' END
                FROM kbs.acik_esleme WHERE (ilce_kodu, b_kod) = (%(ilce)s, y.kod) AND durum <> 'reddedildi') e
        JOIN kbs.yayin_varlik w ON (w.ilce_kodu, w.kod) = (%(ilce)s, e.kod)),
    'bulgular', {_FINDINGS},
    'supheli', y.supheli,
    'kaynak', {_SOURCE}, 'surum', y.surum,
    'guncelleme', to_char(y.guncelleme AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'yer', CASE WHEN y.geom IS NOT NULL THEN json_build_array(
        round((ST_X(ST_Transform(y.geom, 5254)) - o.x0)::numeric, 1),
        round((o.y0 - ST_Y(ST_Transform(y.geom, 5254)))::numeric, 1)) END)
  FROM kbs.yayin_varlik y
  CROSS JOIN o
  LEFT JOIN kbs.varlik r ON (r.ilce_kodu, r.id) = (y.ilce_kodu, y.id)
  {_FROM_SOURCE}
 WHERE y.ilce_kodu = %(ilce)s AND y.kod = %(kod)s"""

# Of the public photos only, whoever asks: the connection that answers sees no other.
_PHOTOS = """
SELECT coalesce(json_agg(json_build_object('ozet', e.ozet, 'aciklama', e.aciklama, 'genislik', e.genislik,
                                           'yukseklik', e.yukseklik) ORDER BY e.zaman DESC, e.id), '[]')
  FROM kbs.ek e JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (e.ilce_kodu, e.varlik_id)
 WHERE v.ilce_kodu = %(ilce)s AND v.kod = %(kod)s AND e.acik"""


def photos(kod: str, *, ilce_kodu: int) -> Statement:
    """The public photos of an asset as one JSON list, the newest first."""
    return _PHOTOS, {"ilce": ilce_kodu, "kod": kod}
