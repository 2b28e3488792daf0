"""A setting that cannot be: one sentence that names it and says what it must be. Its value may be a secret."""

from pydantic import ValidationError

from kbs_envanter.domain.errors import UserError

# pydantic's kind of error: what the value must be, in Turkish and English.
_MUST = {
    "int_parsing": ("bir tam sayı olmalı", "must be a whole number"),
    "int_from_float": ("bir tam sayı olmalı", "must be a whole number"),
    "float_parsing": ("bir sayı olmalı", "must be a number"),
    "bool_parsing": ("true ya da false olmalı", "must be true or false"),
    "greater_than": ("{gt} sayısından büyük olmalı", "must be greater than {gt}"),
    "greater_than_equal": ("en az {ge} olmalı", "must be {ge} or more"),
    "path_not_file": ("var olan bir dosya olmalı", "must be a file that exists"),
    "path_not_directory": ("var olan bir klasör olmalı", "must be a folder that exists"),
    "less_than_equal": ("en çok {le} olmalı", "must be {le} or less"),
}


def misconfigured(error: ValidationError) -> UserError:
    """Every setting that cannot be, a line each."""
    return UserError("\n  ".join(_line(each) for each in error.errors(include_input=False, include_url=False)))


def _line(found) -> str:
    given = found.get("ctx", {})
    if found["type"] == "value_error":  # our own reading of a setting, which says it in both languages
        tr, _, en = str(given["error"]).partition(" / ")
    else:
        tr, en = (part.format(**given) for part in _MUST.get(found["type"], ("olduğu gibi okunamıyor", "unreadable")))
    if not found["loc"]:
        return f"{tr} / {en}"
    name = f"KBS_{str(found['loc'][0]).upper()}"
    return f"{name}: {tr.removeprefix(f'{name}, ')} / {en.removeprefix(f'{name}, ')}"
