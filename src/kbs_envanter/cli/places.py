"""``kbs-envanter yer-sozlugu`` and ``konum``: the gazetteer, and positions made from it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from kbs_envanter.cli.prepared import prepared
from kbs_envanter.cli.say import say
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.settings import Settings

yer_sozlugu = typer.Typer(no_args_is_help=True, help="Yer sözlüğü. / The gazetteer.")
konum = typer.Typer(no_args_is_help=True, help="Varlıkların konumları. / Positions of the assets.")

_CLASSES = ("kapi", "yer", "sokak", "dayanak")


@yer_sozlugu.callback()
def gazetteer() -> None:
    """Keep ``yukle`` a command of its own name while it is the only one."""


@yer_sozlugu.command()
def yukle(
    dosya: Annotated[list[Path], typer.Argument(help="Dosyalar / files: GeoJSON, CSV, GTFS (zip, stops.txt), OSM PBF")],
    kaynak: Annotated[str | None, typer.Option(help="Kaynağın adı; verilmezse dosyanınki / source's name")] = None,
    lisans: Annotated[str, typer.Option(help="Kaynağın lisansı / licence of the source")] = "bilinmiyor",
    sinif: Annotated[str | None, typer.Option(help="Hepsinin sınıfı: kapi, yer, sokak, dayanak / class")] = None,
    tur: Annotated[str | None, typer.Option(help="Dosyada yazmıyorsa türü, örn. park / kind")] = None,
) -> None:
    """Yerleri sözlüğe alır; aynı kaynağın eskileri silinir. / Takes places; those of the same source are replaced."""
    from kbs_envanter.pipeline.gazetteer import load_gazetteer

    if sinif is not None and sinif not in _CLASSES:
        listed = ", ".join(_CLASSES)
        raise UserError(f"--sinif {sinif!r} olamaz; şunlardan biri: {listed} / --sinif must be one of: {listed}")
    settings = Settings()
    with prepared(settings) as url, _bar("yer") as advance:
        done = load_gazetteer(
            url, settings.ilce_kodu, dosya, source=kaynak, licence=lisans, sinif=sinif, tur=tur, progress=advance
        )
    stored = ", ".join(f"{number} {name}" for name, number in sorted(done.by_class.items())) or "hiç yer yok"
    say(f"[green]✓[/green] {stored}")
    left = {"adsız ya da konumsuz": done.nameless, "ilçe dışında": done.outside, "yinelenen": done.repeated}
    told = ", ".join(f"{number} {name}" for name, number in left.items() if number)
    if told:
        say(f"  alınmadı / left out: {told}")
    say("  Konumlar için: kbs-envanter konum hesapla")


@konum.command()
def hesapla(
    yalniz_eksik: Annotated[
        bool, typer.Option("--yalniz-eksik", help="Yalnız konumu olmayan ya da mahallede kalan / only what is missing")
    ] = False,
    yeniden: Annotated[
        bool, typer.Option("--yeniden", help="Saklanan yanıtları kullanma, yeniden sor / ask the services anew")
    ] = False,
) -> None:
    """Her varlığa söylenebilecek en iyi konumu verir. / Gives every asset the best position that can be stated."""
    from kbs_envanter.pipeline.geocode import geocode_assets
    from kbs_envanter.pipeline.geocode_services import Online

    settings = Settings()
    online = Online.of(settings, anew=yeniden)
    say(f"Sorulacak: {', '.join(online.hosts())}" if online.hosts() else "Ağ kullanılmıyor. / No network is used.")
    with prepared(settings) as url, _bar("varlık") as advance:
        done = geocode_assets(
            url, settings.veri_dizini, settings.ilce_kodu, online=online, only_missing=yalniz_eksik, progress=advance
        )
    table = Table("Kesinlik", "Varlık")
    for name in Kesinlik:
        table.add_row(name.value, str(done.by_precision[name]))
    Console().print(table)
    taken = ", ".join(f"{name} {number}" for name, number in done.by_provider.most_common())
    say(f"{done.changed} konum değişti; {len(done.refused)} aday reddedildi. Seçilen sağlayıcı: {taken or '-'}")
    for (name, why), number in done.failures.items():
        say(f"  ! {name}: {number} kez yanıt alınamadı ({why}) / {number} times no answer", style="yellow")


@konum.command()
def denetle(
    as_json: Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")] = False,
    en_cok: Annotated[int, typer.Option(min=1, help="En çok kaç varlık / how many at most")] = 30,
) -> None:
    """En zayıf konumları, nedenleriyle sıralar. / Lists the worst positions, and why."""
    from kbs_envanter.store.positions import worst_positions

    settings = Settings()
    with prepared(settings) as url:
        rows = worst_positions(url, settings.ilce_kodu, en_cok)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("Kod", "Ad", "Mahalle", "Kesinlik", "± m", "Aday", "Neden")
    for row in rows:
        radius = "-" if row["belirsizlik_m"] is None else f"{row['belirsizlik_m']:.0f}"
        table.add_row(
            row["kod"], row["ad"], row["mahalle"] or "-", row["kesinlik"], radius, str(row["aday"]),
            "\n".join(row["nedenler"]),
        )  # fmt: skip
    Console().print(table)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "-/s")


@contextmanager
def _bar(what: str) -> Iterator[Any]:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total=None: progress.update(task, completed=done, total=total)
