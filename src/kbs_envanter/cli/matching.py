"""``kbs-envanter eslestir``: which rows of the report speak of one place; what waits, and a person's decision."""

import getpass
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings

eslestir = typer.Typer(help="Aynı yeri anlatan satırlar. / Rows that speak of one place.")

_CODE = "satırın kodu, örn. BIN-0045 ya da TAH-2024-7786 / code of a row"


@eslestir.callback(invoke_without_command=True)
def listele(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Bütün çiftler, JSON olarak / every pair as JSON")] = False,
) -> None:
    """Çiftleri bulur; karar bekleyenleri gösterir. / Finds the pairs and shows those that wait for a decision."""
    if context.invoked_subcommand is not None:
        return
    from kbs_envanter.cli.prepared import prepared
    from kbs_envanter.pipeline.matching import stored_pairs

    settings = Settings()
    with prepared(settings) as url:
        pairs = stored_pairs(url, settings.ilce_kodu)
    if as_json:
        lines = ",\n".join(json.dumps(_short(pair), ensure_ascii=False) for pair in pairs)
        typer.echo(f"[{lines}]")
        return
    waiting = [pair for pair in pairs if pair["durum"] == "bekliyor"]
    table = Table("Puan", "Ne", "A", "B", "Kanıt")
    for pair in waiting:
        sides = (f"{s['ad']}\n[dim]{s['kod']} · satır {s['satir']}[/dim]" for s in (pair["a"], pair["b"]))
        reasons = "; ".join(f"{one['tur']}: {one['a']} / {one['b']}" for one in pair["kanit"])
        table.add_row(f"{pair['puan']:.2f}", "aynı" if pair["tur"] == "ayni" else "parça", *sides, reasons)
    Console().print(table)
    linked = sum(pair["durum"] == "otomatik" for pair in pairs)
    say(f"{linked} çift kesin, {len(waiting)} çift karar bekliyor / certain, waiting")


@eslestir.command()
def karar(
    a: Annotated[str, typer.Argument(help=_CODE)],
    b: Annotated[str, typer.Argument(help=_CODE)],
    onayla: Annotated[bool, typer.Option("--onayla/--reddet", help="Aynı yer mi, değil mi / confirm or reject")],
    neden: Annotated[str, typer.Option(help="Gerekçe / why")],
) -> None:
    """Bir çift hakkındaki kararı saklar. / Keeps a decision on a pair; it is not asked again."""
    from kbs_envanter.cli.prepared import prepared, refreshed
    from kbs_envanter.pipeline.matching import decide

    settings = Settings()
    with prepared(settings) as url:
        verdict = "onaylandi" if onayla else "reddedildi"
        decide(url, settings.ilce_kodu, a, b, verdict, who=getpass.getuser(), why=neden)
        refreshed(url, settings)
    say(f"[green]✓[/green] {a} – {b}: {verdict}")


def _short(pair: dict) -> dict:
    """A pair as scripts read it."""
    sides = {side: {name: pair[side][name] for name in ("tablo", "satir")} for side in ("a", "b")}
    return sides | {name: pair[name] for name in ("tur", "durum", "puan", "kanit")}
