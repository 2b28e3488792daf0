"""Checks of the performance tables: percentages, and figures that other tables print for the same indicator.

A directorate's table goes ``title, unit, last year, target, result, percentage •``; its summary table
``title, last year, this year, unit``; the plan's table ``code, title, target, result, percentage, weight``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kbs_envanter.domain.numbers import format_decimal, parse_number
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.prose import Paragraph, paragraphs_of_report
from kbs_envanter.report.text import Report, fold

__all__ = ["check_performance"]

_N = r"\d[\d.,]*"
_RESULT = re.compile(
    rf"(?P<unit>[^\W\d][^\s\d•]*|m2) (?P<before>{_N}|-) (?P<target>{_N}) (?P<result>{_N}) (?P<percent>{_N}) •"
)
_PLAN = re.compile(
    rf"[^\W\d]{{2}}\d+(?:\.\d+)+ (?P<title>.*?) (?P<target>{_N}) (?P<result>{_N}) (?P<percent>{_N}) {_N}"
)
_SUMMARY = re.compile(
    rf"(?:^|\s)(?:- )?(?P<before>{_N}) (?P<result>{_N}) "
    r"(?P<unit>adet|m2|m²|dönüm|kişi|metre|ton|hektar|porsiyon|saat|litre)\b",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"sayilarla (.*? mudurlugu)\b.*")
# Figures as large as this are not equal by chance.
_TELLING = 1000
# A number of the text so near to the figure of the table is meant to be the same.
_NEAR = Decimal("0.02")
_HEADING_WORDS = 2
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{4,}(?:,\d+)?")
_HUNDRED, _PERCENT_DIGIT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True)
class _Indicator:
    """An indicator as one table gives it; ``title`` may begin too early, ``words`` are its folded words."""

    chapter: str
    title: str
    line: int
    unit: str
    before: str
    target: str
    result: str
    percent: str

    @cached_property
    def words(self) -> str:
        """The title folded for comparison."""
        return fold(self.title)


def check_performance(report: Report) -> list[Finding]:
    """Percentages and double statements. What holds is counted in one finding of each kind."""
    results, summaries = _read(report)
    return [
        *_percentages(results),
        *_plan(report, results),
        *_doubles(results, summaries),
        *_told(report, summaries),
    ]


def _read(report: Report) -> tuple[list[_Indicator], list[_Indicator]]:
    """The rows of the tables of results and of the summary tables, with the directorate of their chapter."""
    chapter = ""
    results, summaries = [], []
    for paragraph in paragraphs_of_report(report):
        heading = _CHAPTER.match(paragraph.folded)
        chapter = heading[1] if heading else chapter
        start = 0
        found = list(_RESULT.finditer(paragraph.text))
        for match in found:
            title = paragraph.text[start : match.start()].strip()
            line = paragraph.line_at(match.start("result"))
            results.append(_Indicator(chapter, title, line, **match.groupdict()))
            start = match.end()
        for match in _SUMMARY.finditer(paragraph.text) if not found else ():
            line = paragraph.line_at(match.start("result"))
            title = paragraph.text[: match.start()].strip(" -")
            summaries.append(_Indicator(chapter, title, line, target="", percent="", **match.groupdict()))
    return results, summaries


def _percentages(results: Sequence[_Indicator]) -> Iterator[Finding]:
    """Result in per cent of the target, or the other way round where less is better."""
    checked = 0
    for one in results:
        target, result, percent = (_value(text) for text in (one.target, one.result, one.percent))
        if not target:
            continue
        ways = [result / target * _HUNDRED, target / result * _HUNDRED if result else Decimal(0)]
        if any(abs(way - percent) <= _PERCENT_DIGIT for way in ways):
            checked += 1
        else:
            computed = format_decimal(round(ways[0], 2))
            yield Finding(
                f"Gösterge “{_short(one)}”: gerçekleşme oranı",
                str(one.line),
                one.percent,
                computed,
                Verdict.FAILS,
            )
    yield from _all_hold("Gösterge tabloları: gerçekleşme oranı", results, checked)


def _plan(report: Report, results: Sequence[_Indicator]) -> Iterator[Finding]:
    """The same indicator in the tables of the plan: target, result and percentage."""
    rows = [(line.no, match) for line in report.lines if (match := _PLAN.fullmatch(line.text))]
    times = Counter(fold(match["title"]) for _, match in rows)
    pairs = []
    for no, match in rows:
        title = fold(match["title"])
        same = [one for one in results if one.words.endswith(title)]
        if times[title] == 1 and len(same) == 1:
            pairs.append((no, match, same[0]))
    checked = 0
    for no, match, one in pairs:
        wrong = list(_differences(no, match, one))
        yield from wrong
        checked += not wrong
    yield from _all_hold("Göstergeler: müdürlük tablosu ile plan tablosu", [one for _, _, one in pairs], checked)


def _differences(no: int, match: re.Match[str], one: _Indicator) -> Iterator[Finding]:
    for ne, printed, other in (
        ("hedef", one.target, match["target"]),
        ("gerçekleşme", one.result, match["result"]),
    ):
        if _value(printed) != _value(other):
            yield Finding(
                f"Gösterge “{_short(one)}”: {ne}, iki tabloda",
                f"{one.line};{no}",
                printed,
                other,
                _compare(printed, other),
            )


def _doubles(results: Sequence[_Indicator], summaries: Sequence[_Indicator]) -> Iterator[Finding]:
    """A quantity of both tables of a chapter: one of its two large figures tells that it is the same."""
    checked = []
    for one in summaries:
        for other in results:
            if one.chapter != other.chapter or fold(one.unit) != fold(other.unit):
                continue
            same = [_same(one.before, other.before), _same(one.result, other.result)]
            if all(same):
                checked.append(one)
            elif any(same) and min(_value(one.before), _value(one.result)) >= _TELLING:
                ne, printed, told = (
                    ("bu yılki", one.result, other.result) if same[0] else ("önceki yılki", one.before, other.before)
                )
                yield Finding(
                    f"“{_short(one)}” ile “{_short(other)}”: {ne} değer",
                    f"{one.line};{other.line}",
                    printed,
                    told,
                    _compare(printed, told),
                )
    yield from _all_hold("Müdürlük özet tabloları ile gösterge tabloları: aynı miktarlar", checked, len(checked))


def _told(report: Report, summaries: Sequence[_Indicator]) -> Iterator[Finding]:
    """The figure of a work in the text below its heading, where the chapter explains each work."""
    checked = []
    by_heading: defaultdict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs_of_report(report):
        by_heading[fold(paragraph.lines[0].text)].append(paragraph)
    for one in summaries:
        value = _value(one.result)
        part = _explanation(one, by_heading) if value >= _TELLING else None
        if part is None:
            continue
        numbers = [_value(number) for number in _GROUPED.findall(part.text)]
        near = [number for number in numbers if 0 < abs(number - value) <= value * _NEAR]
        if value in numbers:
            checked.append(one)
        elif near:
            ne, lines = f"“{_short(one)}”: özet tabloda ve metinde", f"{one.line};{part.first}-{part.last}"
            yield Finding(ne, lines, one.result, format_decimal(near[0]), Verdict.FAILS)
    yield from _all_hold("Özet tabloları ile metin: aynı miktarlar", checked, len(checked))


def _explanation(one: _Indicator, by_heading: Mapping[str, Sequence[Paragraph]]) -> Paragraph | None:
    """The first paragraph below the table whose heading is the title, or its end."""
    words = one.words.split()
    for start in range(len(words) - _HEADING_WORDS + 1):
        below = (part for part in by_heading.get(" ".join(words[start:]), ()) if part.first > one.line)
        part = next(below, None)
        if part is not None:
            return part
    return None


def _same(one: str, other: str) -> bool:
    return _value(one) == _value(other) >= _TELLING


def _compare(one: str, other: str) -> Verdict:
    """Different figures; a rounding difference when one is the other with fewer decimals."""
    places = min(-int(_value(text).as_tuple().exponent) for text in (one, other))
    rounded = {round(_value(one), max(0, places)), round(_value(other), max(0, places))}
    cut = {int(_value(one)), int(_value(other))}
    return Verdict.ROUNDING if len(rounded) == 1 or (len(cut) == 1 and places <= 0) else Verdict.FAILS


def _all_hold(ne: str, rows: Sequence[_Indicator], checked: int) -> Iterator[Finding]:
    if checked:
        lines = f"{min(one.line for one in rows)}-{max(one.line for one in rows)}"
        yield Finding(f"{ne} (tutanların sayısı)", lines, str(checked), str(checked), Verdict.HOLDS)


def _short(one: _Indicator) -> str:
    return " ".join(one.title.split()[-8:])


def _value(text: str) -> Decimal:
    return parse_number(text, "tr").value or Decimal(0)
