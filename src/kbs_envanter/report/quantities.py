"""Figures that the report prints more than once: found by their title, compared with what the rows say.

Summary and performance tables print the title of a quantity, wrapped over a few lines, and then figures: last
year's and this year's, or target, result and percentage.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kbs_envanter.domain.numbers import Style, format_decimal, parse_number
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.text import Report, fold

__all__ = ["Mention", "check_mentions", "compare", "figures_of", "find_mentions"]

# A title and its figures stand within so many lines, the empty ones counted.
_REACH = 14
# What may stand between a title and its figures.
_BETWEEN = re.compile(r"(miktari|sayisi|orani|m2?|adet|ha|hektar|metre|ton|yuzde)?")
_FIGURE = re.compile(r"\d+([.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """The figures given for a quantity, as printed, and their lines."""

    first: int
    last: int
    figures: tuple[str, ...]

    @property
    def lines(self) -> str:
        """``7480-7481``, or one number."""
        return f"{self.first}-{self.last}" if self.last > self.first else str(self.first)


def find_mentions(report: Report, title: str) -> list[Mention]:
    """Every place where the title is followed by figures, in the order of the report."""
    wanted = fold(title).split()
    mentions = (
        _mention(report, index, wanted) for index, line in enumerate(report.folded) if wanted[0] in line.split()
    )
    return [mention for mention in mentions if mention is not None]


def check_mentions(report: Report, ne: str, title: str, computed: Decimal) -> list[Finding]:
    """Compare a computed figure with every mention of the quantity; one figure of a mention has to agree."""
    return [compare(ne, mention.lines, mention.figures, computed, "tr") for mention in find_mentions(report, title)]


def compare(ne: str, satirlar: str, printed: Sequence[str], computed: Decimal, style: Style) -> Finding:
    """Compare printed figures with a computed one; of several printed figures one has to agree.

    Args:
        ne: what is compared, in Turkish.
        satirlar: lines of the printed figures.
        printed: the figures as printed.
        computed: what the rows say.
        style: how to read a printed figure whose shape leaves a doubt.
    """
    verdicts = {figure: _verdict(parse_number(figure, style).value, computed) for figure in printed}
    for verdict in (Verdict.HOLDS, Verdict.ROUNDING):
        agreeing = [figure for figure in printed if verdicts[figure] is verdict]
        if agreeing:
            return Finding(ne, satirlar, agreeing[0], format_decimal(computed), verdict)
    return Finding(ne, satirlar, " ".join(printed), format_decimal(computed), Verdict.FAILS)


def figures_of(text: str) -> list[str]:
    """The figures of a line, without units and currency."""
    return [word.strip("₺") for word in text.split() if _FIGURE.fullmatch(word.strip("₺"))]


def _verdict(printed: Decimal | None, computed: Decimal) -> Verdict:
    if printed is None:
        return Verdict.FAILS
    difference = abs(printed - computed)
    if difference == 0:
        return Verdict.HOLDS
    return Verdict.ROUNDING if difference <= max(map(_half_unit, (printed, computed))) else Verdict.FAILS


def _half_unit(figure: Decimal) -> Decimal:
    """Half of the last digit that is written: 0.005 for ``0.32``."""
    return Decimal(5).scaleb(int(figure.as_tuple().exponent) - 1)


def _mention(report: Report, index: int, wanted: list[str]) -> Mention | None:
    """The mention whose title begins in line ``index`` (from 0), or None."""
    lines = report.lines[index : index + _REACH]
    words = [(line.no, word) for line in lines for word in line.text.split()]
    start = _title_end(words, wanted, lines[0].no)
    if start is None:
        return None
    figures: list[str] = []
    last = 0
    for no, word in _outside_brackets(words[start:]):
        if _FIGURE.fullmatch(word):
            figures.append(word)
            last = no
        elif fold(word) == "sayili":  # the number of a law
            return None
        elif figures or not _BETWEEN.fullmatch(fold(word)):
            break
    return Mention(lines[0].no, last, tuple(figures)) if figures else None


def _outside_brackets(words: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    depth = 0
    for no, word in words:
        inside = depth > 0 or word.startswith("(")
        depth += word.count("(") - word.count(")")
        if not inside:
            yield no, word


def _title_end(words: Sequence[tuple[int, str]], wanted: list[str], first_line: int) -> int | None:
    """Index of the word after the title, which begins in ``first_line``; None when it does not."""
    for start, (no, _) in enumerate(words):
        if no != first_line:
            return None
        found: list[str] = []
        for end in range(start, len(words)):
            found += fold(words[end][1]).split()
            if found == wanted:
                return end + 1
            if found != wanted[: len(found)]:
                break
    return None
