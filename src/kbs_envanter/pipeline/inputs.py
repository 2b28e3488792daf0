"""Reading the committed CSV tables: every row is checked before anything is written anywhere."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kbs_envanter.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an input file: where it is, what it is and the way out, in both languages."""

    file: str
    line: int
    column: str
    tr: str
    en: str

    def __str__(self) -> str:
        return f"{self.file}, satır {self.line}, sütun {self.column}: {self.tr} / {self.en}"


class InputRefused(UserError):
    """An input cannot be taken. Nothing of it was stored; ``problems`` names every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def _blank_is_none(value: Any) -> Any:
    return None if value == "" else value


def _no_comma(value: Any) -> Any:
    if isinstance(value, str) and "," in value:
        raise ValueError("comma")
    return value


Text = Annotated[str | None, BeforeValidator(_blank_is_none)]
Name = Annotated[str, Field(min_length=1)]
LineNumber = Annotated[int, Field(ge=1)]
Area = Annotated[Decimal | None, Field(gt=0), BeforeValidator(_no_comma), BeforeValidator(_blank_is_none)]


class Row(BaseModel):
    """A row of a CSV table; field names are the header, in order."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


R = TypeVar("R", bound=Row)

# pydantic's error types, said for the person who has the file open.
_SAID = {
    "int_parsing": ("tam sayı değil; yalnız rakamla yazın", "is not a whole number; write digits only"),
    "decimal_parsing": (
        "sayı değil; binlik ayırıcı koymadan noktayla yazın (1413.72) ya da boş bırakın",
        "is not a number; write it with a dot and no thousands separator (1413.72), or leave it empty",
    ),
    "float_parsing": ("sayı değil; noktayla yazın (41.01)", "is not a number; write it with a dot (41.01)"),
    "greater_than": (
        "sıfırdan büyük olmalı; bilinmiyorsa boş bırakın",
        "must be above zero; leave it empty if unknown",
    ),
    "greater_than_equal": ("çok küçük", "is too small"),
    "less_than_equal": ("çok büyük", "is too large"),
    "string_too_short": ("boş olamaz", "must not be empty"),
    "enum": ("tanınmıyor", "is not known"),
    "literal_error": ("tanınmıyor", "is not known"),
}


def read_table(
    path: Path, model: type[R], checks: Iterable[Callable[[R], tuple[str, str, str] | None]] = ()
) -> list[R]:
    """Read a CSV file (UTF-8, comma) into checked rows.

    Args:
        path: the file.
        model: its columns and their types.
        checks: more rules on a row; each answers (column, Turkish, English) or None.

    Raises:
        InputRefused: naming file, line, column and remedy of every fault.
    """
    checks = list(checks)
    columns = list(model.model_fields)
    rows: list[R] = []
    problems: list[Problem] = []
    try:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            _check_header(path, next(reader, []), columns)
            for cells in reader:
                line = reader.line_num
                if len(cells) != len(columns):
                    tr = f"{len(columns)} hücre beklenirken {len(cells)} var; virgüllü hücreyi tırnak içine alın"
                    en = f"{len(cells)} cells instead of {len(columns)}; quote a cell that has a comma"
                    problems.append(Problem(path.name, line, str(len(cells)), tr, en))
                    continue
                row, wrong = _check_row(path.name, line, dict(zip(columns, cells, strict=True)), model, checks)
                problems += wrong
                if row is not None:
                    rows.append(row)
    except FileNotFoundError:
        problems.append(Problem(path.name, 0, "-", f"dosya yok: {path}", f"no such file: {path}"))
    except (UnicodeDecodeError, csv.Error) as error:
        tr, en = f"UTF-8 CSV değil ({error}); UTF-8 olarak kaydedin", f"is not UTF-8 CSV ({error}); save it as UTF-8"
        problems.append(Problem(path.name, 0, "-", tr, en))
    if problems:
        raise InputRefused(problems)
    return rows


def refuse_duplicates(path: Path, rows: Sequence[R], key: Callable[[R], Any], column: str) -> None:
    """Refuse two rows with one key (None is no key).

    Raises:
        InputRefused: naming the later row of each pair.
    """
    first: dict[Any, int] = {}
    problems = []
    for line, row in enumerate(rows, start=2):
        value = key(row)
        if value is not None and first.setdefault(value, line) != line:
            tr = f"{first[value]}. satırdaki kaydın aynısı; birini silin"
            en = f"repeats the record of line {first[value]}; delete one"
            problems.append(Problem(path.name, line, column, tr, en))
    if problems:
        raise InputRefused(problems)


def _check_header(path: Path, found: list[str], expected: list[str]) -> None:
    if found == expected:
        return
    place = next((i for i, name in enumerate(expected) if i >= len(found) or found[i] != name), len(expected))
    said = found[place] if place < len(found) else "yok"
    wanted = ",".join(expected)
    raise InputRefused(
        [
            Problem(
                path.name, 1, str(place + 1),
                f"başlık {said!r}; başlık satırı şöyle olmalı: {wanted}",
                f"header {said!r}; the header must be: {wanted}",
            )
        ]
    )  # fmt: skip


def _check_row(
    name: str, line: int, cells: dict[str, str], model: type[R], checks: list
) -> tuple[R | None, list[Problem]]:
    try:
        row = model.model_validate(cells)
    except ValidationError as error:
        problems = []
        for fault in error.errors(include_url=False):
            column = str(fault["loc"][0]) if fault["loc"] else "-"
            kind = "decimal_parsing" if fault["type"] == "value_error" else fault["type"]
            tr, en = _SAID.get(kind, (fault["msg"], fault["msg"]))
            value = cells.get(column, "")
            problems.append(Problem(name, line, column, f"{value!r} {tr}", f"{value!r} {en}"))
        return None, problems
    said = [answer for check in checks if (answer := check(row)) is not None]
    return row, [Problem(name, line, *answer) for answer in said]
