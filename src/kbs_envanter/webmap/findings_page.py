"""The quality findings as one page that can be printed, in one language: no script, no other file."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from kbs_envanter import frame
from kbs_envanter.pipeline.findings import Finding, counts
from kbs_envanter.store.findings import CHECKS


def render(findings: Sequence[Finding], *, root: str, mahalle: str | None = None, lang: str = "tr") -> str:
    """The page for findings, the gravest first and by kind, as ``stored_findings`` orders them.

    Args:
        findings: what to show.
        root: where the service answers; links to assets and parcels begin with it.
        mahalle: code of the mahalle to which the findings were narrowed.
        lang: the language of the page.
    """
    checks = {check.tur: check for check in CHECKS}
    groups = [
        {"onem": onem, "check": checks[tur], "bulgular": list(found)}
        for (onem, tur), found in groupby(findings, lambda finding: (finding.onem, finding.tur))
        if tur in checks
    ]
    last = max((finding.zaman for finding in findings), default=None)
    page = frame.templates("kbs_envanter.webmap", lang).get_template("denetim.html")
    told = {"groups": groups, "sayilar": counts(findings), "mahalle": mahalle, "son": last, "aralik": _lines}
    return page.render(root=root.rstrip("/"), **told)


def _lines(ranges: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in ranges)
