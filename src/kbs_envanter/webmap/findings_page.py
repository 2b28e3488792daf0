"""The quality findings as one page that can be printed: Turkish first, no script, no other file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from kbs_envanter.domain.labels import label
from kbs_envanter.pipeline.findings import Finding, counts
from kbs_envanter.store.findings import CHECKS


def render(findings: Sequence[Finding], *, root: str, mahalle: str | None = None) -> str:
    """The page for findings, the gravest first and by kind, as ``stored_findings`` orders them.

    Args:
        findings: what to show.
        root: where the service answers; links to assets and parcels begin with it.
        mahalle: code of the mahalle to which the findings were narrowed.
    """
    checks = {check.tur: check for check in CHECKS}
    groups = [
        {"onem": onem, "check": checks[tur], "bulgular": list(found)}
        for (onem, tur), found in groupby(findings, lambda finding: (finding.onem, finding.tur))
        if tur in checks
    ]
    last = max((finding.zaman for finding in findings), default=None)
    page = _templates().get_template("denetim.html")
    return page.render(root=root.rstrip("/"), groups=groups, sayilar=counts(findings), mahalle=mahalle, son=last)


def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("kbs_envanter.webmap", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"etiket": lambda code, kind: label(kind, code), "gun": _day, "satir": _lines, "yol": _quoted}
    return made


def _day(when: datetime) -> str:
    return f"{when:%d.%m.%Y}"


def _lines(ranges: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in ranges)


def _quoted(text: Any) -> str:
    return quote(str(text), safe="")
