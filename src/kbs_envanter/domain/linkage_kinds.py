"""Kinds of facility as the words of a Turkish municipality tell them.

The phrases are regular expressions over folded text; where two match, the one listed first wins.
"""

__all__ = [
    "AUXILIARY",
    "GENERIC",
    "KIND_NAMES",
    "KIND_PHRASES",
    "NAMED_ONCE",
    "ONE_PER_MAHALLE",
    "OPEN_PLACES",
    "SMALL",
]

KIND_PHRASES = {
    "bakimevi": r"gunduz cocuk bakimevi",
    "ismek": r"ismek(?: kurs merkezi)?",
    "halk_market": r"(?:halk )?market(?:i|leri)?",
    "aile_danisma": r"aile danisma(?:nlik)?(?: ve egitim)? merkezi|danismanlik merkezi",
    "aile_sagligi": r"aile sagli(?:k|gi)(?: merkezi)?|saglik ?ocagi",
    "genclik_gelisim": r"genclik gelisim merkezi",
    "genclik_merkezi": r"genclik merkezi",
    "emekliler": r"emekliler (?:kafeteryasi|lokali)",
    "taziyeevi": r"taziye ?evi",
    "kultur_merkezi": r"kultur(?: ve sanat)? merkezi",
    "semt_konagi": r"semt konagi",
    "poliklinik": r"(?:semt )?poliklinigi",
    "sosyal_tesis": r"sosyal tesis(?:i|leri)?",
    "hali_saha": r"hali saha(?: tesisi)?(?: spor kompleksi)?",
    "spor_salonu": r"spor salonu",
    "spor_tesisi": r"spor (?:tesis(?:i|leri)|kompleksi)",
    "saha": r"antrenman sahasi|futbol sahasi",
    "stat": r"stad(?:i|yumu)?",
    "yuzme_havuzu": r"(?:kapali )?yuzme havuzu",
    "lise": r"(?:(?:cok programli|anadolu|ticaret|meslek|mesleki ve teknik|imam hatip) )*lisesi",
    "ortaokul": r"(?:imam hatip )?ortaokulu",
    "ilkokul": r"ilkokulu",
    "anaokulu": r"(?:kres ve )?anaokulu|kres|ana okulu",
    "okul": r"okulu",
    "kutuphane": r"kutuphane(?:si)?",
    "muze": r"muzesi",
    "galeri": r"galeri(?:si)?",
    "nikah_sarayi": r"nikah sarayi",
    "mudurluk": r"(?:park ve bahceler )?mudurlugu",
    "otopark": r"(?:(?:kapali|yeralti|yer alti|acik|zeminalti) )?otopark(?:i)?",
    "pazar": r"(?:kapali )?pazar(?:i)?(?: ?yeri| alani)?",
    "oyun_alani": r"cocuk oyun alani",
    "yesil_alan": r"yesil alan(?:i|lar|lari)?",
    "oturma_alani": r"oturma alani",
    "refuj": r"refuj(?:u|ler|leri)?",
    "park": r"park(?:i)?(?: alani)?",
    "meydan": r"meydan(?:i)?(?: alani)?",
    "rekreasyon": r"rekreasyon alani",
    "orman": r"hatira ormani",
    "bahce": r"bahcesi",
    "kafe": r"kafe(?:terya)?(?:si)?|cafe|bufe(?:si)?",
    "lokanta": r"restaurant|restoran",
    "dukkan": r"(?:balikci )?dukkan(?:i|lari)?",
    "bagimsiz_bolum": r"bagimsiz bolum",
    "hizmet_isi": r"isi",
    "tesis_binasi": r"tesis binasi",
    "hizmet_binasi": r"(?:ek )?hizmet binasi",
    "muhtarlik": r"muhtarli(?:k|gi)",
    "seflik": r"(?:bolge )?sefligi",
    "cami": r"camii?",
    "turbe": r"turbesi",
    "polis_merkezi": r"polis merkezi",
    "bilgievi": r"bilgievi",
    "oyunevi": r"(?:cocuk )?oyunevi",
    "carsi": r"carsisi",
    "yasam_merkezi": r"yasam merkezi",
    "rehabilitasyon": r"rehabilitasyon(?: hizmet)? merkezi",
    "dayanisma_merkezi": r"dayanisma merkezi",
    "esitlik_merkezi": r"esitlik merkezi",
    "akademi": r"akademisi",
    "salon": r"cok amacli salon",
    "tiyatro": r"(?:acikhava )?tiyatrosu",
    "arsa": r"arsa",
    "merkez": r"merkezi",
}  # fmt: skip
# How a person reads a kind, where the code's own letters do not do.
KIND_NAMES = {
    "bakimevi": "gündüz çocuk bakımevi",
    "ismek": "İSMEK kurs merkezi",
    "aile_danisma": "aile danışma merkezi",
    "aile_sagligi": "aile sağlığı merkezi",
    "genclik_gelisim": "gençlik gelişim merkezi",
    "genclik_merkezi": "gençlik merkezi",
    "emekliler": "emekliler lokali",
    "kultur_merkezi": "kültür merkezi",
    "semt_konagi": "semt konağı",
    "hali_saha": "halı saha",
    "yuzme_havuzu": "yüzme havuzu",
    "kutuphane": "kütüphane",
    "muze": "müze",
    "nikah_sarayi": "nikâh sarayı",
    "oyun_alani": "çocuk oyun alanı",
    "yesil_alan": "yeşil alan",
    "oturma_alani": "oturma alanı",
    "refuj": "refüj",
    "orman": "hatıra ormanı",
    "bahce": "bahçe",
    "dukkan": "dükkân",
    "bagimsiz_bolum": "bağımsız bölüm",
    "hizmet_isi": "hizmet işi",
    "tesis_binasi": "tesis binası",
    "hizmet_binasi": "hizmet binası",
    "muhtarlik": "muhtarlık",
    "mudurluk": "müdürlük",
    "seflik": "şeflik",
    "turbe": "türbe",
    "carsi": "çarşı",
    "yasam_merkezi": "yaşam merkezi",
    "dayanisma_merkezi": "dayanışma merkezi",
    "esitlik_merkezi": "eşitlik merkezi",
}
# Kinds that a name lists beside what the thing is.
AUXILIARY = frozenset("otopark kafe dukkan kutuphane akademi salon meydan hizmet_binasi tesis_binasi".split())
# Kinds that are always in something else.
SMALL = frozenset("otopark kafe dukkan bagimsiz_bolum hizmet_isi".split())
# Kinds that tell too little to know a thing by.
GENERIC = frozenset("merkez mudurluk park hizmet_binasi tesis_binasi salon oyun_alani okul arsa".split())
# Services that a municipality gives once in a mahalle, so that the mahalle tells which one is meant.
ONE_PER_MAHALLE = frozenset(
    "bakimevi ismek halk_market aile_danisma genclik_gelisim genclik_merkezi emekliler taziyeevi kultur_merkezi "
    "semt_konagi pazar bilgievi oyunevi".split()
)
# Kinds of which a district has no two of one name, unlike parks, libraries and mosques.
NAMED_ONCE = frozenset("stat spor_tesisi carsi turbe ilkokul ortaokul".split())
OPEN_PLACES = frozenset("park meydan rekreasyon bahce orman yesil_alan refuj oyun_alani oturma_alani".split())
