"""The whole inventory in numbers, as one statement that answers in JSON.

Only what the public may see is counted: ``kbs.yayin_varlik``, ``kbs.acik_islem``, and of findings those that are not of
a withheld asset.
"""

from typing import Any

from kbs_envanter.store.neighbourhoods import shares


def summary(*, ilce_kodu: int) -> tuple[str, dict[str, Any]]:
    """Counts and areas of assets by kind, precision, owner and right, property events, findings, and how new all is.

    Returns:
        A statement with one row: a JSON object. Areas are sums of those that are known (``alani_bilinen`` assets).
    """
    return _SUMMARY, {"ilce": ilce_kodu}


_SUMMARY = f"""
WITH v AS MATERIALIZED (
    SELECT tur, kesinlik, alan_m2, arsa_sahibi, hak_turu, mahalle_kod, rapor_yili, guncelleme
      FROM kbs.yayin_varlik WHERE ilce_kodu = %(ilce)s)
SELECT json_build_object(
    'varlik', (SELECT count(*) FROM v),
    'mahallesiz', (SELECT count(*) FROM v WHERE mahalle_kod IS NULL),
    'alan_m2', (SELECT sum(alan_m2) FROM v),
    'alani_bilinen', (SELECT count(alan_m2) FROM v),
    'turler', (SELECT json_object_agg(t.tur, t.sayilar) FROM (
        SELECT tur, json_build_object('sayi', count(*), 'alan_m2', sum(alan_m2), 'alani_bilinen', count(alan_m2))
            AS sayilar FROM v GROUP BY tur) t),
    'kesinlikler', (SELECT json_object_agg(k.kesinlik, k.sayi) FROM (
        SELECT kesinlik, count(*) AS sayi FROM v GROUP BY kesinlik) k),
    'arsa_sahipleri', {shares("arsa_sahibi")},
    'hak_turleri', {shares("hak_turu")},
    'islemler', (SELECT json_agg(i ORDER BY i.sayi DESC, i.tur) FROM (
        SELECT tur, count(*) AS sayi, sum(alan_m2) AS alan_m2
          FROM kbs.acik_islem WHERE ilce_kodu = %(ilce)s GROUP BY tur) i),
    'bulgular', (SELECT json_object_agg(b.onem, b.sayi) FROM (
        SELECT b.onem, count(*) AS sayi
          FROM kbs.bulgu b LEFT JOIN kbs.varlik w ON (w.ilce_kodu, w.id) = (b.ilce_kodu, b.varlik_id)
         WHERE b.ilce_kodu = %(ilce)s AND w.erisim IS DISTINCT FROM 'gizli' GROUP BY b.onem) b),
    'rapor_yillari', (SELECT json_agg(DISTINCT rapor_yili ORDER BY rapor_yili) FROM v WHERE rapor_yili IS NOT NULL),
    'guncelleme', (SELECT max(guncelleme) FROM v))"""
