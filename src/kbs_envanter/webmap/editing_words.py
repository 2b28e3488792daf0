"""What the fields of an asset are called: in the form, in proposals, in the preview of an import."""

from kbs_envanter.language import N_, Speech

_NAMES = {
    "tur": N_("Tür"), "ad": N_("Ad"), "alt_tur": N_("Alt tür"), "mahalle_kod": N_("Mahalle"), "adres": N_("Adres"),
    "alan_m2": N_("Alan (m²)"), "pafta": N_("Pafta"), "mudurluk": N_("Sorumlu müdürlük"),
    "kullanimlar": N_("Kullanımlar"), "parseller": N_("Parseller"), "erisim": N_("Erişim"), "konum": N_("Konum"),
    "lon": N_("Boylam"), "lat": N_("Enlem"), "kesinlik": N_("Kesinlik"), "belirsizlik_m": N_("Belirsizlik (m)"),
    "haklar": N_("Haklar"), "arsa_sahibi": N_("Arsa sahibi"), "bina_sahibi": N_("Bina sahibi"),
    "hak_turu": N_("Hak türü"), "yon": N_("Yön"), "karsi_taraf": N_("Karşı taraf (yalnız kamu kurumu)"),
    "karsi_taraf_sinifi": N_("Karşı tarafın sınıfı"), "pay_m2": N_("Pay (m²)"), "sure_yil": N_("Süre (yıl)"),
    "baslangic": N_("Başlangıç"), "karar": N_("Karar"), "durum_notu": N_("Durum notu"), "neden": N_("Neden"),
    "mulkiyet": N_("Mülkiyet"),
}  # fmt: skip


def field_names(speech: Speech) -> dict[str, str]:
    """The names of the fields in a language."""
    return {field: speech._(name) for field, name in _NAMES.items()}
