"""Departments' files: read, mapped to the inventory's fields, previewed, and made as one change."""

from kbs_envanter.pipeline.importing.applying import Made, Mode, apply_preview
from kbs_envanter.pipeline.importing.mapping import FIELDS, remember, remembered, suggest
from kbs_envanter.pipeline.importing.preview import Preview, Row, make_preview
from kbs_envanter.pipeline.importing.reading import ENDINGS, read_file
from kbs_envanter.pipeline.importing.rejects import rejects_csv, rejects_xlsx
from kbs_envanter.pipeline.importing.types import MOST_BYTES, Fault, ImportOptions, ImportRefused, Sheet

__all__ = [
    "ENDINGS", "FIELDS", "MOST_BYTES", "Fault", "ImportOptions", "ImportRefused", "Made", "Mode", "Preview", "Row",
    "Sheet", "apply_preview", "make_preview", "read_file", "rejects_csv", "rejects_xlsx", "remember", "remembered",
    "suggest",
]  # fmt: skip
