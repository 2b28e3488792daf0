"""The commands that set up, serve and draw.

A command imports what it needs when it runs: reading a report does not wait for the web server's libraries.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from typer import rich_utils

from kbs_envanter.cli.accounts import anahtar, first_account, kullanici
from kbs_envanter.cli.bulk import toplu
from kbs_envanter.cli.changes import degisiklik
from kbs_envanter.cli.findings import denetle
from kbs_envanter.cli.importing import ice_aktar, sablon
from kbs_envanter.cli.matching import eslestir
from kbs_envanter.cli.misconfigured import misconfigured
from kbs_envanter.cli.municipality import belediye
from kbs_envanter.cli.notices import bildirim, saklama
from kbs_envanter.cli.operations import durum, geri_yukle, yedekle, yukselt
from kbs_envanter.cli.parcel import parsel
from kbs_envanter.cli.places import konum, yer_sozlugu
from kbs_envanter.cli.prepared import prepared, refreshed
from kbs_envanter.cli.report import rapor
from kbs_envanter.cli.say import say
from kbs_envanter.cli.tiles import pmtiles
from kbs_envanter.domain.errors import UserError
from kbs_envanter.settings import Settings

rich_utils.ARGUMENTS_PANEL_TITLE, rich_utils.OPTIONS_PANEL_TITLE = "Verilenler / Arguments", "Seçenekler / Options"
rich_utils.COMMANDS_PANEL_TITLE, rich_utils.ERRORS_PANEL_TITLE = "Komutlar / Commands", "Hata / Error"
_COMPLETION = {
    "install_completion": "Kabuğa tamamlamayı kurar. / Installs completion for the shell.",
    "show_completion": "Tamamlama betiğini yazar. / Prints the script of the completion.",
}
_RUN, _DATA, _PLACES = "İşletme / Operating", "Veri / Data", "Yer ve parsel / Places and parcels"
_PEOPLE = "Hesaplar ve kayıtlar / Accounts and records"

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Belediye varlık envanteri. / Municipal asset inventory.",
    epilog="Çıkış kodları / exit codes: 0 iyi / fine, 1 yapılamadı / refused, 2 yanlış kullanım / wrong usage, "
    "3 dikkat isteyen var / something to mind, 130 ve / and 143 durduruldu / stopped.",
)
sinir = typer.Typer(no_args_is_help=True, help="Mahalle sınırları. / Neighbourhood boundaries.")
for command in (durum, yedekle, geri_yukle, yukselt):
    app.command(rich_help_panel=_RUN)(command)
app.add_typer(bildirim, name="bildirim", rich_help_panel=_RUN)
app.add_typer(saklama, name="saklama", rich_help_panel=_RUN)
for command in (denetle, ice_aktar, sablon, pmtiles, toplu):
    app.command(rich_help_panel=_DATA)(command)
app.add_typer(belediye, name="belediye", rich_help_panel=_DATA)
app.add_typer(rapor, name="rapor", rich_help_panel=_DATA)
app.add_typer(eslestir, name="eslestir", rich_help_panel=_DATA)
app.add_typer(sinir, name="sinir", rich_help_panel=_PLACES)
app.add_typer(parsel, name="parsel", rich_help_panel=_PLACES)
app.add_typer(yer_sozlugu, name="yer-sozlugu", rich_help_panel=_PLACES)
app.add_typer(konum, name="konum", rich_help_panel=_PLACES)
app.add_typer(kullanici, name="kullanici", rich_help_panel=_PEOPLE)
app.add_typer(anahtar, name="anahtar", rich_help_panel=_PEOPLE)
app.add_typer(degisiklik, name="degisiklik", rich_help_panel=_PEOPLE)


def whole() -> Any:
    """The command with all that belongs to it, its texts in both languages."""
    command = typer.main.get_command(app)
    for parameter in command.params:
        parameter.help = _COMPLETION.get(str(parameter.name), parameter.help)  # type: ignore[attr-defined]
    return command


def main() -> None:
    """Run the command line; what went wrong is said in two languages and ends with exit code 1."""
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        whole()(prog_name="kbs-envanter")
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        say(f"✗ {misconfigured(error)}", style="red", markup=False)
        sys.exit(1)
    except UserError as error:
        say(f"✗ {error}", style="red", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command(rich_help_panel=_RUN)
def calistir(
    port: Annotated[int | None, typer.Option(help="Bağlantı noktası / port", envvar="PORT")] = None,
) -> None:
    """Her şeyi hazırlar ve haritayı, API'yi sunar. / Prepares everything and serves the map and the API."""
    from kbs_envanter.store.database import database

    settings = Settings() if port is None else Settings(port=port)
    for name, wanted in (("KBS_PORT", settings.port), ("KBS_OLCUM_PORT", settings.olcum_port)):
        _refuse_taken_port(settings.adres, name, wanted)
    with database(settings, watched=True) as url:
        _prepare(url, settings)
        here = settings.yerel_adres
        say(f"\n  Harita   {here}/harita\n  API      {here}/\n  Belgeler {here}/docs\n\n  Durdurmak için Ctrl-C\n")
        _serve(settings.model_copy(update={"database_url": url}))


@app.command(rich_help_panel=_RUN)
def kur() -> None:
    """Veritabanını kurar ve yükler, sunmaz. / Sets up and loads the database, serves nothing."""
    from kbs_envanter.store.database import database

    settings = Settings()
    with database(settings) as url:
        _prepare(url, settings)


@app.command(rich_help_panel=_DATA)
def harita(
    cikti: Annotated[Path, typer.Option("--cikti", "-o", help="Yazılacak dosya / file to write")],
    mahalle: Annotated[str | None, typer.Option(help="Mahalle kodu, örn. atakent / mahalle code")] = None,
    tur: Annotated[str | None, typer.Option(help="Yalnız bir tür: bina, spor_tesisi, park, pazar / one kind")] = None,
    dil: Annotated[str, typer.Option(help="Sayfanın dili: tr, en / language of the page")] = "tr",
) -> None:
    """Ağsız açılan tek dosyalık harita yazar. / Writes a self-contained map that opens without network."""
    from kbs_envanter.domain.assets import Tur
    from kbs_envanter.language import LANGUAGES
    from kbs_envanter.pipeline.export import public_features
    from kbs_envanter.pipeline.profile import profile
    from kbs_envanter.webmap import standalone

    _refuse_other("tur", tur, [None, *Tur])
    _refuse_other("dil", dil, LANGUAGES)
    settings = Settings()
    with prepared(settings) as url:
        assets, neighbourhoods = public_features(url, settings.ilce_kodu, mahalle, tur)
    if not neighbourhoods["features"]:
        raise UserError(f"{mahalle!r} diye bir mahalle kodu yok (örn. atakent). / No such mahalle code (try atakent).")
    name = neighbourhoods["features"][0]["properties"]["ad"] if mahalle else None
    cikti.write_text(
        standalone.titled(
            assets, neighbourhoods, district=profile(settings.veri_dizini), mahalle=name, tur=tur, lang=dil
        ),
        encoding="utf-8",
    )
    say(f"[green]✓[/green] {cikti} · {len(assets['features'])} varlık · {cikti.stat().st_size // 1024} KB")


def _refuse_other(option: str, value: str | None, known: Iterable[str | None]) -> None:
    if value not in known:
        names = ", ".join(each for each in known if each)
        raise UserError(
            f"--{option} {value}: olmaz; şunlardan biri olmalı: {names}. / --{option}: must be one of {names}."
        )


@sinir.command("indir")
def sinir_indir() -> None:
    """Yayımlanmış sınırları yeniden ister. / Asks for the published boundaries again."""
    from kbs_envanter.pipeline.boundaries import set_boundaries

    settings = Settings()
    with prepared(settings) as url:
        found = set_boundaries(url, settings, retry=True)
        refreshed(url, settings)
    say(f"sınırlar: {found.source} ({found.quality})", *([found.reason] if found.reason else []))


@sinir.command("yukle")
def sinir_yukle(
    dosya: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, zip'li SHP / file")],
) -> None:
    """Belediyenin kendi mahalle sınırlarını alır. / Takes the municipality's own boundaries."""
    from kbs_envanter.pipeline.boundaries import load_boundary_file

    settings = Settings()
    with prepared(settings) as url:
        load_boundary_file(url, settings, dosya)
        refreshed(url, settings)
    say(f"[green]✓[/green] sınırlar alındı: {dosya} · varlıklar yeniden konumlandı")


def _serve(settings: Settings) -> None:
    import uvicorn

    from kbs_envanter.app import create_app
    from kbs_envanter.observing import serve_metrics, share_metrics, write_logs
    from kbs_envanter.patience import PatientProtocol
    from kbs_envanter.pipeline.status import gauges

    how: dict[str, Any] = {
        "host": settings.adres,
        "port": settings.port,
        "forwarded_allow_ips": settings.guvenilen_vekil,
        "access_log": False,
        "log_level": "warning",
        "log_config": None,  # ours, below
        "http": PatientProtocol,
    }
    write_logs(lines=not sys.stderr.isatty())
    if settings.isci > 1:
        share_metrics(settings.durum_dizini / "olcum")
    if settings.olcum_port is not None:
        serve_metrics(settings.olcum_port, settings.adres, gauges(settings))
    if settings.isci == 1:
        uvicorn.run(create_app(settings), **how)
    else:
        assert settings.database_url is not None
        os.environ["KBS_DATABASE_URL"] = settings.database_url  # server processes read it from there
        uvicorn.run("kbs_envanter.app:app_from_environment", factory=True, workers=settings.isci, **how)


def _prepare(url: str, settings: Settings) -> None:
    from kbs_envanter.pipeline.prepare import prepare

    begun = time.monotonic()
    for step in prepare(url, settings):
        say(f"[green]✓[/green] {step.name}: {step.result} [dim]({time.monotonic() - begun:.1f} s)[/dim]")
        if step.warning:
            say(f"  ! {step.warning}", style="yellow", markup=False)
    first_account(url, settings)


def _refuse_taken_port(address: str, name: str, port: int | None) -> None:
    if port is None:
        return
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            other = f"make run PORT={port + 1}" if name == "KBS_PORT" else f"{name}={port + 1}"
            raise UserError(
                f"{address}:{port} kullanılamıyor ({error.strerror}; KBS_ADRES, {name}); başka bir kapı verin: "
                f"{other} / cannot be used; choose another port: {other}"
            ) from None
