"""``kbs-envanter pmtiles``: the public map as a file for any static host."""

from pathlib import Path
from typing import Annotated

import typer

from kbs_envanter.cli.prepared import prepared
from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings


def pmtiles(
    cikti: Annotated[Path, typer.Option("--cikti", "-o", help="Yazılacak dosya / file to write")],
    zum: Annotated[int, typer.Option(min=0, max=18, help="En büyük zum / largest zoom")] = 15,
) -> None:
    """Açık katmanların karolarını tek dosyaya yazar. / Writes the public layers' tiles into one file."""
    from kbs_envanter.pipeline.static_tiles import export_tiles

    settings = Settings()
    with prepared(settings) as url:
        written = export_tiles(url, cikti, ilce_kodu=settings.ilce_kodu, zoom=zum)
    say(f"[green]✓[/green] {cikti} · {written.tiles} karo · {cikti.stat().st_size // 1024} KB")
    if written.dropped:
        say(f"  ! büyük karolara sığmayan {written.dropped} kayıt / features that did not fit", style="yellow")
