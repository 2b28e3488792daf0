"""CQL2 Text: the grammar, and the tree of a text.

The parser is a table (LALR) and builds the tree as it goes, so no depth of nesting can exhaust the stack.
"""

import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, v_args

from kbs_envanter.store.cql2.calls import call
from kbs_envanter.store.cql2.geometry import KINDS, geometry
from kbs_envanter.store.cql2.tree import (
    MAXIMUM_DEPTH,
    Array,
    Boolean,
    Cql2Refused,
    Expression,
    Geometry,
    Number,
    Property,
    String,
    number,
    refuse_deep,
    refuse_long,
    within_limits,
    word,
)

# Rules of OGC 21-065r2, Annex B; what kinds of values go together is checked against the columns, not here.
# Literals such as DATE('...') and BBOX(...) and the functions of the standard all read as a call.
_GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction (_OR conjunction)*
?conjunction: negation (_AND negation)*
?negation: predicate | NOT negation -> negated
?predicate: sum
    | sum COMPARE sum -> binary
    | sum [NOT] _LIKE sum -> like
    | sum [NOT] _BETWEEN sum _AND sum -> between
    | sum [NOT] _IN "(" disjunction ("," disjunction)* ")" -> among
    | sum _IS [NOT] _NULL -> null
?sum: term | sum SIGN term -> binary
?term: power | term (TIMES | DIV) power -> binary
?power: factor | factor POWER factor -> binary
?factor: atom | SIGN atom -> signed
?atom: STRING -> string
    | NUMBER -> number
    | TRUE -> true
    | FALSE -> false
    | NAME -> name
    | QUOTED -> quoted
    | NAME "(" [disjunction ("," disjunction)*] ")" -> called
    | "(" disjunction ")"
    | "(" ")" -> array
    | "(" disjunction ("," disjunction)+ ")" -> array
    | geometry
geometry: GEOMETRY body
body: "(" _part ("," _part)* ")"
_part: position | body | geometry
position: coordinate coordinate [coordinate]
coordinate: [SIGN] NUMBER

STRING: /'(?:[^'\\]|\\'|\\(?!')|'')*'/
QUOTED: /"[^"]+"/
NUMBER: /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/
GEOMETRY.2: /(?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)(?:\s*Z)?(?=\s*\()/i
NAME: /(?:[^\W\d]|:)[\w.:]*/
COMPARE: /<>|<=|>=|[=<>]/
SIGN: /[+-]/
TIMES: /[*\/%]/
POWER: "^"
SPACE: /\s+/
%declare _OR _AND NOT _LIKE _BETWEEN _IN _IS _NULL DIV TRUE FALSE
%ignore SPACE
"""
_KEYWORDS = {name.lstrip("_"): name for name in "_OR _AND NOT _LIKE _BETWEEN _IN _IS _NULL DIV TRUE FALSE".split()}
_BRACKETS = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"[^\"]*\"|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\'|''")


@lru_cache(maxsize=512)
def parse_text(text: str) -> Expression:
    """The tree of a filter in CQL2 Text.

    Raises:
        Cql2Refused: naming the line and column, or the word, that is wrong.
    """
    refuse_long(text)
    refuse_deep(text, _BRACKETS, MAXIMUM_DEPTH)
    try:
        tree: Any = _PARSER.parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(error) from error
    return within_limits(tree)


def _syntax_error(error: UnexpectedInput) -> Cql2Refused:
    if isinstance(error, UnexpectedCharacters):
        tr, en = f"{word(error.char)} beklenmiyordu", f"{word(error.char)} was not expected"
        if error.char in "'\"":
            tr, en = "açılan tırnak kapanmıyor", "a quote opens and does not close"
    elif (token := getattr(error, "token", None)) is None or token.type == "$END":
        return Cql2Refused("Süzgeç yarım kalmış; sonunu tamamlayın.", "The filter ends too early; complete it.")
    else:
        tr, en = f"{word(token)} beklenmiyordu", f"{word(token)} was not expected"
    return Cql2Refused(
        f"Süzgeç okunamadı: {error.line}. satır, {error.column}. sütunda {tr}. "
        "Metinler tek tırnak içinde yazılır: ad LIKE 'Kültür%' AND alan_m2 > 100.",
        f"The filter cannot be read: line {error.line}, column {error.column}: {en}. "
        "Texts go in single quotes: ad LIKE 'Kültür%' AND alan_m2 > 100.",
    )


def _keyword(token: Token) -> Token:
    kind = _KEYWORDS.get(token.upper()) if token.isascii() else None
    return Token.new_borrow_pos(kind, token, token) if kind else token


def _negated_if(negation: Token | None, expression: Expression) -> Expression:
    return expression if negation is None else call("not", [expression])


@v_args(inline=True)
class _Tree(Transformer[Token, Expression]):
    """Builds the tree, rule by rule."""

    def disjunction(self, *parts: Expression) -> Expression:
        return call("or", parts)

    def conjunction(self, *parts: Expression) -> Expression:
        return call("and", parts)

    def negated(self, _not: Token, part: Expression) -> Expression:
        return call("not", [part])

    def binary(self, left: Expression, operator: Token, right: Expression) -> Expression:
        return call(operator, [left, right])

    def like(self, value: Expression, negation: Token | None, pattern: Expression) -> Expression:
        return _negated_if(negation, call("like", [value, pattern]))

    def between(self, value: Expression, negation: Token | None, low: Expression, high: Expression) -> Expression:
        return _negated_if(negation, call("between", [value, low, high]))

    def among(self, value: Expression, negation: Token | None, *items: Expression) -> Expression:
        return _negated_if(negation, call("in", [value, Array(items)]))

    def null(self, value: Expression, negation: Token | None) -> Expression:
        return _negated_if(negation, call("is null", [value]))

    def signed(self, sign: Token, value: Expression) -> Expression:
        if sign == "+":
            return value
        return Number(-value.value) if isinstance(value, Number) else call("*", [number(-1), value])

    def string(self, token: Token) -> Expression:
        return String(_ESCAPED.sub("'", token[1:-1]))

    def number(self, token: Token) -> Expression:
        return number(str(token))

    def true(self, _token: Token) -> Expression:
        return Boolean(True)

    def false(self, _token: Token) -> Expression:
        return Boolean(False)

    def name(self, token: Token) -> Expression:
        return Property(str(token))

    def quoted(self, token: Token) -> Expression:
        return Property(token[1:-1])

    def called(self, name: Token, *args: Expression | None) -> Expression:
        return call(str(name), [arg for arg in args if arg is not None])

    def array(self, *items: Expression) -> Expression:
        return Array(items)

    def coordinate(self, sign: Token | None, token: Token) -> float:
        return -float(token) if sign == "-" else float(token)

    def position(self, *values: float | None) -> tuple[float, ...]:
        return tuple(value for value in values if value is not None)

    def body(self, *parts: Any) -> list[Any]:
        return list(parts)

    def geometry(self, token: Token, body: list[Any]) -> Geometry:
        kind = KINDS[token.upper().removesuffix("Z").strip()]
        if kind == "Point":
            return geometry(kind, body[0] if len(body) == 1 else None)
        if kind == "MultiPoint":  # MULTIPOINT((1 2),(3 4)) and MULTIPOINT(1 2, 3 4) are both in use
            body = [part[0] if isinstance(part, list) and len(part) == 1 else part for part in body]
        return geometry(kind, body)


_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=_Tree(), lexer_callbacks={"NAME": _keyword})
