"""What kind of work a text tells of, in a general vocabulary; and the facilities that it names.

Reports tell works in words of their own every year. The vocabulary keeps them comparable and keeps
sentences out of the data.
"""

import re

from kbs_envanter.report.text import fold

# Folded words that tell a kind of work, and the kind. Every kind that is told is kept, in this order.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"hali saha", "halı saha yapımı"),
    (r"mescit", "mescit yapımı"),
    (r"park projesi|park yapimi", "park yapımı"),
    (r"park revizyonu|revize edil|yenilenmis hali", "park revizyonu"),
    (r"refuj\w* (ve yesil alan )?reviz", "refüj ve yeşil alan revizyonu"),
    (r"kaucuk", "kauçuk zemin"),
    (r"oyun alani zemin kaplamasi", "çocuk oyun alanı zemini yenileme"),
    (r"oyun gru[bp]", "oyun grubu yenileme"),
    (r"spor aletleri", "spor aletleri yenileme"),
    (r"oyun alan\w* ciz", "oyun alanı çizimi"),
    (r"izleme ve denetleme|kamera", "kamera sistemi kurulumu"),
    (r"otomatik sulama", "otomatik sulama sistemi kurulumu"),
    (r"boya|badana", "boya"),
    (r"elektrik|elekrik|pano|led|projektor|aydinlatma|sayac|kablo", "elektrik ve aydınlatma"),
    (
        r"su gideri|(su|sihhi) tesisat|atik su|musluk|batarya|lavabo|wc (degis|onar|yap)|cesme|suzgec",
        "su tesisatı",
    ),
    (r"tuvalet(i|ler|leri)? (yap|onar)", "tuvalet yapımı"),
    (r"yagmur (oluk|inis)", "yağmur oluğu ve inişi"),
    (r"cati|kiremit", "çatı onarımı"),
    (
        r"pencere|dograma|kapi(si|lari)? (onar|degis|ray|tak|yap)|camin degis|cam degis|mentese",
        "kapı ve pencere",
    ),
    (r"zemin|parke|beton|mermer|seramik|dosem|supurgelik|kaydirmaz", "zemin ve kaplama"),
    (r"bolme duvar|duvar(i|in|inin)? (yap|onar|yuksel|tamir|siva)|sundurma", "duvar ve ek yapı"),
    (r"siva|alcipan|alci", "sıva ve alçıpan"),
    (r"izolasyon|su kontrasi", "su yalıtımı"),
    (r"tabela|bilboard|billboard|bayrak diregi|bayrak resmi", "tabela ve direk"),
    (r"demir|sac |sacin|karkas|profil|korkulu|pazar diregi|jiletli", "demir işi"),
    (r"merdiven|basama|riht", "merdiven onarımı"),
    (r"klima|sicak hava|mekanik tesisat", "ısıtma ve iklimlendirme"),
    (r"koltuk|perde|mobilya", "mobilya ve perde"),
    (r"mobo|kulube", "güvenlik kulübesi"),
    (r"branda", "üst örtü"),
    (r"ses sistemi", "ses sistemi"),
    (r"temizlen|temizlig|temizlik", "temizlik"),
)
_KIND_PATTERNS = tuple((re.compile(rf"\b({pattern})"), kind) for pattern, kind in _KINDS)

_FEATURES: tuple[tuple[str, str], ...] = (
    (r"cocuk oyun alan", "çocuk oyun alanı"),
    (r"oyun gru[bp]", "oyun grubu"),
    (r"hali saha", "halı saha"),
    (r"tartan pist", "tartan pist"),
    (r"kosu park", "koşu parkuru"),
    (r"yuruyus yol", "yürüyüş yolu"),
    (r"spor aletleri|kondisyon", "spor aletleri"),
    (r"kaucuk|oyun alani\w* zemin kaplamasi", "kauçuk zemin"),
    (r"f[iı]tnes\w* alan", "fitnes alanı"),
    (r"spor tesis", "spor tesisleri"),
    (r"oturma alan", "oturma alanı"),
    (r"sert zemin", "sert zemin"),
    (r"yesil alan", "yeşil alan"),
    (r"aydinlatma", "aydınlatma"),
    (r"otomatik sulama", "otomatik sulama"),
    (r"(?<!otomatik )sulama sistem", "sulama"),
    (r"izleme ve denetleme|kamera sistem", "kamera sistemi"),
    (r"trafik egitim\w* (veril|alan|konu)|trafik ders", "trafik eğitimi"),
    (r"kaya tirmanis", "kaya tırmanışı"),
    (r"serbest dusus", "serbest düşüş"),
    (r"z[ie]pl[ae]?[iy]n\w*", "zipline"),
    (r"ip parkuru", "ip parkuru"),
    (r"seyir teras", "seyir terası"),
    (r"kutuphane", "kütüphane"),
    (r"tesis binasi", "tesis binası"),
    (r"muzik akademisi", "müzik akademisi"),
    (r"cocuk bakimev", "gündüz çocuk bakımevi"),
    (r"sosyal tesis", "sosyal tesis"),
    (r"(?<!emekliler )kafeterya", "kafeterya"),
    (r"restor(an|ant)", "restoran"),
    (r"davet salon", "davet salonu"),
    (r"emekliler kafeterya", "emekliler kafeteryası"),
    (r"emekliler lokal", "emekliler lokali"),
    (r"taziye ?ev", "taziye evi"),
    (r"cok amacli salo", "çok amaçlı salon"),
    (r"kafe\b|cafe", "kafe"),
    (r"idari bina", "idari bina"),
    (r"hizmet binasi", "hizmet binası"),
    (r"bufe", "büfe"),
    (r"oyunevi", "oyunevi"),
    (r"saglik ocag", "sağlık ocağı"),
    (r"kooperatif", "kooperatif"),
    (r"mescit", "mescit"),
    (r"halk market", "halk market"),
    (r"pazar (yeri|alani)|kapali pazar|pazaryeri", "pazar yeri"),
    (r"otopark", "otopark"),
)
_FEATURE_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})"), feature) for pattern, feature in _FEATURES)


def kinds_of_work(text: str) -> str:
    """The kinds of work that a text tells, joined with ``; ``; empty when none is known."""
    folded = fold(text)
    return "; ".join(dict.fromkeys(kind for pattern, kind in _KIND_PATTERNS if pattern.search(folded)))


def features(*texts: str, own_kind: str = "") -> str:
    """What a place has and is used for, joined with ``; ``.

    Args:
        texts: what is told of the place.
        own_kind: kind of the place; a green area does not have a green area.
    """
    folded = " | ".join(map(fold, texts))
    found = dict.fromkeys(feature for pattern, feature in _FEATURE_PATTERNS if pattern.search(folded))
    if own_kind == "yesil_alan":
        found.pop("yeşil alan", None)
    if "emekliler kafeteryası" in found:
        found.pop("kafeterya", None)
    return "; ".join(found)
