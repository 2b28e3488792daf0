"""Page numbers: lone numbers at the head or foot of pages, blanked out before they pass for cells."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kbs_envanter.report.text import Line, Report

__all__ = ["without_page_numbers"]

_NUMBER = re.compile(r"(?:sayfa\s*)?(\d{1,4})", re.IGNORECASE)
# A report numbers its pages when so many lone numbers grow with the pages.
_LEAST_PAGES = 3


@lru_cache(maxsize=4)  # every table asks for it
def without_page_numbers(report: Report) -> Report:
    """The report with empty lines in place of page numbers; the report itself when it has none.

    Other lone numbers, such as the number of a row at the head of a page, do not grow with the pages.
    """
    texts = [line for line in report.lines if line.text]
    heads = [line for line in texts if line.page]
    feet = [above for above, line in itertools.pairwise(texts) if line.page] + texts[-1:]
    numbers = _counting_up(heads) | _counting_up(feet)
    if not numbers:
        return report
    cleaned = Report(tuple(replace(line, text="") if line.no in numbers else line for line in report.lines))
    # Folding a whole report takes longer than reading its tables.
    vars(cleaned)["folded"] = tuple("" if no in numbers else folded for no, folded in enumerate(report.folded, 1))
    return cleaned


def _counting_up(lines: Sequence[Line]) -> set[int]:
    """The longest chain of lone numbers, one line a page, that grow at most as fast as the pages.

    They may grow slower, because an indented line is taken for the head of a page, too.
    """
    matches = ((page, line, _NUMBER.fullmatch(line.text)) for page, line in enumerate(lines))
    numbered = [(page, int(match[1]), line.no) for page, line, match in matches if match]
    chains: list[list[tuple[int, int, int]]] = []
    for page, number, no in numbered:
        fitting = [chain for chain in chains if 0 < number - chain[-1][1] <= page - chain[-1][0]]
        chains.append([*max(fitting, key=len, default=[]), (page, number, no)])
    longest = max(chains, key=len, default=[])
    return {no for _, _, no in longest} if len(longest) >= _LEAST_PAGES else set()
