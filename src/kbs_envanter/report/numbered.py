"""Rows of a numbered list: which of the numbers at line starts are row numbers."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kbs_envanter.report.text import Line, Report
from kbs_envanter.report.tokens import Gap, Token

_NUMBER = re.compile(r"\d{1,4}")
# What counts or describes something: 5 Katlı, 35 m2, 14 Adet, 1 Nolu, 657 Ada.
_COUNTED = re.compile(r"(kat(li)?|no ?lu|adet|m2?|ada|parsel\w*|sayili|kisi(lik)?|yil(lik|ligina)?|gun|ay|blok|h|ha)")
# So many numbers in a row may be missing, when what follows looks like a row.
_LARGEST_STEP = 20


@dataclass(frozen=True)
class NumberedRow:
    """A row: its number, the line of the number, and the words after it."""

    sira: int
    satir: int
    tokens: Sequence[Token]


def numbered_rows(tokens: Sequence[Token], begins: Callable[[Sequence[Token]], bool]) -> list[NumberedRow]:
    """Cut the words of a list into rows.

    A row number stands at the start of a line and is larger than the one before. Many other numbers do
    so too (floors, areas, door numbers), therefore the longest chain of numbers is taken. A number that
    is not exactly the next belongs to the chain only if ``begins`` says that a row begins after it.
    """
    starts = _longest_chain(tokens, [i for i in range(len(tokens)) if _may_start(tokens, i)], begins)
    return [
        NumberedRow(int(tokens[start].text), tokens[start].no, tokens[start + 1 : end])
        for start, end in itertools.pairwise([*starts, len(tokens)])
        if end > start + 1
    ]


def restore_numbers(report: Report, lines: Sequence[Line]) -> list[Line]:
    """Put back the row numbers that stand alone at the top of a page and were taken for page numbers."""
    restored: list[Line] = []
    last = 0
    before = lines[0].no if lines else 0
    for line in lines:
        for dropped in report.between(before + 1, line.no - 1):
            if dropped.text == str(last + 1):
                restored.append(dropped)
                last += 1
        restored.append(line)
        first = line.text.split()[0] if line.text else ""
        if first == str(last + 1):
            last += 1
        before = line.no
    return restored


def _may_start(tokens: Sequence[Token], i: int) -> bool:
    return (
        tokens[i].gap is not Gap.SPACE
        and _NUMBER.fullmatch(tokens[i].text) is not None
        and i + 1 < len(tokens)
        and _COUNTED.fullmatch(tokens[i + 1].folded) is None
    )


def _longest_chain(
    tokens: Sequence[Token], candidates: Sequence[int], begins: Callable[[Sequence[Token]], bool]
) -> list[int]:
    """The candidates that make the best increasing chain; a step of one and a good beginning count more."""
    best: list[tuple[int, list[int]]] = []
    for i in candidates:
        number, good = int(tokens[i].text), begins(tokens[i + 1 :])
        score, chain = (2 * good + (number == 1), []) if good or number == 1 else (0, [])
        for other_score, other in best:
            if not other:
                continue
            step = number - int(tokens[other[-1]].text)
            if step == 1 or (good and 1 < step <= _LARGEST_STEP):
                joined = other_score + 2 * good + (step == 1) + 1
                if joined > score:
                    score, chain = joined, other
        best.append((score, [*chain, i] if score else []))
    return max(best, key=lambda scored: scored[0], default=(0, []))[1]
