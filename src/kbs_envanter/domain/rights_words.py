"""The words of ownership texts: who owns, what is owned, by what right, since when and for how long.

Patterns are matched against folded words joined by single spaces (``maliye hazinesi ( belediyemiz adina``),
from the start of one word to the end of another. In a pattern ``~`` is a Turkish case ending, also one set
apart (``ibb den``), ``#`` is any one word and ``@`` the name of the municipality. The first pattern that
fits wins, so longer phrases stand before shorter ones.
"""

import re
from enum import StrEnum
from typing import Literal

from kbs_envanter.domain.rights_types import HakTuru, OwnerClass
from kbs_envanter.domain.text import katla

Case = Literal["", "to", "of", "from", "by", "at"]


class Kind(StrEnum):
    """What a phrase is to the reader."""

    PARTY = "party"
    NO_TITLE = "no_title"
    OBJECT = "object"
    RIGHT = "right"
    VOICE = "voice"
    STATUS = "status"
    ON_BEHALF = "on_behalf"
    BELONGS = "belongs"
    REGISTERED = "registered"
    TENANT = "tenant"
    TERM = "term"
    DATE = "date"
    DECISION = "decision"
    AREA = "area"
    NOTE = "note"
    FILLER = "filler"


Entry = tuple[Kind, str, str, str]
"""Kind, value (class of a party, a right, ...), canonical name of a party if it has one, and pattern."""

NUMBER_WORDS = {
    word: number for number, word in enumerate("bir iki uc dort bes alti yedi sekiz dokuz on".split(), start=1)
} | {"onbes": 15, "yirmi": 20, "yirmibes": 25, "yirmidokuz": 29, "otuz": 30, "kirk": 40, "kirkdokuz": 49}

_COUNT = rf"(?:[1-9]\d{{0,2}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_NUMBER = r"\d[\d.,/]*"

_JOINED_ENDING = r"(?:[yn]?[ae]|n?[dt][ae]n|[yn]?[iu]n|n?c[ae]|n?[dt][ae](?:ki)?)?(?:[dt]ir)?"
_LONE_ENDING = r"(?: (?:' )?(?:[dt][ae]n|n[iu]n|[iu]n|[yn]e|na|ya(?! da)|nc[ae]))?"
ENDING = _JOINED_ENDING + _LONE_ENDING

_CASES: tuple[tuple[Case, re.Pattern[str]], ...] = (
    ("from", re.compile(r"n?[dt][ae]n")),
    ("of", re.compile(r"[yn]?[iu]n")),
    ("by", re.compile(r"n?c[ae]")),
    ("at", re.compile(r"n?[dt][ae](?:ki)?")),
    ("to", re.compile(r"[yn]?[ae]")),
)


def case_of(ending: str) -> Case:
    """The case that an ending stands for: ``nden`` -> from, ``nin`` -> of, ``ye`` -> to, ``dir`` -> none."""
    bare = re.sub(r"[dt]ir$", "", ending.strip(" '"))
    return next((case for case, pattern in _CASES if pattern.fullmatch(bare)), "")


_MINISTRY_WORD = (
    r"(?:saglik|milli|egitim|genclik|spor|icisleri|disisleri|adalet|cevre|sehircilik|iklim|degisikligi|kultur|turizm|"
    r"aile|sosyal|hizmetler|politikalar|calisma|guvenlik|tarim|orman|koyisleri|ulastirma|altyapi|denizcilik|"
    r"haberlesme|sanayi|teknoloji|ticaret|gumruk|kalkinma|enerji|tabii|kaynaklar|savunma|bayindirlik|iskan|gida|"
    r"hayvancilik|su|isleri|ekonomi|bilim|emniyet|ve)"
)
# A word inside the name of a ministry's unit: what belongs to the sentence ends the name.
_UNIT_WORD = r"(?!tahsis|kira|adina|bakanli|tasarruf|hazine|belediye)#"
_MINISTRY = rf"(?:{_MINISTRY_WORD} (?:, )?){{1,9}}bakanligi(?:(?: {_UNIT_WORD}){{0,5}}? (?:mudurlugu|baskanligi))?~"
_PROVINCIAL = (
    rf"(?:il|ilce) (?:{_MINISTRY_WORD} ){{1,6}}mudurlugu~|(?:{_MINISTRY_WORD} ){{1,6}}(?:il|ilce) mudurlugu~"
    r"|(?:milli egitim|emniyet) mudurlugu~"
)
_MAYOR = r"(?: (?:baskanligi|bsk(?:ligi)?(?: \.)?))?"
_METROPOLIS = rf"(?:ist(?:anbul)?(?: \.)? )?buyuksehir(?: (?:belediye(?:si)?|bld|bel)(?: \.)?{_MAYOR})?~"
_OWN = (
    rf"(?:(?:@|ilce(?:miz)?) (?:belediye(?:si)?|bld|bel)(?: \.)?|belediye(?:miz|si)?){_MAYOR}~"
    r"(?! (?:meclis|encumen))"
)
_OFFICE = r"(?:(?:il|ilce|mahalle) )?(?:valili[kg]i?|kaymakamli[kg]i?|muftulu[kg]u?|muhtarli[kg]i?)~"
_NAMED_BODY = (
    r"(?:(?:istanbul|ankara|turkiye|@) )?# (?:universitesi|valiligi|kaymakamligi|muftulugu|muhtarligi|"
    r"il ozel idaresi|komutanligi|(?:genel|bolge) mudurlugu|(?:buyuksehir )?belediye(?:si)? baskanligi|"
    r"(?:buyuksehir )?belediyesi)~"
)
_ACRONYMS = "İSKİ İETT TCDD PTT SGK DSİ KGM VGM TEİAŞ TEDAŞ BOTAŞ İGDAŞ BEDAŞ".split()

_PARTIES: tuple[tuple[OwnerClass, str, str], ...] = (
    (OwnerClass.IBB, "İBB", _METROPOLIS),
    (OwnerClass.IBB, "İBB", rf"ibb{_MAYOR}~"),
    (OwnerClass.BELEDIYE, "", _OWN),
    (OwnerClass.HAZINE, "Maliye Hazinesi", r"(?:hazine ve )?maliye bakanligi~"),
    (OwnerClass.HAZINE, "Maliye Hazinesi", r"(?:(?:maliye|devlet) )?hazine(?:si)?~|maliye~|defterdarli[kg]i?~"),
    (OwnerClass.HAZINE, "Maliye Hazinesi", r"milli emlak(?: (?:genel )?(?:mudurlugu|baskanligi))?~"),
    (OwnerClass.TOKI, "TOKİ", r"toki(?: baskanligi)?~|toplu konut idaresi(?: baskanligi)?~"),
    (OwnerClass.BAKANLIK, "Milli Eğitim Bakanlığı", r"meb~"),
    (OwnerClass.BAKANLIK, "Milli Savunma Bakanlığı", r"msb~"),
    (OwnerClass.BAKANLIK, "Gençlik ve Spor Bakanlığı", r"gsb~"),
    (OwnerClass.BAKANLIK, "", _MINISTRY),
    (OwnerClass.BAKANLIK, "", _PROVINCIAL),
    *((OwnerClass.KAMU_DIGER, name, rf"{katla(name)}~") for name in _ACRONYMS),
    (OwnerClass.KAMU_DIGER, "", r"diyanet isleri baskanligi~|sosyal guvenlik kurumu~"),
    (OwnerClass.KAMU_DIGER, "", r"devlet su isleri(?: genel mudurlugu)?~|vakiflar(?: (?:genel|bolge) mudurlugu)?~"),
    (OwnerClass.KAMU_DIGER, "", rf"(?:il )?ozel idare(?:si)?~|{_OFFICE}"),
    (OwnerClass.TUZEL_KISI, "", r"(?:ltd|limited)(?: \.)?(?: sti(?: \.)?| sirketi?)?~|as(?! evi)~|anonim sirketi?~"),
    (OwnerClass.TUZEL_KISI, "", r"(?:ozel )?(?:sirket|tuzel kisi)(?:i|ler)?~|istiraki?~|kooperatifi?~"),
    (OwnerClass.TUZEL_KISI, "", r"(?:vakfi|vakif)~|derne[kg]i?~|sendikasi?~|kulubu~|(?:site|apartman) yonetimi~"),
    (OwnerClass.BILINMIYOR, "", r"ucuncu (?:kisi|sahis)(?:lar)?~|ozel mulk(?:iyet(?:e|in|te|tedir|ten)?)?"),
    (OwnerClass.BILINMIYOR, "", r"hissedar(?:lar)?i?~"),
    (OwnerClass.GERCEK_KISI, "", r"(?:ozel )?sahis(?:lar)?(?: mali)?~|(?:ozel )?sahs~"),
    (OwnerClass.GERCEK_KISI, "", r"(?:gercek|ozel) kisi(?:ler)?~|vatandas(?:lar)?~|miras(?:ci|cilar|cilari)~"),
)

_PLACE = r"(?: (?:alani?|yeri?|arazi(?:si)?|parseli?|tasinmazi?))?"
_NO_TITLE = (
    rf"(?:kamu(?:ya|nun)? )?terkin(?:li|i|e|dir|lidir)?(?: edil\w+)?{_PLACE}",
    rf"(?:kamuya|yola) (?:tekinl?i?|terkli|terk(?: edil\w+)?){_PLACE}|yol terki",
)
_NEVER_REGISTERED = (
    rf"(?:tescil (?:disi|harici)|tescilsiz|tapusuz){_PLACE}",
    rf"devlet(?:in)? hukum ve tasarruf\w*(?: altinda\w*)?{_PLACE}",
)

_RIGHTS: tuple[tuple[HakTuru, str], ...] = (
    (HakTuru.TAHSIS, r"(?:on )?tahsis\w*"),
    (HakTuru.KIRA, r"kira(?:da|dadir|dan|si|ya|lik\w*|la\w+)?"),
    (HakTuru.TASARRUF, r"tasarruf\w*|kullanim hakki\w*"),
    (HakTuru.FIILI_KULLANIM, r"fiil[ei]n? (?:kullan\w+|isgal\w*)|fiil[ei]n?|kullanim(?:inda\w*|dadir)"),
    (HakTuru.FIILI_KULLANIM, r"kullan(?:il\w+|iyor\w*|makta\w*|di\w*)(?! uzere)|isgal\w*|ecrimisil\w*"),
)
_VOICES = (
    ("alinan", r"al(?:indi|inan|inmis(?:tir)?|di(?:gi(?:miz)?)?)|devralin\w+"),
    ("verilen", r"ver(?:ildi|ilen|ilmis(?:tir)?|di(?:gi(?:miz)?)?)"),
)
_STATUSES = (
    ("talep edildi", r"talep(?: ed(?:ildi|ilmis(?:tir)?|ilen|ilmekte(?:dir)?))?"),
    ("iptal edildi", r"iptal(?: ed(?:ildi|ilmis(?:tir)?|ilen))?"),
    ("süresi doldu", r"suresi (?:dol|bit)(?:du|ti|mus(?:tur)?|mis(?:tir)?|an|en)"),
    ("süresi uzatıldı", r"(?:suresi )?uzatil(?:di|mis(?:tir)?|an)"),
)

_NOTE_NOUN = (
    r"(?:park|yesil(?= alan)|oyun|cocuk|rekreasyon|meydan|dolgu|kiyi|alan|yer|saha|hali|spor|tesis|sosyal|"
    r"kultur(?:el)?|merkez|egitim|ogretim|okul|oncesi|anaokul|kres|saglik|aile|kamu|kamusal|hizmet|dini|ibadet|resmi|ticaret|konut|"
    r"pazar|market|otopark|kapali|acik|zemin|(?:zemin|yer)alti|(?:zemin|yer)ustu|bodrum|normal|dukkan|depo|ofis|daire|kat|bagimsiz|bolum|"
    r"adet|nolu|bufe|kafe|kafeterya|garaj|kutuphane|stadyum|havuz|prefabrik|betonarme|celik(?= yapi)|konteyner|gecici|"
    r"metruk|ahsap|tek|cift|muhtelif|bedelsiz|bedelli|suresiz|yol|imar|tarla|lojman)"
)
_NOTES = (
    rf"(?:{_NUMBER}|{_COUNT})(?: \.)? (?:adet|kat(?:li|i)?|nolu|numarali)",
    rf"(?:% )?{_NUMBER} (?:hisse|pay)(?:li|si|i)?",
    r"\d+ sayili (?:kanun|yasa)\w*",
    r"(?:@ )?(?:belediye(?:si|miz)? )?(?:meclis|encumen)(?:i|inin|imiz|imizin|ince|imizce)?(?: karar\w*)?",
    r"(?:kullanil|yapil)mak uzere|bir kismi",
    rf"{_COUNT}(?= (?:adet|kat|{_NOTE_NOUN}))",
    rf"{_NOTE_NOUN}(?:n?[iu]|s[iu]|l[ae]r[iu]?|l[iu](?:[kg][iu]?)?)?",
)
_TERM = rf"{_COUNT} (?:\( # \) )?(?:yil|sene)(?:lik|ligina|ligi|dir)?(?: sure(?:yle|li|ligine|si)?(?: ile)?)?"
_DECISION = r"(?:\d{4} ?[/-] ?\d+|\d+) (?:sayili|nolu|no lu|numarali)(?=(?: \S+){0,5} karar)"
_OBJECTS = (
    ("bina", r"(?:ust )?yapi(?:si|nin|sinin|lar|lari|dir)?|bina(?:si|nin|sinin|lar|lari|dir)?|muhdesat(?:i|in)?"),
    ("arsa", r"arsa(?:si|nin|sinin|lar|dir)?|arazi(?:si|nin|sinin|dir)?|zemin(?:i|in)?(?! kat)|tasinmaz(?:i|in)?"),
)
_FILLERS = (
    r"tc|ve|veya|ya(?= da)|ile|ise|da|de|bu|olup|olan|olarak|olmak|uzere|uzerinde(?:ki)?|sureyle|sureli|suresi|sure|"
    r"sureligine|edildi|edilen|edilmis(?:tir)?|yapildi|yapilmis(?:tir)?|itibaren|tarih(?:li|inde|inden|den|i)?|sayili|karar\w*|"
    r"mulk(?:u|iyet\w*)?|tapu(?:da|su)?|maliki|malikleri|sahibi|hisse(?:si|li)?|pay[i]?|tarafindan|geregi|uyarinca"
)


def _municipality(name: str) -> str:
    """How a municipality is written: ``Küçükçekmece``, ``Küçük Çekmece``, ``K.Çekmece``, ``K. Çekmece``."""
    letters = re.sub(r"[\W_]", "", katla(name), flags=re.ASCII)
    if not letters:
        return r"(?!)"
    # Four letters of the tail tell a name; fewer could be a word of their own.
    tails = "|".join(letters[cut:] for cut in range(1, len(letters) - 3)) or r"(?!)"
    return rf"(?:{' ?'.join(letters)}|{letters[0]}\. ?(?:{tails}))"


def vocabulary(municipality: str) -> tuple[Entry, ...]:
    """Every phrase that can be read in the texts of one municipality, in order of precedence."""
    entries: list[Entry] = [
        (Kind.DATE, "", "", r"\d{1,2}[./]\d{1,2}[./]\d{4}"),
        (Kind.TERM, "", "", _TERM),
        (Kind.AREA, "", "", rf"{_NUMBER} (?:m2|metrekare)(?:lik)?"),
        (Kind.DECISION, "", "", _DECISION),
        *((Kind.NO_TITLE, "", "", pattern) for pattern in _NO_TITLE),
        *((Kind.NO_TITLE, "note", "", pattern) for pattern in _NEVER_REGISTERED),
        *((Kind.STATUS, value, "", pattern) for value, pattern in _STATUSES),
        *((Kind.PARTY, value, name, pattern) for value, name, pattern in _PARTIES),
        *((Kind.RIGHT, value, "", pattern) for value, pattern in _RIGHTS),
        *((Kind.VOICE, value, "", pattern) for value, pattern in _VOICES),
        (Kind.ON_BEHALF, "", "", r"adina|namina|lehine|icin|uzerine"),
        (Kind.BELONGS, "", "", r"ait(?:tir)?"),
        (Kind.REGISTERED, "", "", r"(?:kayit|tescil)(?:li|lidir)|tapulu"),
        (Kind.TENANT, "", "", r"kiraci(?:si)?"),
        *((Kind.OBJECT, value, "", pattern) for value, pattern in _OBJECTS),
        *((Kind.NOTE, "", "", pattern) for pattern in _NOTES),
        (Kind.FILLER, "", "", _FILLERS),
        (Kind.PARTY, OwnerClass.KAMU_DIGER, "", _NAMED_BODY),
    ]
    own = _municipality(municipality)
    return tuple((kind, value, name, pattern.replace("@", own)) for kind, value, name, pattern in entries)
