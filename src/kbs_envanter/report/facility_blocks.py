"""Which facility a piece of text speaks of: by the heading above it, or by its place in a list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.report.facility_facts import Fact, iso_date
from kbs_envanter.report.open_places import title_case
from kbs_envanter.report.prose import Paragraph, is_title
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Line, fold, is_capitals
from kbs_envanter.report.tokens import Gap, Token, find_anchors

# The last word of a facility's name.
_NOUN = re.compile(
    r"\w*(kutuphane(si|leri)?|merkez(i|leri)|muzesi|akademisi|bakimev(i|leri)|oyunevi|carsisi|stadi|tesis(i|leri)|"
    r"havuzu|sanatevi|konagi|bahcesi|parki|parklari|universitesi|salonu|market(i|ler)?|bilgievi|bilgievleri|"
    r"barinagi|klinigi|poliklinigi|okulu|taziyeevi|lokali|galerisi|sahasi)"
)
# What a heading may say after the name, and before it.
_SERVICE = re.compile(r"(faaliyet|hizmet|basvuru|atolye|calisma)\w*")
_INTRODUCTION = re.compile(r"^(?:[A-Z]|\d+(?:\.\d+)*)\s?[-.)]\s*|^.*(?:[Gg]erçekleştirildiği|Hizmet Verilen)\s+")
_LONGEST_NAME = 9
# Names are alike by the beginnings of their words; a host is named with so many words.
_STEM, _HOST_WORDS = 6, 3
# A line that stops so early is a heading; text goes on to the end of the column.
_SHORT_LINE = 40
_BULLET = re.compile(r"•\s*([^•]+)")
_COUNTED = re.compile(r",? olmak üzere (?:toplam )?\d+ (?:adet |farklı )*(?P<kind>[^\W\d]+ [^\W\d]+)")
_KIND_SUFFIX = re.compile(r"(yla|yle|nda|nde|m[ıiuü]z)$")
_OPENED = re.compile(
    r"(?P<date>\d{1,2} [^\W\d]+ \d{4}) tarihinde açılan "
    r"(?P<name>(?:[^\W\da-zçğıöşüâîû][^\W\d]* )*[^\W\d]*[Mm]arket[iı]?)"
    r"(?:[’']?[yi]le| ile)? (?P<count>\d+) mahalle"
)
_OURS = re.compile(r"ilce\w*|(belediye|mudurlug)\w*miz\w*")
# A centre named after its neighbourhood.
_LOCAL = re.compile(r"\b(konagi|bakimevi|taziyeevi|kultur ve sanat merkezi|danismanlik merkezi|market\w*|oyunevi)")


@dataclass(frozen=True)
class Block:
    """A facility's name and the paragraphs below it."""

    name: str
    body: Sequence[Paragraph]


def facility_of_heading(paragraph: Paragraph) -> str:
    """The facility that the heading of a paragraph names; empty when there is none."""
    heading, _ = _split_heading(paragraph)
    return _facility_name(heading) if heading else ""


def is_facility_name(text: str) -> bool:
    """True for a facility's name, or its initials: ``YKB``."""
    words = fold(text).split()
    return bool(words) and (_NOUN.fullmatch(words[-1]) is not None or (len(words) == 1 and is_capitals(text)))


def find_blocks(paragraphs: Sequence[Paragraph]) -> Iterator[Block]:
    """Every heading that is a facility's name, with the text down to the next heading."""
    name = ""
    body: list[Paragraph] = []
    for paragraph in paragraphs:
        heading, rest = _split_heading(paragraph)
        if heading or _opens_with_heading(paragraph):
            if name and body:
                yield Block(name, body)
            name, body = _facility_name(heading) if heading else "", []
        if rest:
            body.append(Paragraph(rest))
    if name and body:
        yield Block(name, body)


def _split_heading(paragraph: Paragraph) -> tuple[str, tuple[Line, ...]]:
    """The heading that a paragraph is or begins with, and the lines below it."""
    if is_title(paragraph.text):
        return paragraph.text, ()
    end = 0
    for line in paragraph.lines:
        if not is_capitals(line.text) or line.text.startswith("•"):
            break
        end += 1
    first = paragraph.lines[0].text
    if not end and len(first) < _SHORT_LINE and is_title(first) and _facility_name(first):
        end = 1
    return " ".join(line.text for line in paragraph.lines[:end]), paragraph.lines[end:]


def _opens_with_heading(paragraph: Paragraph) -> bool:
    """True when the first line is a heading of something else, with the text right below it."""
    first, *others = paragraph.lines
    return bool(others) and others[0].text[0].isupper() and len(first.text) < _SHORT_LINE and is_title(first.text)


def _facility_name(heading: str) -> str:
    """The facility that a heading names; empty when it names none."""
    text = _INTRODUCTION.sub("", re.sub(r"\s*\([^)]*\)$", "", heading))
    words = text.split()
    while words and _SERVICE.fullmatch(fold(words[-1])):
        words = words[:-1]
    if not 1 < len(words) <= _LONGEST_NAME or not _NOUN.fullmatch(fold(words[-1])):
        return ""
    return title_case(" ".join(words))


def find_listed(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Fact]]:
    """Facilities told in lists: bullets, ``A, B ve C olmak üzere 3 adet``, markets opened."""
    for paragraph in paragraphs:
        if "•" in paragraph.text:
            yield from _bullets(paragraph)
        if "olmak üzere" in paragraph.text:
            yield from _counted(paragraph)
        for match in _OPENED.finditer(paragraph.text):
            name = match["name"]
            yield name, _fact(paragraph, match, "date", "acilis_tarihi", iso_date(match["date"]))
            yield (
                name,
                _fact(paragraph, match, "count", "hizmet_verilen_mahalle_sayisi", match["count"], "mahalle"),
            )


def _bullets(paragraph: Paragraph) -> Iterator[tuple[str, Fact]]:
    for match in _BULLET.finditer(paragraph.text):
        words = match[1].split()
        end = next((i for i, word in enumerate(words) if word[0].islower() and word != "ve"), len(words))
        name = " ".join(words[:end])
        if 1 < end <= _LONGEST_NAME and "(" not in name and _LOCAL.search(fold(name)):
            lines = paragraph.line_at(match.start()), paragraph.line_at(match.start(1) + len(name) - 1)
            yield name, Fact("durum", "hizmet veriyor", "", *lines)


def _counted(paragraph: Paragraph) -> Iterator[tuple[str, Fact]]:
    """Members of a list that says what they are; one may leave that noun out: ``Selçuklu ve Soğuksu``."""
    for match in _COUNTED.finditer(paragraph.text):
        kind = _KIND_SUFFIX.sub("", match["kind"])
        noun = fold(kind.split()[-1])
        if not _NOUN.fullmatch(noun):
            continue
        told = re.split(r"[.;:] ", paragraph.text[: match.start()])[-1]
        *parts, last = told.split(",")
        parts += last.rsplit(" ve ", 1)
        for part in parts:
            name = _name_in(part)
            if not name or len(name.split()) > _LONGEST_NAME:
                continue
            at = match.start() - len(told) + told.index(part) + part.index(name)
            lines = paragraph.line_at(at), paragraph.line_at(at + len(name) - 1)
            if not any(_NOUN.fullmatch(word) or word[:5] == noun[:5] for word in fold(name).split()):
                name = f"{name} {' '.join(word[:1].upper() + word[1:] for word in kind.split())}"
            yield name, Fact("tur", kind, "", *lines)


def _name_in(part: str) -> str:
    """The capitalised words that a member of a list ends with, without a remark in brackets."""
    words = re.sub(r"\s*\([^)]*\)\s*$", "", part).split()
    start = next((i + 1 for i in reversed(range(len(words))) if words[i][0].islower() and words[i] != "ve"), 0)
    name = " ".join(word for word in words[start:] if not _OURS.fullmatch(fold(word)))
    return name if name and (not name[0].isdigit() or name.split()[0].endswith(".")) else ""


def _fact(paragraph: Paragraph, match: re.Match[str], group: str, bilgi: str, deger: str, birim: str = "") -> Fact:
    lines = paragraph.line_at(match.start(group)), paragraph.line_at(match.end(group) - 1)
    return Fact(bilgi, deger, birim, *lines)


class FacilityPlaces:
    """Tells the neighbourhood of a facility by its name, by the property tables, or by what is said of it."""

    def __init__(self, buildings: Sequence[Row], names: NeighbourhoodNames) -> None:
        """Index the names in the property table; a row may name several facilities."""
        self._names = names
        self._rows: list[tuple[str, str]] = []
        for row in buildings:
            for part in re.split(r"\s-\s?|-\s|,\s| ile ", row["ad"]):
                self._rows.append((fold(part), row["mahalle"]))

    def mahalle(self, name: str, body: Sequence[Paragraph]) -> str:
        """The neighbourhood of a facility, empty when it is not told or not sure."""
        told = self._named(name)
        if told is not None:
            return told
        own = fold(name)
        exact = {mahalle for part, mahalle in self._rows if part == own}
        alike = {mahalle for part, mahalle in self._rows if _is_like(own, part)}
        hosts = {mahalle for part, mahalle in self._rows if any(_is_in(part, paragraph) for paragraph in body)}
        for found in (exact, alike, hosts):
            if len(found) == 1:
                return found.pop()
        for paragraph in body:
            anchors = find_anchors(paragraph.tokens, self._names)
            if anchors:
                return anchors[0].mahalle.ad
        return ""

    def _named(self, name: str) -> str | None:
        """What the name itself tells; None when it tells nothing."""
        words = name.split()
        anchors = find_anchors([Token(word, 0, Gap.SPACE) for word in [*words, ""]], self._names)
        if anchors:
            return anchors[0].mahalle.ad
        if _LOCAL.search(fold(name)):
            for length in (2, 1):
                found = self._names.find(" ".join(words[:length]))
                if found is not None:
                    return found.ad
        return "" if "mahallesi" in fold(name).split() else None


def _is_like(own: str, part: str) -> bool:
    """True when every word of the name is in the part, endings aside: ``Kuşlu Kütüphane (Çocuk)``."""
    stems = {word[:_STEM] for word in part.split()}
    words = own.split()
    return len(words) > 1 and all(word[:_STEM] in stems for word in words)


def _is_in(part: str, paragraph: Paragraph) -> bool:
    return len(part.split()) >= _HOST_WORDS and part in paragraph.folded
