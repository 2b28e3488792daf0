"""``kbs-envanter rapor yukle``, ``celiskiler`` and ``karar``: a new year's report, and what it leaves to decide."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings

_SAID = {"eklendi": "eklenir", "degisti": "değişir", "raporda_yok": "raporda yok"}


class Verdict(StrEnum):
    """What may be decided about a conflict."""

    MEVCUT = "mevcut"
    RAPOR = "rapor"


def yukle(
    dosya: Annotated[
        Path,
        typer.Argument(exists=True, help="Raporun metni ya da PDF'i, ya da 'rapor oku' klasörü / report or folder"),
    ],
    yil: Annotated[int, typer.Option(help="Raporun yılı / year of the report", min=2000, max=2200)],
    dene: Annotated[bool, typer.Option("--dene", help="Yalnızca göster, yazma / only show, write nothing")] = False,
) -> None:
    """Yeni yılın raporunu tek değişiklik olarak uygular. / Applies a new year's report as one change."""
    from kbs_envanter.cli.prepared import prepared, refreshed
    from kbs_envanter.pipeline.yearly import load_report
    from kbs_envanter.store.database import engine

    settings = Settings()
    with prepared(settings) as url:
        made = load_report(engine(url), dosya, yil, data=settings.veri_dizini, ilce_kodu=settings.ilce_kodu, dry=dene)
        _show(made)
        if dene:
            say("Hiçbir şey yazılmadı; uygulamak için --dene olmadan çalıştırın. / Nothing was written.", style="dim")
            return
        refreshed(url, settings)
    say(f"[green]✓[/green] {yil} raporu uygulandı: değişiklik {made.number} / applied as change {made.number}")


def celiskiler(
    as_json: Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")] = False,
) -> None:
    """Elle düzeltilenle çelişen rapor değerlerini listeler. / Lists what a report says otherwise than a person."""
    from kbs_envanter.cli.prepared import prepared
    from kbs_envanter.pipeline.yearly_conflicts import waiting_conflicts
    from kbs_envanter.store.database import engine

    settings = Settings()
    table = Table("No", "Yıl", "Varlık", "Alan", "Envanterde", "Raporda", show_lines=True)
    with prepared(settings) as url, engine(url).connect() as connection:
        found = waiting_conflicts(connection, settings.ilce_kodu, _administrator())
    if as_json:
        typer.echo(json.dumps([dict(row) for row in found], ensure_ascii=False, default=str))
        return
    for row in found:
        values = [_value(row["mevcut"]), _value(row["rapor"])]
        table.add_row(str(row["id"]), str(row["yil"]), f"{row['ad']} ({row['kod']})", row["alan"], *values)
    if found:
        Console().print(table)
    say(f"{len(found)} çelişki karar bekliyor / conflicts wait for a decision")


def karar(
    no: Annotated[int, typer.Argument(help="Çelişkinin numarası / number of the conflict")],
    ne: Annotated[Verdict, typer.Argument(help="mevcut: envanterdeki kalsın, rapor: rapordaki alınsın / keep or take")],
    neden: Annotated[str, typer.Option(help="Kararın nedeni / reason")],
) -> None:
    """Bir çelişkide hangi değerin doğru olduğuna karar verir. / Decides a conflict."""
    from kbs_envanter.cli.prepared import prepared, refreshed
    from kbs_envanter.pipeline.yearly_conflicts import decide_conflict
    from kbs_envanter.store.database import engine

    settings = Settings()
    with prepared(settings) as url:
        decide_conflict(engine(url), settings.ilce_kodu, _administrator(), no, ne.value, neden=neden)
        refreshed(url, settings)
    say(f"[green]✓[/green] {no}: {ne.value}")


def _administrator() -> Any:
    from kbs_envanter.domain.permissions import Role, Who
    from kbs_envanter.pipeline.changes import PROGRAM

    return Who(PROGRAM, Role.YONETICI)


def _show(made: Any) -> None:
    table = Table("Ne", "Varlık", "Alan", "Envanterde", "Raporda")
    for asset in made.assets:
        name = f"{asset.ad} ({asset.kod})" + (" ?" if asset.doubtful else "")
        if asset.what in ("eklendi", "raporda_yok"):
            table.add_row(_SAID[asset.what], name, "", "", "")
        for field, old, new in asset.fields:
            table.add_row(_SAID["degisti"], name, field, old or "", new or "")
        for field, old, new in asset.conflicts:
            table.add_row("çelişir", name, field, old or "", new or "", style="yellow")
    if table.row_count:
        Console().print(table)
    doubtful = sum(asset.doubtful for asset in made.assets)
    conflicts = sum(len(asset.conflicts) for asset in made.assets)
    say(
        f"{made.year}: {len(made.of('degisti'))} değişen, {len(made.of('ayni'))} aynı, {len(made.of('eklendi'))} yeni, "
        f"{len(made.of('raporda_yok'))} raporda olmayan varlık; {conflicts} çelişki, {doubtful} kuşkulu eşleşme (?); "
        f"{made.events.total()} olay, faaliyet ve gösterge / changed, same, new, missing; conflicts, doubtful; events"
    )


def _value(value: Any) -> str:
    rows = value if isinstance(value, list) else [value]
    return "; ".join(", ".join(str(each) for each in row.values() if each not in (None, [])) for row in rows)
