"""Checks of what should be told in time: terms that end soon, notices that do not reach their subscriber."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.terms import TERMS, WITHIN_DAYS

_ENDING = Check(
    "vade_yaklasiyor", "uyari", "Süresi dolmak üzere olan kira, tahsis ya da hak",
    "Lease, allocation or right about to end",
    "Yenilenecek mi, bakın; yeni süreyi işleyin.", "See whether it is renewed; enter the new term.",
    f"""
    SELECT t.kod || '/' || t.bitis, NULL, v.id, NULL, v.kaynak_id, t.mahalle_kod,
           t.ad || ' (' || t.kod || '): süre ' || to_char(t.bitis, 'DD.MM.YYYY') || ' günü doluyor.',
           t.ad || ' (' || t.kod || '): the term ends on ' || to_char(t.bitis, 'YYYY-MM-DD') || '.',
           jsonb_build_object('bitis', t.bitis, 'ne', t.ne)
      FROM ({TERMS}) t LEFT JOIN kbs.varlik v ON (v.ilce_kodu, v.kod) = (%(ilce)s, t.varlik)
     WHERE t.bitis BETWEEN %(bugun)s::date AND %(bugun)s::date + {WITHIN_DAYS}""",
)  # fmt: skip

# The subscriber's name and address are nobody's business: findings are public.
_UNTOLD = Check(
    "bildirim_ulasmadi", "uyari", "Abonesine ulaşmayan bildirim", "Notice that did not reach its subscriber",
    "Aboneler sayfasında son hatayı görün; adresi düzeltin ya da aboneliği kapatın.",
    "See the last error on the subscribers' page; correct the address or end the subscription.",
    """
    SELECT a.id::text, NULL, NULL, NULL, NULL, NULL,
           count(*) || ' bildirim ' || a.id || ' numaralı aboneye ulaşmadı.',
           count(*) || ' notices did not reach subscriber ' || a.id || '.',
           jsonb_build_object('abone', a.id)
      FROM kbs.abone a JOIN kbs.bildirim b ON (b.ilce_kodu, b.abone_id) = (a.ilce_kodu, a.id) AND b.durum = 'olu'
     WHERE a.ilce_kodu = %(ilce)s
     GROUP BY a.id""",
)  # fmt: skip

CHECKS = (_ENDING, _UNTOLD)
