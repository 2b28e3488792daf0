"""Words of place names that say what a place is (park, market, library), and words that say nothing about which."""

# Kind -> its spellings, folded; the last word of a Turkish name says what the place is.
_KINDS = {
    "park": "park|parki|parklari|cocuk parki|cocuk oyun alani|oyun alani|park alani|yesil alan|yesil alani"
    "|yesil alanlari|rekreasyon alani|kosu parkuru|hatira ormani|bahcesi|refuj|refuju|refujleri",
    "meydan": "meydan|meydani",
    "pazar": "pazar|pazari|pazar yeri|pazaryeri|kapali pazar|kapali pazari|kapali pazar yeri|semt pazari",
    "market": "halk market|halk marketi|market|marketi",
    "otopark": "otopark|otoparki|yeralti otoparki|yer alti otoparki|zemin alti otoparki|katli otopark|katli otoparki",
    "kutuphane": "kutuphane|kutuphanesi|kutuphaneleri|halk kutuphanesi",
    "kultur": "kultur merkezi|kultur ve sanat merkezi|sanat merkezi|gosteri merkezi|ksm",
    "bilgievi": "bilgievi|bilgi evi",
    "semt_konagi": "semt konagi|semt konaklari",
    "muhtarlik": "muhtarlik|muhtarligi",
    "saglik": "aile sagligi merkezi|saglik ocagi|sagligi merkezi|saglik merkezi|poliklinigi|semt poliklinigi|hastane"
    "|hastanesi|dis hastanesi|egitim ve arastirma hastanesi",
    "bakimevi": "bakimevi|gunduz cocuk bakimevi|kres|kresi|anaokulu|kres ve anaokulu",
    "okul": "ilkokulu|ortaokulu|lisesi|anadolu lisesi|fen lisesi|meslek lisesi|universitesi|okulu|koleji",
    "ibadet": "cami|camii|mescidi|cemevi|turbesi",
    "havuz": "yuzme havuzu|kapali yuzme havuzu|havuzu",
    "stat": "stad|stadi|stadyum|stadyumu",
    "spor": "spor tesisi|spor tesisleri|spor kompleksi|spor salonu|hali saha|hali saha tesisi|hali saha spor kompleksi",
    "sosyal": "sosyal tesis|sosyal tesisi|sosyal tesisleri|kent lokantasi|kafeterya|kafeteryasi",
    "istasyon": "istasyonu|metro|metro istasyonu|marmaray|metrobus|rayli sistem",
    "durak": "durak|duragi|otobus duragi",
    "emniyet": "polis merkezi|karakolu",
    "nikah": "nikah sarayi",
    "mezarlik": "mezarligi",
    "site": "konutlari|evleri|sitesi|bloklari|lojmanlari",
    "bufe": "bufe|bufesi",
    "tuvalet": "tuvaleti|sehir tuvaleti",
    "kopru": "koprusu",
    "kavsak": "kavsagi",
    "bina": "hizmet binasi|ek hizmet binasi|hizmet merkezi|binasi|tesis binasi",
}  # fmt: skip
PHRASES: dict[tuple[str, ...], str] = {
    tuple(phrase.split()): kind for kind, phrases in _KINDS.items() for phrase in phrases.split("|")
}
LONGEST_PHRASE = max(map(len, PHRASES))
KINDS = frozenset(_KINDS)

# A mahalle has one of these, so the mahalle's name is name enough; "a park in Fatih" names no park.
ONE_PER_MAHALLE = frozenset({"muhtarlik", "pazar", "semt_konagi"})

# Ranks and titles are written or left out, long or short: Şehit Piyade (Er) Tarık Emeket.
TITLES = frozenset(
    "sehit sht piyade er ast astsubay astsb astegmen tegmen ustegmen yuzbasi binbasi yarbay albay cavus cvs komiser "
    "baskomiser polis memuru ogretmen dr prof doc av op".split()
)
# Joints, owners, and the days of a market: they are written or left out.
NOISE = frozenset(
    "ve ile vb ibb pzt pazartesi sal sali crs carsamba prs persembe cum cuma cmt cumartesi pzr mah mh mevkii".split()
)
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "birinci ikinci ucuncu dorduncu besinci altinci yedinci sekizinci dokuzuncu onuncu".split(), start=1
    )
}
