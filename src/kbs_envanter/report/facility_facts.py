"""Facts about a facility in running text: area, capacity, seats, floors, opening hours and dates, books.

Each kind of fact is a pattern of general Turkish; the patterns are read on text in small letters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.numbers import format_decimal, parse_number
from kbs_envanter.domain.text import lower
from kbs_envanter.report.prose import Paragraph
from kbs_envanter.report.text import fold

_MONTHS = "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık".split()
_MONTH = "|".join(_MONTHS)
_NUMBER = r"(\d[\d.,]*\d|\d)"
_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{_MONTH}) (?:ayı )?(?P<year>\d{{4}})"
    rf"|(?P<year2>\d{{4}})(?: yılı(?:nın)?)? (?P<month2>{_MONTH})"
)
# A date is the opening when the sentence goes on so within a few words.
_OPENING = re.compile(r"\W*(?:[^\s.]+ ){0,12}?[^\s.]*(açıl|hizmet vermeye başla|kurul)")
_HOURS = re.compile(r"(\d\d)[.:](\d\d) ?[-–] ?(\d\d)[.:](\d\d) saatleri")
_USERS = re.compile(
    rf"{_NUMBER} (?:kişi|öğrenci|çocuk|vatandaş)\w* (?:ziyaret|yararlan|faydalan|hizmet al|hizmet veril)"
)
_SEATS = re.compile(
    r"(\d+) kişilik ((?:[^\W\d]+ ){0,4}?[^\W\d]+)(?=[,.;(]| ve | mevcut| bulun| sahip| ile| olarak| imkân|$)"
)
_PADDING = re.compile(r"^(büyük )?(bir )?| d[ae]$")
_CASE = re.compile(r"(?<=[ıiuü])n[ae]$")
_NO_SEATS = re.compile(r".*(kapasite|grup|ekip|takim|guvenlik|kontrol|personel).*|adet.*")
_STOREYS = re.compile(r"\b(\d+|tek|bir|iki|üç|dört|beş) kat(?:lı\b|tır|dır)")
_COUNT_WORDS = {"tek": "1", "bir": "1", "iki": "2", "üç": "3", "dört": "4", "beş": "5"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: what it is (ASCII snake case), its value and unit, its lines, and what is uncertain."""

    bilgi: str
    deger: str
    birim: str
    first: int
    last: int
    supheli: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A kind of fact: its pattern, unit, and the doubt it always carries."""

    bilgi: str
    pattern: re.Pattern[str]
    birim: str
    supheli: str = ""


def _pattern(bilgi: str, pattern: str, birim: str, supheli: str = "") -> _Pattern:
    return _Pattern(bilgi, re.compile(pattern.replace("<n>", _NUMBER)), birim, supheli)


# Facts of one number or word.
_PATTERNS = (
    _pattern("alan_m2", r"<n> ?(?:m2|m²|metrekare) (?:büyüklüğünde|(?:bir )?kullanım alanı)", "m2"),
    _pattern("yesil_alan_m2", r"<n> ?(?:m2|m²|metrekare) yeşil alana kurul", "m2"),
    _pattern("ekim_parseli_m2", r"<n> ?(?:m2|metrekare)lik parsel", "m2"),
    _pattern("kapasite_kisi", r"<n> (?:kişi|kişilik) (?:misafir )?kapasite", "kişi"),
    _pattern("seminer_kapasitesi_kisi", r"kaldırıldığında\) <n> kişi", "kişi", "Masalar kaldırıldığında"),
    _pattern("ders_calisma_kisi", r"<n> kişi ders çalış", "kişi"),
    _pattern("masada_kisi", r"<n> kişi masada", "kişi"),
    _pattern("sandalyede_kisi", r"<n> kişi sandalyede", "kişi"),
    _pattern("calisma_gunu", r"haftanın <n> (?:\(\w+\) )?günü", "gün/hafta"),
    _pattern("kapali_gun", r"günü (\w+) günü hariç", ""),
    _pattern("eklenen_kitap_sayisi", r"<n> adet yeni kitap", "adet"),
    _pattern("kitap_sayisi", r"<n> (?:adet )?kitap(?:la|tan)?\b(?! okuma)", "adet"),
    _pattern("bulundugu_kat", r"\b(\d+|giriş|zemin|bodrum)\.? ?katta", "kat"),
    _pattern("uye_sayisi", r"üye sayısı <n>", "kişi"),
    _pattern("kitap_sayisi", r"kitap sayı(?:sı|mız) <n>", "adet"),
    _pattern("yillik_ziyaretci", r"(?:ziyaretçi|ziyaret eden kişi) sayısı <n>", "kişi"),
    _pattern("proje_butcesi_tl", r"projenin toplam bütçesi <n> tl", "TL"),
    _pattern("oyun_bilgisayari_sayisi", r"<n> adet oyun bilgisayarı", "adet"),
    _pattern("konsol_sayisi", r"<n> adet konsol", "adet"),
    _pattern("reformer_sayisi", r"<n> adet reformer", "adet"),
    _pattern("brans_sayisi", r"<n> farklı branşta", "adet"),
    _pattern("grup_sayisi", r"branşta <n> grupta", "adet"),
)


def read_facts(paragraph: Paragraph) -> list[Fact]:
    """Every fact that a paragraph tells of the facility it speaks of."""
    text = lower(paragraph.text)
    facts: list[Fact] = []
    for kind in _PATTERNS:
        for match in kind.pattern.finditer(text):
            doubt = "Yaklaşık" if text[: match.start()].endswith("yaklaşık ") else kind.supheli
            facts.append(_fact(paragraph, match, kind.bilgi, plain_number(match[1]), kind.birim, doubt))
    for match in _HOURS.finditer(text):
        hours = f"{match[1]}:{match[2]}-{match[3]}:{match[4]}"
        facts.append(_fact(paragraph, match, "calisma_saatleri", hours))
    for match in _USERS.finditer(text):
        facts.append(_fact(paragraph, match, "yillik_yararlanan_kisi", plain_number(match[1]), "kişi"))
    for match in _STOREYS.finditer(text):
        facts.append(_fact(paragraph, match, "kat_sayisi", _COUNT_WORDS.get(match[1], match[1]), "kat"))
    facts += _seats(paragraph, text)
    facts += _openings(paragraph, text)
    return sorted(_without_repeats(facts), key=lambda fact: (fact.first, fact.last))


def plain_number(text: str) -> str:
    """A number with a dot for its decimals; a word stays as it is. Text counts in thousands: ``1.544``."""
    reading = parse_number(text.rstrip(".,"), "tr")
    return text if reading.value is None else format_decimal(reading.value)


def fact_name(text: str) -> str:
    """The name of a fact: ``Ders çalışma masası`` -> ``ders_calisma_masasi``."""
    return fold(text).replace(" ", "_")


def iso_date(text: str) -> str:
    """``23 Mart 2023`` -> ``2023-03-23``; empty when the text is no such date."""
    match = _DATE.fullmatch(lower(text))
    return _iso(match) if match else ""


def _fact(
    paragraph: Paragraph, match: re.Match[str], bilgi: str, deger: str, birim: str = "", supheli: str = ""
) -> Fact:
    first, last = paragraph.line_at(match.start()), paragraph.line_at(match.end() - 1)
    return Fact(bilgi, deger, birim, first, last, supheli)


def _seats(paragraph: Paragraph, text: str) -> Iterator[Fact]:
    for match in _SEATS.finditer(text):
        name = fact_name(_PADDING.sub("", _CASE.sub("", match[2])))
        if not _NO_SEATS.fullmatch(name):
            yield _fact(paragraph, match, f"{name}_kisi", match[1], "kişi")


def _openings(paragraph: Paragraph, text: str) -> Iterator[Fact]:
    """The first date of opening is the facility's; a later one may be of a part of it."""
    bilgi, doubt = "acilis_tarihi", ""
    for match in _DATE.finditer(text):
        if _OPENING.match(text, match.end()):
            yield _fact(paragraph, match, bilgi, _iso(match), "", doubt)
            bilgi, doubt = "sonraki_acilis_tarihi", "Bir bölümün açılışı olabilir"


def _iso(match: re.Match[str]) -> str:
    """``mart 2022`` -> ``2022-03``, with the day when it is told."""
    year, month = match["year"] or match["year2"], match["month"] or match["month2"]
    date = f"{year}-{_MONTHS.index(month) + 1:02d}"
    return f"{date}-{int(match['day']):02d}" if match["day"] else date


def _without_repeats(facts: Sequence[Fact]) -> list[Fact]:
    """A fact that the text repeats is kept once."""
    kept: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.bilgi, fact.deger), fact)
    return list(kept.values())
