"""``kbs-envanter rapor``: read a report, compare two, apply a new year's."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kbs_envanter.cli import yearly
from kbs_envanter.cli.say import say
from kbs_envanter.pipeline import comparison, reading
from kbs_envanter.pipeline.tables import known_names
from kbs_envanter.settings import Settings

rapor = typer.Typer(no_args_is_help=True, help="Faaliyet raporu. / The annual report.")
rapor.command()(yearly.yukle)
rapor.command()(yearly.celiskiler)
rapor.command()(yearly.karar)


@rapor.command()
def oku(
    dosya: Annotated[Path, typer.Argument(help="Raporun metni (UTF-8) ya da PDF'i / text or PDF of the report")],
    cikti: Annotated[Path, typer.Option("--cikti", "-o", help="Tabloların yazılacağı klasör / folder to write to")],
    duzeltmeler: Annotated[
        Path | None, typer.Option(help="Düzeltmeler (duzeltmeler.csv); verilmezse o yılınki / corrections")
    ] = None,
) -> None:
    """Raporu okur, her tabloyu bir CSV olarak yazar. / Reads a report into one CSV a table."""
    settings = Settings()
    names = known_names(settings.veri_dizini)
    read = reading.read_tables(dosya, names, settings.veri_dizini, duzeltmeler)
    reading.write_tables(read, cikti)
    for name, rows in read.rows.items():
        doubtful = sum(bool(row.get("supheli")) for row in rows)
        note = f", {doubtful} şüpheli" if doubtful else ""
        say(f"[green]✓[/green] {name}.csv: {len(rows)} satır{note}")
    if read.corrected:
        say(f"  {read.corrected} hücre düzeltmelerle değişti")
    for unfit in read.unapplied:
        say(f"  ! {unfit.tr} / {unfit.en}", markup=False)


@rapor.command()
def fark(
    eski: Annotated[Path, typer.Argument(help="Önceki okumanın klasörü / folder of the earlier reading")],
    yeni: Annotated[Path, typer.Argument(help="Sonraki okumanın klasörü / folder of the later reading")],
    csv: Annotated[Path | None, typer.Option(help="Farkların yazılacağı CSV / CSV to write")] = None,
) -> None:
    """İki okumanın varlıklarını karşılaştırır. / Compares the assets of two readings."""
    differences = list(comparison.compare(reading.read_folder(eski), reading.read_folder(yeni)))
    if csv is not None:
        comparison.write_differences(csv, differences)
    table = Table("Tablo", "Ne", "Varlık", "Mahalle", "Sütun", "Eski", "Yeni")
    for d in differences:
        table.add_row(d.tablo, d.ne, d.ad, d.mahalle, d.sutun, d.eski, d.yeni)
    Console().print(table)
    say(f"{len(differences)} fark / differences")
