"""The text of an annual report: from a file to numbered lines, and the captions among them.

The text comes out of a PDF, and capitals are set there with an ASCII ``i`` (``BELEDiYE``). Everything
is therefore compared folded.
"""

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from kbs_envanter.domain.text import katla, squeeze, upper
from kbs_envanter.report.errors import ReportError
from kbs_envanter.report.pdf import is_pdf, text_of

TABLE_CAPTION = re.compile(r"tablo\s+\d+\b", re.IGNORECASE)
_WORDS = re.compile(r"[a-z0-9]+")
# A sentence that speaks of a table adds more words to its title than a heading does.
_HEADING_SHARE = 0.6
# Every report of a municipality opens and closes with these, by the regulation on annual reports.
_OPENING, _CLOSING = "yetki görev ve sorumluluklar", "iç kontrol güvence beyanı"
_KNOWN_TITLES = (
    "hizmet binaları tablosu",
    "spor tesisleri",
    "kiralanan taşınmazlar",
    "tahsis verilen taşınmazlar",
    "kamulaştırma işlemi tamamlanan",
)
_TURKISH_LETTERS = set("ğışçöüĞİŞÇÖÜ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number from 1, its text with single spaces, and ``page`` when it begins a page."""

    no: int
    text: str
    page: bool = False


@dataclass(frozen=True, eq=False)
class Report:
    """The lines of a report; ``lines[n - 1]`` is line ``n``. A report equals only itself."""

    lines: tuple[Line, ...]

    @classmethod
    def from_text(cls, text: str) -> "Report":
        """Cut a text into lines. A form feed or a leading space begins a page, as in text out of a PDF."""
        raw = unicodedata.normalize("NFC", text).removeprefix("\ufeff").removesuffix("\n").split("\n")
        return cls(
            tuple(
                Line(no, squeeze(line), page=line.startswith(("\f", " ")) and bool(line.strip()))
                for no, line in enumerate(raw, 1)
            )
        )

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Every line as ``fold`` gives it."""
        return tuple(fold(line.text) for line in self.lines)

    def between(self, first: int, last: int) -> tuple[Line, ...]:
        """Lines ``first`` to ``last``, both included."""
        return self.lines[first - 1 : last]

    def find_captions(self, title: str) -> list[Line]:
        """The lines that begin a caption or heading holding ``title``; case and accents do not matter.

        A sentence that merely speaks of the table is no caption. A caption may wrap to the next line.
        """
        wanted = fold(title)
        found = []
        at = self._words.find(wanted)
        while at >= 0:
            index = bisect_right(self._starts, at) - 1
            line, own = self.lines[index], self.folded[index]
            if is_heading(line.text, wanted) if wanted in own else is_capitals(line.text):
                found.append(line)
            at = self._words.find(wanted, self._starts[index] + len(own) + 1)
        return found

    @cached_property
    def _words(self) -> str:
        """The whole report folded, so that one search finds every mention, wrapped ones too."""
        return " ".join(self.folded)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins in ``_words``."""
        return [0, *itertools.accumulate(len(folded) + 1 for folded in self.folded)]

    def find_caption(self, title: str, after: int = 0) -> Line | None:
        """The first caption or heading holding ``title`` below line ``after``, or None."""
        return next((line for line in self.find_captions(title) if line.no > after), None)


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """The words of a text for comparison: ``TABLO 2:  HiZMET BiNALARI`` -> ``tablo 2 hizmet binalari``."""
    return " ".join(_WORDS.findall(katla(text)))


def is_capitals(text: str, words: int = 1) -> bool:
    """True for capitals, the ASCII i among them, with at least ``words`` words of two letters or more."""
    letters = "".join(char for char in text if char.isalpha()).replace("i", "İ")
    return letters == upper(letters) and len(re.findall(r"[^\W\d_]{2,}", text)) >= words


def is_heading(text: str, folded_title: str) -> bool:
    """True when a line holds the title and is a heading rather than a sentence."""
    folded = fold(text)
    return folded_title in folded and (
        TABLE_CAPTION.match(text) is not None
        or is_capitals(text)
        or (len(folded_title) >= _HEADING_SHARE * len(folded) and not text.endswith("."))
    )


def read_report(path: Path, spellings: Mapping[str, str] | None = None) -> Report:
    """Read an annual report from its text (UTF-8) or from a PDF with a text layer; ``spellings`` as ``parse_report``.

    Raises:
        ReportError: when the file is missing, empty, not UTF-8 text, cut off, or no such report.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReportError(
            f"{path}: dosya okunamadı ({error.strerror}).",
            f"{path}: cannot read the file ({error.strerror}).",
        ) from None
    text = text_of(data, path.name) if is_pdf(data) else _decode(data, path.name)
    return parse_report(text, path.name, spellings)


def parse_report(text: str, name: str, spellings: Mapping[str, str] | None = None) -> Report:
    """The report of a text, checked to be one; ``name`` is what messages call it.

    Args:
        text: of the whole report.
        name: of its file.
        spellings: captions and column heads as this municipality writes them, and what the readers call them.

    Raises:
        ReportError: when the text is empty, cut off, or has none of the known tables.
    """
    if not text.strip():
        raise ReportError(f"{name}: dosya boş.", f"{name}: the file is empty.")
    report = _in_our_words(Report.from_text(text), spellings or {})
    opens, closes = report.find_caption(_OPENING), report.find_caption(_CLOSING)
    if opens and not closes:
        raise ReportError(
            f"{name}: rapor yarım; sonundaki “İç Kontrol Güvence Beyanı” yok. Metni PDF'den yeniden çıkarın.",
            f"{name}: the report is cut off: its closing statement of assurance is missing. "
            "Extract the text from the PDF again.",
        )
    if not any(report.find_caption(title) for title in _KNOWN_TITLES):
        raise ReportError(
            f"{name}: bilinen tabloların hiçbiri yok (hizmet binaları, spor tesisleri, ...). "
            "Belediye faaliyet raporunun tam metnini verin.",
            f"{name}: has none of the known tables (service buildings, sports facilities, ...). "
            "Give the whole text of the municipality's annual report.",
        )
    return report


def _in_our_words(report: Report, spellings: Mapping[str, str]) -> Report:
    """The report with each line that is such a caption or head, a table's number before it or not, as readers know it.

    Lines keep their numbers: a fact's source is the line that the municipality printed."""
    ours = {fold(theirs): words for theirs, words in spellings.items()}
    if not ours:
        return report
    return Report(tuple(_line_in_our_words(line, ours) for line in report.lines))


def _line_in_our_words(line: Line, ours: Mapping[str, str]) -> Line:
    number = TABLE_CAPTION.match(line.text)
    head = line.text[: number.end()] if number else ""
    words = ours.get(fold(line.text[len(head) :]))
    if words is None:
        return line
    return replace(line, text=f"{head}: {upper(words)}" if head else words)


def _decode(data: bytes, name: str) -> str:
    """Strict UTF-8; otherwise an error that says what the bytes look like."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _wrong_encoding(name, "UTF-16")
    if b"\0" in data:
        raise ReportError(f"{name}: metin dosyası değil (ikili dosya).", f"{name}: not a text file (binary content).")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            raise ReportError(
                f"{name}: dosya bir harfin ortasında kesilmiş; metni PDF'den yeniden çıkarın.",
                f"{name}: the file is cut in the middle of a letter; extract the text from the PDF again.",
            ) from None
    legacy = data.decode("cp1254", errors="replace")
    if sum(char in _TURKISH_LETTERS for char in legacy) < len(legacy) / 200:
        raise ReportError(
            f"{name}: metin dosyası değil ya da kodlaması bilinmiyor; UTF-8 metin verin.",
            f"{name}: not a text file, or its encoding is unknown; give UTF-8 text.",
        )
    # The two differ only in 0x80-0x9F: quotes and dashes in cp1254, nothing printable in ISO-8859-9.
    raise _wrong_encoding(name, "cp1254" if any(0x80 <= byte < 0xA0 for byte in data) else "ISO-8859-9")


def _wrong_encoding(name: str, encoding: str) -> ReportError:
    remedy = f"iconv -f {encoding} -t UTF-8 {name} > utf8.txt"
    return ReportError(
        f"{name}: dosya UTF-8 değil, {encoding} görünüyor. Önce dönüştürün: {remedy}",
        f"{name}: the file is not UTF-8, it looks like {encoding}. Convert it first: {remedy}",
    )
