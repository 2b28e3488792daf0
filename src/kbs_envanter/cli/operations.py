"""What an administrator does with a running installation: look, back up, restore, upgrade."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Betikler için JSON / JSON for scripts")]

MIND = 3  # exit code: the command worked, and there is something to mind

_NAMES = {
    "servis": "Servis / service",
    "program": "Program",
    "postgresql": "PostgreSQL",
    "postgis": "PostGIS",
    "sema": "Şema sürümü / schema",
    "okuma_kopyasi": "Okuma kopyası / replica",
    "boyut": "Veritabanı / database",
    "veri_surumu": "Veri sürümü / data version",
    "son_degisiklik": "Son değişiklik / last change",
    "son_yukleme": "Son yükleme / last load",
    "varlik": "Varlık / assets",
    "parsel": "Parsel / parcels",
    "mahalle": "Mahalle / neighbourhoods",
    "hata": "Hata düzeyinde bulgu / findings (error)",
    "baglanti": "Bağlantı / connections",
    "son_yedek": "Son yedek / last backup",
    "yedek": "Yedek sayısı / backups",
    "bos_disk": "Boş disk / free disk",
}
_BYTES = ("boyut", "bos_disk")


def durum(as_json: Json = False) -> None:
    """Ne çalışıyor, ne var, neye bakmalı; uyarı varsa çıkış kodu 3. / What runs, what is there, what to mind (3)."""
    from kbs_envanter.pipeline.status import status
    from kbs_envanter.store.database import database

    settings = Settings()
    with database(settings) as url:
        found = status(url, settings, now=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, default=str))
    else:
        table = Table(show_header=False, box=None, pad_edge=False)
        for name, value in found.facts.items():
            table.add_row(f"[dim]{_NAMES[name]}[/dim]", _shown(name, value))
        Console().print(table)
        for warning in found.warnings:
            say(f"! {warning}", style="yellow", markup=False)
    if found.warnings:
        raise typer.Exit(MIND)


def yedekle(
    dizin: Annotated[Path | None, typer.Option(help="Yedeklerin klasörü / folder of the backups")] = None,
    as_json: Json = False,
) -> None:
    """Veritabanını ve fotoğrafları yedekler, eskileri siler. / Backs up database and photos, drops the oldest."""
    from kbs_envanter.pipeline.backup import back_up
    from kbs_envanter.store.database import database

    settings = Settings()
    with database(settings) as url:
        made = back_up(url, settings.medya, dizin or settings.yedek_dizini, keep=settings.yedek_sayisi)
    if as_json:
        _print(made)
    say(f"[green]✓[/green] {made.folder} · {_shown('boyut', made.size)} · {made.rows} satır")


def geri_yukle(
    yedek: Annotated[Path, typer.Argument(help="Yedek klasörü / backup folder")],
    as_json: Json = False,
) -> None:
    """Bir yedeği boş bir yere açar ve denetler. / Restores a backup into an empty place and verifies it."""
    from kbs_envanter.pipeline.backup import restore
    from kbs_envanter.store.database import database

    settings = Settings()
    with database(settings) as url:
        made = restore(yedek, url, settings.medya)
    if as_json:
        _print(made)
    say(f"[green]✓[/green] {made.folder} açıldı · {made.rows} satır")


def yukselt(
    yedeksiz: Annotated[bool, typer.Option("--yedeksiz", help="Önce yedek alma / take no backup first")] = False,
    as_json: Json = False,
) -> None:
    """Yedek alır, sonra şemayı yükseltir. / Takes a backup, then upgrades the schema."""
    from kbs_envanter.pipeline.backup import back_up_before_upgrade
    from kbs_envanter.store import migrate, schema
    from kbs_envanter.store.database import database

    settings, made = Settings(), None
    with database(settings) as url:
        before = migrate.current(url)
        if not yedeksiz and (made := back_up_before_upgrade(url, settings)):
            say(f"[green]✓[/green] yedek: {made.folder}")
        migrate.upgrade(url)
    if as_json:
        folder = str(made.folder) if made else None
        typer.echo(json.dumps({"onceki": before, "sema": schema.head(), "yedek": folder}))
    say(f"[green]✓[/green] şema güncel / the schema is up to date: {before or '–'} → {schema.head()}")


def _print(made: Any) -> None:
    typer.echo(json.dumps({"klasor": str(made.folder), "boyut": made.size, "satir": made.rows}))


def _shown(name: str, value: Any) -> str:
    if name == "servis":
        each = (
            f"{s['adres']} · {s['surec']} süreç · başlangıç / since {_shown('basladi', s['basladi'])}" for s in value
        )
        return "\n".join(each) or "çalışmıyor / not running"
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%d.%m.%Y %H:%M")
    if name in _BYTES:
        return f"{value / (1 << 30):.1f} GB" if value >= 1 << 30 else f"{value / (1 << 20):.1f} MB"
    return str(value)
