"""``kbs-envanter parsel``: the language of parcel references."""

import json
from typing import Annotated

import typer

parsel = typer.Typer(no_args_is_help=True, help="Parsel atıfları. / Parcel references.")


@parsel.callback()
def parcels() -> None:
    """Keep ``coz`` a command of its own name while it is the only one."""


@parsel.command()
def coz(
    metin: Annotated[str, typer.Argument(help="Parsel atfı, örn. '635 ada 1 parsel güneyi' / a parcel reference")] = "",
    ada: Annotated[str, typer.Option(help="Ada sütunu ayrıysa / the block column, when it is one of its own")] = "",
    parsel: Annotated[str, typer.Option(help="Parsel sütunu ayrıysa / the parcel column")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")] = False,
) -> None:
    """Bir parsel atfını okur. / Reads a parcel reference."""
    from kbs_envanter.domain.parcel_refs import format_parcel_refs, parse_parcel_refs, to_dict

    reading = parse_parcel_refs(parsel or metin, ada=ada)
    if as_json:
        typer.echo(json.dumps([to_dict(ref) for ref in reading.refs], ensure_ascii=False))
        return
    typer.echo(format_parcel_refs(reading.refs) or reading.durum)
    if reading.unread:
        typer.echo(f"okunamayan / unread: {reading.unread}", err=True)
