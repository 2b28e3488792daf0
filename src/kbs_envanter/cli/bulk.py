"""``kbs-envanter toplu``: the nightly jobs over everything, on Spark."""

from pathlib import Path
from typing import Annotated

import typer

from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings


def toplu(
    master: Annotated[str, typer.Option(help="Spark'ın adresi / Spark's master URL")] = "local[*]",
    klasor: Annotated[Path | None, typer.Option(help="Ara dosyaların klasörü / folder between the steps")] = None,
    jar: Annotated[Path | None, typer.Option(help="Sedona arşivlerinin klasörü / folder of Sedona's archives")] = None,
    bellek: Annotated[str, typer.Option(help="Spark sürücüsünün belleği / memory of Spark's driver")] = "4g",
) -> None:
    """Gecelik toplu işleri Apache Sedona ile yapar. / Runs the nightly jobs on Apache Sedona."""
    from kbs_envanter.store.database import database
    from kbs_envanter.toplu.run import run

    settings = Settings()
    folder, jars = klasor or settings.durum_dizini / "toplu", jar or settings.durum_dizini / "jar"
    with database(settings) as url:
        for step in run(url, folder.absolute(), master=master, jars=jars.absolute(), memory=bellek):
            counted = " · ".join(f"{name} {rows}" for name, rows in step.rows.items())
            say(f"[green]✓[/green] {step.name} {counted} [dim]({step.seconds:.1f} s)[/dim]")
