"""Checks of what sentences add up: ``15.007 kişi, ... 7.372 kişi olmak üzere toplam 22.379 kişi``.

Also the staff of each directorate, which its chapter tells and the staff table prints.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kbs_envanter.report.event_tables import find_event_tables
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.prose import Paragraph, paragraphs_of_report
from kbs_envanter.report.text import Report, fold

__all__ = ["check_statements"]

_SUM = re.compile(r"olmak üzere,? (?:toplam(?:da)? )?(?P<total>\d[\d.]*\d|\d)")
_MONTHS = "Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık"
_PART = re.compile(rf"(?<![\d.,/%-])(\d{{1,3}}(?:\.\d{{3}})+|\d+)(?:['’]\w+)? (?!yıl|yaş|{_MONTHS})(?=[^\W\d])")
_SENTENCE = re.compile(r"[.;:] (?=[^\W\da-zçğıöşü])")
_STAFF = re.compile(r"(?P<name>(?:[^\W\d]+ ){1,7}Müdürlüğü), (?P<parts>[^.]*?) olmak üzere (?P<total>\d+) +kişi")
_ROW_END = re.compile(r"(?: (?:\d+|-)){2,} (\d+)$")
_SUBJECT_WORDS = 5
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


def check_statements(report: Report) -> list[Finding]:
    """Every sum that a sentence tells, every staff number, every event table against the text above it."""
    paragraphs = paragraphs_of_report(report)
    findings = [finding for paragraph in paragraphs for finding in _sums(paragraph)]
    findings += _staff(report, paragraphs)
    findings += _events(paragraphs)
    return findings


def _sums(paragraph: Paragraph) -> Iterator[Finding]:
    for match in _SUM.finditer(paragraph.text):
        told = _SENTENCE.split(paragraph.text[: match.start()])[-1]
        parts = [_integer(part) for part in _PART.findall(told)]
        # Numbers that open the sentence (a date, another count) are no parts; two of them at least are.
        tails = [parts[i:] for i in range(len(parts) - 1)]
        if not tails:
            continue
        total = _integer(match["total"])
        fitting = next((tail for tail in tails if sum(tail) == total), None)
        verdict = Verdict.HOLDS if fitting else Verdict.FAILS
        used = fitting or parts
        first = paragraph.line_at(match.start() - len(told))
        last = paragraph.line_at(match.end() - 1)
        computed = f"{' + '.join(map(str, used))} = {sum(used)}"
        ne = f"“{_subject(told, len(parts) - len(used))}”: sayılanların toplamı"
        yield Finding(ne, _lines(first, last), str(total), computed, verdict)


def _subject(told: str, skipped: int) -> str:
    """The last words before the first number that counts."""
    matches = list(_PART.finditer(told))
    before = re.split(r"[\d.;:]", told[: matches[skipped].start()])[-1]
    return " ".join(before.replace(",", " ").split()[-_SUBJECT_WORDS:]) or "Metin"


def _staff(report: Report, paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """The staff of a directorate in its chapter and in the table of all directorates."""
    totals: dict[str, tuple[int, int]] = {}
    for line in report.lines:
        match = _ROW_END.search(line.text)
        if match and "Müdürlüğü" in line.text:
            totals.setdefault(fold(line.text[: match.start()]), (line.no, int(match[1])))
    for paragraph in paragraphs:
        for match in _STAFF.finditer(paragraph.text) if "Müdürlüğü, " in paragraph.text else ():
            name = next((name for name in totals if fold(match["name"]).endswith(name)), "")
            if name:
                row_line, printed = totals[name]
                told = int(match["total"])
                verdict = Verdict.HOLDS if told == printed else Verdict.FAILS
                lines = f"{row_line};{paragraph.line_at(match.start('total'))}"
                own_name = " ".join(match["name"].split()[-len(name.split()) :])
                yield Finding(
                    f"{own_name}: personel sayısı, tabloda ve bölümünde",
                    lines,
                    str(printed),
                    str(told),
                    verdict,
                )


def _events(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """Events and visitors of a table against the sentence above it."""
    for table in find_event_tables(paragraphs):
        told = {_integer(number) for number in _NUMBER.findall(table.above.text)}
        lines = _lines(table.above.first, table.rows[-1][3])
        for ne, printed in (
            ("etkinlik", [row[1] for row in table.rows]),
            ("katılımcı", [row[2] for row in table.rows]),
        ):
            computed = sum(_integer(number) for number in printed if number != "-")
            near = [number for number in told if computed and abs(number - computed) <= max(1, computed // 10)]
            if computed in told:
                yield Finding(f"{table.kind}: {ne} toplamı", lines, str(computed), str(computed), Verdict.HOLDS)
            elif near:
                closest = min(near, key=lambda number: abs(number - computed))
                yield Finding(f"{table.kind}: {ne} toplamı", lines, str(closest), str(computed), Verdict.FAILS)


def _integer(text: str) -> int:
    return int(Decimal(text.replace(".", "")))


def _lines(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
