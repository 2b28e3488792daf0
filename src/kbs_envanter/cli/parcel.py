"""``kbs-envanter parsel``: the language of parcel references, and the parcel register."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kbs_envanter.cli.prepared import prepared, refreshed
from kbs_envanter.cli.say import say
from kbs_envanter.domain.errors import UserError
from kbs_envanter.settings import Settings

if TYPE_CHECKING:
    from kbs_envanter.pipeline.parcels import Imported

parsel = typer.Typer(no_args_is_help=True, help="Parsel atıfları ve kaydı. / Parcel references and the register.")

_SHOWN = 10
_AS_JSON = typer.Option("--json", help="JSON olarak / as JSON")


@parsel.command()
def coz(
    metin: Annotated[str, typer.Argument(help="Parsel atfı, örn. '635 ada 1 parsel güneyi' / a parcel reference")] = "",
    ada: Annotated[str, typer.Option(help="Ada sütunu ayrıysa / the block column, when it is one of its own")] = "",
    parsel: Annotated[str, typer.Option(help="Parsel sütunu ayrıysa / the parcel column")] = "",
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """Bir parsel atfını okur. / Reads a parcel reference."""
    from kbs_envanter.domain.parcel_refs import format_parcel_refs, parse_parcel_refs, to_dict
    from kbs_envanter.pipeline.profile import profile

    areas = profile(Settings().veri_dizini).tapu_mahalleleri
    reading = parse_parcel_refs(parsel or metin, ada=ada, tapu_areas=areas)
    if as_json:
        typer.echo(json.dumps([to_dict(ref) for ref in reading.refs], ensure_ascii=False))
        return
    typer.echo(format_parcel_refs(reading.refs) or reading.durum)
    if reading.unread:
        typer.echo(f"okunamayan / unread: {reading.unread}", err=True)


@parsel.command()
def yukle(
    kaynak: Annotated[str, typer.Argument(help="GeoJSON, GeoPackage, KML, zip'li Shapefile ya da WFS adresi / source")],
    tapu_mahallesi: Annotated[
        str | None, typer.Option(help="Bütün kayıtların tapu mahallesi / cadastral area of every record")
    ] = None,
    crs: Annotated[str | None, typer.Option(help="Koordinat sistemi, örn. EPSG:5254 / coordinate system")] = None,
    katman: Annotated[str | None, typer.Option(help="Birden çoksa hangi katman / which layer")] = None,
    esle: Annotated[
        list[str] | None, typer.Option(help="SÜTUN=alan, örn. P_NO=parsel / which column holds a field")
    ] = None,
    reddedilenler: Annotated[
        Path | None, typer.Option(help="Alınmayan kayıtların yazılacağı CSV / CSV for the rejected records")
    ] = None,
    kuru: Annotated[bool, typer.Option("--kuru", help="Hiçbir şey yazmadan dener / tries without storing")] = False,
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """Parselleri çizimleriyle kayda alır. / Takes parcels with their polygons into the register."""
    from kbs_envanter.pipeline.parcels import ParcelOptions, load_parcels, write_rejected
    from kbs_envanter.pipeline.profile import profile

    chosen = dict(_pair(said) for said in esle or ())
    options = ParcelOptions(date.today(), tapu_mahallesi, crs, katman, chosen, kuru)
    settings = Settings()
    with prepared(settings) as url:
        areas = profile(settings.veri_dizini).tapu_mahalleleri
        done = load_parcels(url, settings.ilce_kodu, kaynak, options, areas)
        if not kuru:
            refreshed(url, settings)
    if reddedilenler is not None:
        write_rejected(reddedilenler, done.rejected)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False, default=float))
    else:
        _tell(done, kuru)


@parsel.command()
def soy(
    dosya: Annotated[Path, typer.Argument(help="Hangi parsel hangisi oldu (CSV) / which parcel became which")],
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """Parsellerin soyunu kayda alır. / Takes the lineage of parcels into the register."""
    from kbs_envanter.pipeline.parcels import load_lineage
    from kbs_envanter.pipeline.profile import profile

    settings = Settings()
    with prepared(settings) as url:
        areas = profile(settings.veri_dizini).tapu_mahalleleri
        done = load_lineage(url, settings.ilce_kodu, dosya, imported=date.today(), areas=areas)
        refreshed(url, settings)
    if as_json:
        typer.echo(json.dumps(asdict(done)))
        return
    say(
        f"[green]✓[/green] soy: {done.added} yeni, {done.changed} değişen, {done.same} aynı; "
        f"{done.parcels_added} parsel eklendi"
    )


def _pair(said: str) -> tuple[str, str]:
    column, equals, field = said.rpartition("=")
    if not (column and equals and field):
        raise UserError(f"--esle SÜTUN=alan biçiminde olmalı: {said!r} / --esle must be COLUMN=field: {said!r}")
    return field, column


def _tell(done: "Imported", dry: bool) -> None:
    mark = "[yellow]deneme, hiçbir şey yazılmadı[/yellow]" if dry else "[green]✓[/green]"
    say(f"{mark} parsel: {done.added} yeni, {done.changed} değişen, {done.same} aynı")
    for number, what in (
        (done.without_polygon, "parselin çizimi yok / without polygon"),
        (done.repeated, "yinelenen kayıt / repeated records"),
        (len(done.area_differences), "parselde tapu alanı çizimden farklı / areas that differ"),
        (len(done.rejected), "kayıt alınmadı / records rejected"),
    ):
        if number:
            say(f"  ! {number} {what}", style="yellow", markup=False)
    for row in done.rejected[:_SHOWN]:
        say(f"    {row.kayit}. kayıt ({row.parsel}): {row.neden} / {row.reason}", markup=False)
    for difference in done.area_differences[:_SHOWN]:
        say(f"    {difference.parsel}: tapu {difference.alan_m2} m², çizim {difference.cizim_m2} m²", markup=False)
    if done.unknown_areas:
        listed = ", ".join(done.unknown_areas)
        say(f"  ! ilçede bilinmeyen tapu mahallesi / unknown area: {listed}", style="yellow", markup=False)
