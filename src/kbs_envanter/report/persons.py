"""The one rule on parties to a contract: legal bodies keep their name, natural persons lose theirs.

The lists of leases name tenants and owners. A name is kept only when general vocabulary proves a legal
body: a legal form (``Ltd. Şti.``, ``A.Ş.``), an institution (``Belediyesi``, ``Vakfı``), or a line of
business (``Su Ürünleri``). Whatever is not proved is a natural person, and its name ends here: it is
neither returned nor put into a doubt or an error.
"""

import re
from dataclasses import dataclass
from typing import Literal

from kbs_envanter.report.text import Report, fold, is_capitals

_FORM = re.compile(
    r".+ a s|.*\b(anonim|sirketi?|ltd|limited|sti|holding|koop|kooperatifi?|vakfi|dernegi|birligi|"
    r"federasyonu|sendikasi|odasi|borsasi|partisi|kulubu|belediyesi?|bakanligi|baskanligi|mudurlugu|komutanligi|"
    r"valiligi|kaymakamligi|muhtarligi|muftulugu|idaresi|hazinesi?|kurumu|kurulu|bankasi|universitesi|"
    r"fakultesi|isletmesi|subesi|yonetimi|tuzel kisi)"
)
_ACRONYMS = frozenset(["ibb", "iski", "iett", "toki", "ptt", "tcdd", "sgk", "meb"])
_NAMED_COMPANY = re.compile(r"\b(\w+) (?:a s|anonim sirketi|ltd|limited sirketi|(?:belediye )?istiraki)\b")
_TRADE = re.compile(
    r"\w*c[iu]l[iu]k|market|marketi|ticaret|sanayi|insaat|yapi|gida|turizm|lojistik|tekstil|mobilya|otomotiv|"
    r"urunleri|hizmetleri|organizasyon|restoran|restaurant|kafe|cafe|kurumlari|pazarlama|muhendislik|mimarlik|"
    r"danismanlik|medya|reklam|elektronik|nakliyat|gayrimenkul|akaryakit|kirtasiye|catering"
)
# What else business names hold that is no part of a person's name.
_PLAIN = re.compile(
    r"\b(su (?=urunleri)|unlu (?=mam)|(et|sut|deniz) (?=urunleri)|balik (?=market)|foto|tic|ins|ve|ile|"
    r"marmara|anadolu|turkiye|istanbul|avrasya|akdeniz|karadeniz|trakya|rumeli)\b"
)
# A natural person is written with a first name and a surname.
_WORDS_OF_A_NAME = 2
_UNPROVED = "Tüzel kişi olduğu kanıtlanamadı; gerçek kişi sayıldı"


@dataclass(frozen=True, slots=True)
class Party:
    """A party to a contract. ``ad`` is empty unless it is a legal body; ``supheli`` never holds a name."""

    tur: Literal["gercek_kisi", "tuzel_kisi", ""]
    ad: str = ""
    supheli: str = ""


def named_companies(report: Report) -> frozenset[str]:
    """Single words that the report calls a company somewhere: ``4- KİTAŞ (belediye iştiraki)``."""
    return frozenset(name for line in report.folded for name in _NAMED_COMPANY.findall(line))


def read_party(text: str, companies: frozenset[str] = frozenset()) -> Party:
    """Tell a legal body from a natural person, whose name is dropped.

    Args:
        text: the cell as printed.
        companies: what ``named_companies`` found, for cells that hold nothing but an acronym.
    """
    body, on_behalf = _before_on_behalf(text)
    folded = fold(body)
    note = "Bir kişinin “... adına” imzaladığı yazılı; adı alınmadı" if on_behalf else ""
    if not folded:
        return Party("")
    if any(char.isdigit() for char in body):
        return Party("gercek_kisi", supheli=_UNPROVED)
    if _FORM.fullmatch(folded) or folded in _ACRONYMS or (folded in companies and is_capitals(body)):
        return Party("tuzel_kisi", body, note)
    words = folded.split()
    if not _TRADE.fullmatch(words[-1]):
        return Party("gercek_kisi", supheli=_UNPROVED if len(words) < _WORDS_OF_A_NAME else note)
    proper = [word for word in _PLAIN.sub(" ", folded).split() if not _TRADE.fullmatch(word)]
    if len(proper) >= _WORDS_OF_A_NAME:
        return Party("gercek_kisi", supheli="Ticaret unvanı bir kişinin adı olabilir; gerçek kişi sayıldı")
    return Party("tuzel_kisi", body, note or "Şirket türü yazılmamış; iş kolundan tüzel kişi sayıldı")


def _before_on_behalf(text: str) -> tuple[str, bool]:
    """``Site Yönetimi Adına ...`` -> (``Site Yönetimi``, True): who signs for a body is a person."""
    words = text.split()
    for i, word in enumerate(words):
        if i and fold(word) in ("adina", "vekili", "temsilcisi", "yetkilisi"):
            return " ".join(words[:i]), True
    return " ".join(words), False
