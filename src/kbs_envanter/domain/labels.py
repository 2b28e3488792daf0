"""What codes are called on screen, in Turkish: the code is for machines, the label for people."""


def N_(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is said (``language.Speech``)."""
    return text


LABELS: dict[str, dict[str, str]] = {
    "tur": {"bina": N_("Bina"), "spor_tesisi": N_("Spor tesisi"), "park": N_("Park"), "pazar": N_("Pazar")},
    "iliski": {
        "uzerinde": N_("üzerinde"),
        "yani": N_("yanında"),
        "civari": N_("civarında"),
        "kuzey": N_("kuzeyinde"),
        "guney": N_("güneyinde"),
        "dogu": N_("doğusunda"),
        "bati": N_("batısında"),
        "kuzeydogu": N_("kuzeydoğusunda"),
        "kuzeybati": N_("kuzeybatısında"),
        "guneydogu": N_("güneydoğusunda"),
        "guneybati": N_("güneybatısında"),
    },
    "kesinlik": {
        "parsel": N_("parsel"),
        "kapi": N_("kapı numarası"),
        "yer": N_("bilinen yer"),
        "sokak": N_("sokak"),
        "mahalle": N_("yalnız mahallesi biliniyor"),
        "yok": N_("konumu yok"),
    },
    "sahip": {
        "belediye": N_("Belediye"),
        "hazine": N_("Hazine"),
        "ibb": N_("İstanbul Büyükşehir Belediyesi"),
        "bakanlik": N_("Bakanlık"),
        "toki": N_("TOKİ"),
        "kamu_diger": N_("Başka kamu kurumu"),
        "tuzel_kisi": N_("Tüzel kişi"),
        "gercek_kisi": N_("Gerçek kişi"),
        "kamuya_terkinli": N_("Kamuya terkinli (tapusu yok)"),
        "bilinmiyor": N_("Bilinmiyor"),
    },
    "hak_turu": {
        "mulk": N_("Mülk"),
        "tahsis": N_("Tahsis"),
        "kira": N_("Kira"),
        "terkin": N_("Terkin"),
        "tasarruf": N_("Tasarruf"),
        "fiili_kullanim": N_("Fiilî kullanım"),
    },
    "yon": {"alinan": N_("belediyeye"), "verilen": N_("belediyeden")},
    "islem": {
        "kira_alinan": N_("Belediyenin kiraladığı"),
        "kira_verilen": N_("Kiraya verilen"),
        "tahsis_alinan": N_("Belediyeye tahsis"),
        "tahsis_verilen": N_("Başka kuruma tahsis"),
        "kamulastirma": N_("Kamulaştırma"),
        "madde18": N_("18. madde uygulaması"),
    },
    "uyum": {
        "kesin": N_("sorulan parsel"),
        "ayni_mahalle": N_("aynı numara, aynı mahalle"),
        "olasi": N_("yalnız numarası aynı"),
    },
    "esleme": {"ayni": N_("aynı yer"), "parca": N_("parçası ya da bütünü")},
    "durum": {
        "bekliyor": N_("karar bekliyor"),
        "otomatik": N_("kesin"),
        "onaylandi": N_("onaylandı"),
        "reddedildi": N_("reddedildi"),
    },
    "onem": {"hata": N_("Hata"), "uyari": N_("Uyarı"), "bilgi": N_("Bilgi")},
    "turler": {
        "bina": N_("Binalar"),
        "spor_tesisi": N_("Spor tesisleri"),
        "park": N_("Parklar"),
        "pazar": N_("Pazarlar"),
    },
    "alt_tur": {
        "park": N_("Park"),
        "yesil_alan": N_("Yeşil alan"),
        "cocuk_parki": N_("Çocuk parkı"),
        "spor_alani": N_("Spor alanı"),
        "rekreasyon": N_("Rekreasyon alanı"),
        "bahce": N_("Bahçe"),
        "meydan": N_("Meydan"),
        "kapali_pazar": N_("Kapalı pazar"),
        "halk_market": N_("Halk Market"),
    },
    "kesinlik_kisa": {
        "parsel": N_("Parsel"),
        "kapi": N_("Kapı numarası"),
        "yer": N_("Bilinen yer"),
        "sokak": N_("Sokak"),
        "mahalle": N_("Yalnız mahallesi"),
        "yok": N_("Konumu yok"),
    },
    "birim": {"m2": N_("m²"), "km2": N_("km²"), "ton": N_("ton"), "adet": N_("adet")},
    "gosterge": {
        "asfalt_kaplama": N_("Asfalt kaplama"),
        "asfalt_yama": N_("Asfalt yama"),
        "baca_izgara_yukseltme": N_("Baca ve ızgara yükseltme"),
        "bordur_boyasi": N_("Bordür boyası"),
        "bordur_tamir_bakim_onarim": N_("Bordür tamir, bakım ve onarımı"),
        "bordur_yapim": N_("Bordür yapımı"),
        "dogal_tasli_yollarin_bakim_onarimi": N_("Doğal taşlı yolların bakım ve onarımı"),
        "haci_yatmaz": N_("Hacıyatmaz"),
        "hiz_kesici": N_("Hız kesici"),
        "kanal": N_("Kanal"),
        "tretuvar_ve_yol_ortasi_yapimi": N_("Tretuvar ve yol ortası yapımı"),
        "tretuvar_ve_yol_ortasi_yapimi_tamir_bakim_onarim": N_("Tretuvar ve yol ortası tamir, bakım ve onarımı"),
        "yol_cizgi_boyasi": N_("Yol çizgi boyası"),
    },
    "neden": {
        "tapu_mahallesi_birden_cok": N_("birkaç tapu mahallesinde var"),
        "birden_cok_parsel": N_("metin birkaç parsel sayıyor"),
        "baska_ada": N_("ada yazılmamış; bu adada var"),
        "eski_no": N_("eski numarası bu olan parsel"),
        "en_yakin": N_("noktaya en yakın parsel"),
    },
}


def label(kind: str, code: str | None) -> str:
    """The label of a code; a code without one is shown as it is, an absent one as nothing."""
    return "" if code is None else LABELS[kind].get(code, code)
