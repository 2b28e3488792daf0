"""Checks of what a new year's report leaves open: assets it does not name, doubtful pairs, values that contradict."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS

_LATEST = """
    , son AS (
        SELECT max(y.yil) AS yil FROM kbs.rapor_varlik y WHERE y.ilce_kodu = %(ilce)s AND y.durum <> 'onceki')"""

_MISSING = Check(
    "raporda_yok", "uyari", "Yeni raporda olmayan varlık", "Asset that the new report does not name",
    "Yıkıldı, devredildi ya da adı değişti mi, bakın; artık yoksa silin.",
    "See whether it was demolished, handed over or renamed; delete it if it is no more.",
    f"""{FACTS}{_LATEST}
    SELECT son.yil || '/' || v.kod, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           v.ad || ' (' || v.kod || '), ' || son.yil || ' raporunda yok.',
           v.ad || ' (' || v.kod || ') is not in the report of ' || son.yil || '.',
           jsonb_build_object('yil', son.yil)
      FROM son JOIN v ON v.kaynak_id IS NOT NULL
     WHERE son.yil IS NOT NULL
       AND NOT EXISTS (SELECT FROM kbs.rapor_varlik y
                        WHERE (y.ilce_kodu, y.yil, y.varlik_id) = (%(ilce)s, son.yil, v.id))""",
)  # fmt: skip

_DOUBTFUL = Check(
    "rapor_eslesmesi", "uyari", "Yeni raporun satırıyla kuşkulu eşleşme", "Doubtful pair with a new report's row",
    "Satırın bu varlığı anlattığına bakın; değilse raporu geri alıp klasöründe adı ya da parseli düzeltin.",
    "See that the row speaks of this asset; else undo the report and correct name or parcel in its folder.",
    f"""{FACTS}{_LATEST}
    SELECT son.yil || '/' || v.kod, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod,
           v.ad || ' (' || v.kod || '), ' || son.yil || ' raporunun satırıyla kuşkulu eşleşti (' || y.puan || ').',
           v.ad || ' (' || v.kod || ') was matched with a row of the report of ' || son.yil || ' in doubt ('
               || y.puan || ').',
           jsonb_build_object('yil', son.yil, 'puan', y.puan)
      FROM son JOIN kbs.rapor_varlik y ON (y.ilce_kodu, y.yil) = (%(ilce)s, son.yil) AND y.durum = 'kuskulu'
      JOIN v ON v.id = y.varlik_id""",
)  # fmt: skip

# Values stay in the queue (kbs.rapor_celiskisi): a finding is public, an ownership text is not.
_CONFLICT = Check(
    "rapor_celiskisi", "uyari", "Elle düzeltilenle çelişen yeni rapor", "New report contradicts what a person edited",
    "Hangisinin doğru olduğuna karar verin: kbs-envanter rapor celiskiler.",
    "Decide which is right: kbs-envanter rapor celiskiler.",
    f"""{FACTS}
    SELECT c.yil || '/' || v.kod || '/' || c.alan, NULL, v.id, NULL, c.kaynak_id, v.mahalle_kod,
           v.ad || ' (' || v.kod || '): ' || c.yil || ' raporu elle düzeltilen ' || c.alan || ' alanında başka diyor.',
           v.ad || ' (' || v.kod || '): the report of ' || c.yil || ' differs in the edited field ' || c.alan || '.',
           jsonb_build_object('yil', c.yil, 'alan', c.alan, 'celiski', c.id)
      FROM kbs.rapor_celiskisi c JOIN v ON v.id = c.varlik_id
     WHERE c.ilce_kodu = %(ilce)s AND c.durum = 'bekliyor'""",
)  # fmt: skip

CHECKS = (_MISSING, _DOUBTFUL, _CONFLICT)
