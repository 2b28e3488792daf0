"""Checks of what the field says: an asset that was last found not to match, or occupied."""

from kbs_envanter.store.findings.check import Check
from kbs_envanter.store.findings.facts import FACTS

# The same words as store.field.DOUBTS writes at once, so that the finding keeps its first time.
_SQL = """{facts}
    SELECT v.kod, NULL, v.id, NULL, v.kaynak_id, v.mahalle_kod, '{tr}' || v.ad, '{en}' || v.ad, '{{}}'::jsonb
      FROM v CROSS JOIN LATERAL (
           SELECT t.sonuc FROM kbs.saha_tespiti t
            WHERE t.ilce_kodu = %(ilce)s AND t.varlik_id = v.id AND t.durum IN ('bekliyor', 'kabul')
              AND t.sonuc IN ('uyuyor', 'uymuyor', 'isgal')
            ORDER BY t.zaman DESC LIMIT 1) s
     WHERE s.sonuc = '{sonuc}'"""

CHECKS = (
    Check(
        "saha_uymuyor", "uyari", "Sahada uymadığı görülen varlık", "Asset found in the field not to match",
        "Saha tespitini inceleyin; kaydı düzeltin ya da tespiti reddedin.",
        "Review the field verdict; correct the record or reject the verdict.",
        _SQL.format(
            facts=FACTS, sonuc="uymuyor", tr="Sahada uymadığı görüldü: ", en="Found in the field not to match: "
        ),
    ),
    Check(
        "saha_isgal", "uyari", "Sahada işgal edildiği görülen varlık", "Asset found occupied in the field",
        "Saha tespitini inceleyin; emlak birimine bildirin.", "Review the field verdict; tell the property office.",
        _SQL.format(facts=FACTS, tr="Sahada işgal görüldü: ", en="Found occupied in the field: ", sonuc="isgal"),
    ),
)  # fmt: skip
