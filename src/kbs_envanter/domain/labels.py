"""What codes are called on screen, in Turkish: the code is for machines, the label for people."""

LABELS: dict[str, dict[str, str]] = {
    "tur": {"bina": "Bina", "spor_tesisi": "Spor tesisi", "park": "Park", "pazar": "Pazar"},
    "iliski": {
        "uzerinde": "üzerinde",
        "yani": "yanında",
        "civari": "civarında",
        "kuzey": "kuzeyinde",
        "guney": "güneyinde",
        "dogu": "doğusunda",
        "bati": "batısında",
        "kuzeydogu": "kuzeydoğusunda",
        "kuzeybati": "kuzeybatısında",
        "guneydogu": "güneydoğusunda",
        "guneybati": "güneybatısında",
    },
    "kesinlik": {
        "parsel": "parsel",
        "kapi": "kapı numarası",
        "yer": "bilinen yer",
        "sokak": "sokak",
        "mahalle": "yalnız mahallesi biliniyor",
        "yok": "konumu yok",
    },
    "sahip": {
        "belediye": "Belediye",
        "hazine": "Hazine",
        "ibb": "İstanbul Büyükşehir Belediyesi",
        "bakanlik": "Bakanlık",
        "toki": "TOKİ",
        "kamu_diger": "Başka kamu kurumu",
        "tuzel_kisi": "Tüzel kişi",
        "gercek_kisi": "Gerçek kişi",
        "kamuya_terkinli": "Kamuya terkinli (tapusu yok)",
        "bilinmiyor": "Bilinmiyor",
    },
    "hak_turu": {
        "mulk": "Mülk",
        "tahsis": "Tahsis",
        "kira": "Kira",
        "terkin": "Terkin",
        "tasarruf": "Tasarruf",
        "fiili_kullanim": "Fiilî kullanım",
    },
    "yon": {"alinan": "belediyeye", "verilen": "belediyeden"},
    "islem": {
        "kira_alinan": "Belediyenin kiraladığı",
        "kira_verilen": "Kiraya verilen",
        "tahsis_alinan": "Belediyeye tahsis",
        "tahsis_verilen": "Başka kuruma tahsis",
        "kamulastirma": "Kamulaştırma",
        "madde18": "18. madde uygulaması",
    },
    "uyum": {
        "kesin": "sorulan parsel",
        "ayni_mahalle": "aynı numara, aynı mahalle",
        "olasi": "yalnız numarası aynı",
    },
    "esleme": {"ayni": "aynı yer", "parca": "parçası ya da bütünü"},
    "durum": {
        "bekliyor": "karar bekliyor",
        "otomatik": "kesin",
        "onaylandi": "onaylandı",
        "reddedildi": "reddedildi",
    },
    "onem": {"hata": "Hata", "uyari": "Uyarı", "bilgi": "Bilgi"},
    "neden": {
        "tapu_mahallesi_birden_cok": "birkaç tapu mahallesinde var",
        "birden_cok_parsel": "metin birkaç parsel sayıyor",
        "baska_ada": "ada yazılmamış; bu adada var",
        "eski_no": "eski numarası bu olan parsel",
        "en_yakin": "noktaya en yakın parsel",
    },
}


def label(kind: str, code: str | None) -> str:
    """The label of a code; a code without one is shown as it is, an absent one as nothing."""
    return "" if code is None else LABELS[kind].get(code, code)
