"""The yearly numbers of neighbourhoods (``kbs.gosterge``), as one statement that answers in JSON."""

from typing import Any


def indicators(*, ilce_kodu: int) -> tuple[str, dict[str, Any]]:
    """Every indicator of every year with its values.

    Returns:
        A statement with one row: a JSON array of ``gosterge``, ``birim``, ``yil``, ``belge``, ``satirlar`` (first and
        last line of the document) and ``degerler`` (neighbourhood -> number, or null where the document has none).
    """
    return _INDICATORS, {"ilce": ilce_kodu}


_INDICATORS = """
SELECT coalesce(json_agg(g ORDER BY g.yil DESC, g.gosterge), '[]') FROM (
    SELECT g.gosterge, min(g.birim) AS birim, g.yil, min(q.belge) AS belge,
           json_build_array(min(q.satir_bas), max(q.satir_son)) AS satirlar,
           json_object_agg(g.mahalle_kod, g.deger) AS degerler
      FROM kbs.gosterge g
      LEFT JOIN kbs.kaynak q ON (q.ilce_kodu, q.id) = (g.ilce_kodu, g.kaynak_id)
     WHERE g.ilce_kodu = %(ilce)s
     GROUP BY g.gosterge, g.yil) g"""
