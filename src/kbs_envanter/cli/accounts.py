"""``kbs-envanter kullanici`` and ``anahtar``: accounts and keys from the command line, also when nobody can sign in."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kbs_envanter.cli.say import say
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Permission, Role
from kbs_envanter.settings import Settings

kullanici = typer.Typer(no_args_is_help=True, help="Hesaplar. / Accounts.")
anahtar = typer.Typer(no_args_is_help=True, help="API anahtarları. / API keys.")

_Name = Annotated[str, typer.Argument(help="hesap adı, örn. emlak-2 / the account's name")]
_Role = Annotated[str, typer.Option(help="saha, mudurluk_editoru, planlama, emlak, yonetici / role")]
_Directorate = Annotated[str, typer.Option(help="Editörün müdürlüğü / directorate of an editor")]
_Json = Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")]


def first_account(url: str, settings: Settings) -> None:
    """Where there is no account yet, make an administrator and show its one-time password, once."""
    from kbs_envanter.pipeline.accounts import FIRST, first_administrator
    from kbs_envanter.store.database import engine

    password = first_administrator(engine(url), settings.ilce_kodu)
    if password is not None:
        say(
            f"\n  Yönetici hesabı / administrator: {FIRST}\n  Tek kullanımlık parola / one-time password: {password}\n"
            "  Bir daha gösterilmez; /giris sayfasında girip değiştirin. / Shown once; sign in at /giris, change it.",
            markup=False,
        )


@kullanici.command()
def ekle(ad: _Name, rol: _Role, mudurluk: _Directorate = "") -> None:
    """Hesap ekler, tek kullanımlık parolasını yazar. / Adds an account and prints its one-time password."""
    from kbs_envanter.pipeline.accounts import create_account

    with _connected() as (connection, ilce, by):
        password = create_account(connection, ilce, ad, _role(rol), mudurluk, **by)
    typer.echo(password)
    say(f"[green]✓[/green] {ad}: tek kullanımlık parola, 7 gün geçerli / one-time password, for 7 days")


@kullanici.command()
def liste(as_json: _Json = False) -> None:
    """Hesapları yazar. / Lists the accounts."""
    from kbs_envanter.pipeline.accounts import list_accounts

    with _connected() as (connection, ilce, _):
        rows = list_accounts(connection, ilce)
    columns = ("ad", "rol", "mudurluk", "kapali", "kilitli", "totp", "oturum", "anahtar", "son_giris")
    _print(rows, columns, as_json)


@kullanici.command()
def rol(
    ad: _Name, yeni: Annotated[str, typer.Argument(help="yeni rol / new role")], mudurluk: _Directorate = ""
) -> None:
    """Rolünü değiştirir; oturumları kapanır. / Changes the role; its sessions end."""
    from kbs_envanter.pipeline.accounts import account_id, set_role

    with _connected() as (connection, ilce, by):
        set_role(connection, ilce, account_id(connection, ilce, ad), _role(yeni), mudurluk, **by)
    say(f"[green]✓[/green] {ad}: {yeni}")


@kullanici.command()
def kilitle(ad: _Name, ac: Annotated[bool, typer.Option("--ac", help="Yeniden açar / opens again")] = False) -> None:
    """Hesabı kapatır ya da yeniden açar. / Closes an account, or opens it again."""
    from kbs_envanter.pipeline.accounts import account_id, set_closed

    with _connected() as (connection, ilce, by):
        set_closed(connection, ilce, account_id(connection, ilce, ad), not ac, **by)
    say(f"[green]✓[/green] {ad}: {'açık / open' if ac else 'kapalı / closed'}")


@kullanici.command()
def parola(ad: _Name) -> None:
    """Yeni tek kullanımlık parola verir; oturumları kapanır. / Gives a new one-time password; its sessions end."""
    from kbs_envanter.pipeline.accounts import account_id, reset_password

    with _connected() as (connection, ilce, by):
        password = reset_password(connection, ilce, account_id(connection, ilce, ad), **by)
    typer.echo(password)
    say(f"[green]✓[/green] {ad}: tek kullanımlık parola, 7 gün geçerli / one-time password, for 7 days")


@anahtar.command()
def ver(
    hesap: _Name,
    ad: Annotated[str, typer.Option(help="Hangi sistem için / for which system")],
    yetki: Annotated[list[str], typer.Option(help="Yetki, birkaç kez verilebilir / permission, repeatable")],
    gun: Annotated[int, typer.Option(min=1, max=730, help="Kaç gün geçerli / days")] = 365,
) -> None:
    """API anahtarı verir; bir kez yazılır. / Issues an API key; it is printed once."""
    from kbs_envanter.pipeline.accounts import account_id
    from kbs_envanter.pipeline.sessions import KEY_PERMISSIONS, issue_key

    if unknown := set(yetki) - set(KEY_PERMISSIONS):
        raise UserError(f"{', '.join(sorted(unknown))}: yetkiler / permissions: {', '.join(KEY_PERMISSIONS)}")
    with _connected() as (connection, ilce, by):
        account = account_id(connection, ilce, hesap)
        key = issue_key(connection, ilce, account, ad, map(Permission, yetki), days=gun, **by)
    typer.echo(key)


@anahtar.command("liste")
def anahtar_liste(as_json: _Json = False) -> None:
    """Anahtarları yazar, gizli yanları olmadan. / Lists the keys, without their secrets."""
    from kbs_envanter.pipeline.sessions import list_keys

    with _connected() as (connection, ilce, _):
        rows = list_keys(connection, ilce)
    _print(rows, ("id", "hesap", "ad", "yetkiler", "bitis", "son_kullanim", "iptal"), as_json)


@anahtar.command()
def iptal(id: Annotated[str, typer.Argument(help="anahtarın kimliği: kbs_<bu>_… / the key's id")]) -> None:
    """Anahtarı iptal eder. / Revokes a key."""
    from kbs_envanter.pipeline.sessions import revoke_key

    with _connected() as (connection, ilce, by):
        if not revoke_key(connection, ilce, id, **by):
            raise UserError(f"{id}: geçerli böyle bir anahtar yok. / There is no such key that holds.")
    say(f"[green]✓[/green] {id}: iptal / revoked")


@contextmanager
def _connected() -> Iterator[tuple[Any, int, dict[str, str]]]:
    """A connection to the migrated database, the district, and who does it from where."""
    from kbs_envanter.store import migrate
    from kbs_envanter.store.database import database, engine

    settings = Settings()
    with database(settings) as url:
        migrate.upgrade(url)
        with engine(url).begin() as connection:
            yield connection, settings.ilce_kodu, {"by": getpass.getuser(), "address": "komut satırı"}


def _role(given: str) -> Role:
    from kbs_envanter.pipeline.accounts import ROLES

    if given not in ROLES:
        raise UserError(f"{given}: rol şunlardan biri olmalı / the role must be one of: {', '.join(ROLES)}")
    return Role(given)


def _print(rows: list[Any], columns: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        found = [{name: getattr(row, name) for name in columns} for row in rows]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(_cell(getattr(row, name)) for name in columns))
    Console().print(table)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "hour") else str(value)
