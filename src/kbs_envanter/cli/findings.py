"""``kbs-envanter denetle``: what is missing, doubtful or contradictory in the inventory."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kbs_envanter.cli.say import say
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.labels import label
from kbs_envanter.settings import Settings

_STYLE = {"hata": "red", "uyari": "yellow", "bilgi": "dim"}
_GRAVE = 3


def denetle(
    as_json: Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")] = False,
    html: Annotated[Path | None, typer.Option(help="Yazdırılabilir sayfa / printable page to write")] = None,
    tur: Annotated[str | None, typer.Option(help="Yalnız bu tür, örn. alan_farki / this kind only")] = None,
    mahalle: Annotated[str | None, typer.Option(help="Mahalle kodu, örn. atakent / mahalle code")] = None,
    kati: Annotated[bool, typer.Option("--kati", help="Hata varsa 3 ile çık / exit with 3 on errors")] = False,
) -> None:
    """Eksik, kuşkulu ve çelişkili kayıtları bulur. / Finds what is missing, doubtful or contradictory."""
    from kbs_envanter.cli.prepared import prepared
    from kbs_envanter.pipeline.findings import stored_findings

    settings = Settings()
    with prepared(settings) as url:
        findings = stored_findings(url, settings.ilce_kodu, tur=tur, mahalle=mahalle)
    if html is not None:
        from kbs_envanter.webmap.findings_page import render

        _write(html, render(findings, root=settings.yerel_adres, mahalle=mahalle))
    if as_json:
        typer.echo(json.dumps([finding.to_dict() for finding in findings], ensure_ascii=False, indent=1))
    else:
        _show(findings, everything=tur is not None)
    if kati and any(finding.onem == "hata" for finding in findings):
        raise typer.Exit(_GRAVE)


def _show(findings: Sequence[Any], *, everything: bool) -> None:
    """Counts by kind, then the findings; those that only inform when a kind was asked for."""
    from kbs_envanter.pipeline.findings import counts
    from kbs_envanter.store.findings import CHECKS

    console = Console()
    titles = {check.tur: check.tr for check in CHECKS}
    kinds = Table("Önem", "Tür", "Bulgu", "Sayı")
    for (onem, tur), number in Counter((finding.onem, finding.tur) for finding in findings).items():
        kinds.add_row(Text(label("onem", onem), style=_STYLE[onem]), tur, titles.get(tur, tur), str(number))
    rows = Table("Önem", "Bulgu", "Açıklama", show_lines=True)
    for finding in findings:
        if everything or finding.onem != "bilgi":
            grave = Text(label("onem", finding.onem), style=_STYLE[finding.onem])
            rows.add_row(grave, Text(titles.get(finding.tur, finding.tur)), Text(finding.tr))
    if rows.row_count:
        console.print(rows)
    console.print(kinds)
    totals = counts(findings)
    say(f"{totals['hata']} hata, {totals['uyari']} uyarı, {totals['bilgi']} bilgi / errors, warnings, notes")
    if totals["bilgi"] and not everything:
        say("Bilgiler için --tur TÜR ya da --html DOSYA / for the notes use --tur KIND or --html FILE", style="dim")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{path} yazılamadı ({error.strerror}); klasörün var ve yazılabilir olduğuna bakın "
            f"/ cannot write {path}; see that its folder exists and may be written to"
        ) from None
    say(f"[green]✓[/green] {path}")
