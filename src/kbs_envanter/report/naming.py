"""Where the name of a building ends and its use begins.

Both are plain words in neighbouring columns. An empty line between them settles it in most rows. Where
the PDF ran them together, the height of centred cells tells which line the border is on: text is put
on one line only when the cells' middles differ by half a line, so name and use have three lines at
most between them. Within a line the words decide.
"""

from collections.abc import Iterable, Sequence

from kbs_envanter.report.tokens import Gap, Token, open_brackets
from kbs_envanter.report.vocabulary import is_facility, is_link, is_possessive

# The name column is narrow; a wider line holds words of the next column, too.
_USUAL_WIDTH = 24
_SLACK = 2
# Costs: a border where one of these holds is unlikely, but less so than one with a higher sum.
_IMPOSSIBLE, _ODD, _SLIGHT = 5, 2, 1


def name_width(rows: Iterable[Sequence[Token]]) -> int:
    """Width of the name column in characters, by the names that an empty line closes.

    Each row is its tokens from the name to the numbers.
    """
    widths = [_widest(row[:border]) for row in rows if (border := _empty_line(row)) is not None]
    return max([_USUAL_WIDTH, *(width + _SLACK for width in widths)])


def split_name(tokens: Sequence[Token], width: int = _USUAL_WIDTH) -> tuple[int, bool]:
    """Index where the use begins, and whether that is sure. ``len(tokens)`` when there is no use."""
    empty = _empty_line(tokens)
    if empty is not None:
        return empty, True
    costs = {i: _cost(tokens, i, width) for i in range(1, len(tokens))}
    if not costs:
        return len(tokens), False
    best = min(costs, key=lambda i: (costs[i], -tokens[i].gap, i))
    return best, list(costs.values()).count(0) == 1


def _empty_line(tokens: Sequence[Token]) -> int | None:
    return next((i for i, token in enumerate(tokens) if i and token.gap is Gap.EMPTY), None)


def _cost(tokens: Sequence[Token], at: int, width: int) -> int:
    """How unlikely it is that the use begins at ``at``."""
    name, use = tokens[:at], tokens[at:]
    last, first = name[-1], use[0]
    cost = 0
    lines = _line_count(name) + _line_count(use)
    if (first.gap is Gap.SPACE and lines > 3) or (first.gap is Gap.LINE and lines < 4):
        cost += _IMPOSSIBLE
    if is_link(last) or open_brackets(name) or _widest(name) > width:
        cost += _IMPOSSIBLE
    if not (first.text[0].isupper() or first.text[0].isdigit()):
        cost += _IMPOSSIBLE
    on_page = first.gap is Gap.PAGE
    if not (is_facility(last) or last.text.endswith(")") or (on_page and last.text.endswith("."))):
        cost += _ODD if not is_possessive(last) else 0 if on_page else _SLIGHT
    if len(name) == 1:
        cost += _SLIGHT
    if (_goes_on(last, first) and not on_page) or _repeats(name):
        cost += _SLIGHT
    return cost


def _repeats(name: Sequence[Token]) -> bool:
    """True for ``Gül Evi Evi``: the second is the use's."""
    return len(name) > 1 and name[-1].folded == name[-2].folded


def _goes_on(last: Token, first: Token) -> bool:
    """True for ``Merkezi Kütüphanesi`` and ``İstasyon Mahallesi``, one name; not for ``Çarşısı Çarşı``."""
    heads_name = is_facility(first) or first.folded.startswith("mahalle")
    return heads_name and is_possessive(first) and not last.folded.startswith(first.folded)


def _widest(tokens: Sequence[Token]) -> int:
    """Length of the longest line."""
    widths: dict[int, int] = {}
    for token in tokens:
        widths[token.no] = widths.get(token.no, -1) + 1 + len(token.text)
    return max(widths.values(), default=0)


def _line_count(tokens: Sequence[Token]) -> int:
    return len({token.no for token in tokens})
