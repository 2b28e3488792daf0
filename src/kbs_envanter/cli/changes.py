"""``kbs-envanter degisiklik``: what changed, who did it and why, and taking a change back."""

import getpass
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kbs_envanter.cli.say import say
from kbs_envanter.domain.errors import UserError
from kbs_envanter.settings import Settings

degisiklik = typer.Typer(no_args_is_help=True, help="Değişiklikler. / Changes.")

_Number = Annotated[int, typer.Argument(help="değişikliğin numarası / number of the change")]
_Json = Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")]


@degisiklik.command()
def liste(
    kim: Annotated[str | None, typer.Option(help="Yalnız bu hesabın / of one account")] = None,
    tur: Annotated[str | None, typer.Option(help="duzeltme, ice_aktarma, rapor ... / kind")] = None,
    gun: Annotated[str | None, typer.Option(help="YYYY-AA-GG / day")] = None,
    once: Annotated[int | None, typer.Option(help="Bu numaradan eskiler / older than this number")] = None,
    as_json: _Json = False,
) -> None:
    """Değişiklikleri en yeniden yazar. / Lists changes, newest first."""
    from kbs_envanter.store import history
    from kbs_envanter.store.roles import EMLAK

    found = _asked(lambda ilce: history.changes(EMLAK, ilce=ilce, kim=kim, tur=tur, gun=gun, once=once))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    table = Table("No", "Zaman", "Tür", "Kim", "Neden", "Satır", "Geri alan")
    for d in found:
        number, undone = str(d["id"]), str(d["geri_alan"] or "")
        when = f"{d['zaman']:%Y-%m-%d %H:%M}"
        table.add_row(number, when, d["tur"], escape(d["kim"]), escape(d["neden"]), str(d["satir"]), undone)
    Console().print(table)


@degisiklik.command()
def goster(numara: _Number, as_json: _Json = False) -> None:
    """Bir değişikliği satır satır yazar. / Shows the rows of one change, old and new."""
    from kbs_envanter.pipeline.differences import differences
    from kbs_envanter.store import history
    from kbs_envanter.store.roles import EMLAK

    rows = page = _asked(lambda ilce: history.rows(EMLAK, ilce=ilce, no=numara))
    while len(page) == history.MOST:
        last = page[-1]["id"]
        page = _asked(lambda ilce: history.rows(EMLAK, ilce=ilce, no=numara, sonra=last))  # noqa: B023
        rows += page
    if not rows:
        raise UserError(f"{numara} numaralı bir değişiklik yok. / There is no change {numara}.")
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    table = Table("Kayıt", "Ne", "Alan", "Önce", "Sonra")
    for row in rows:
        name = f"{row['tablo']} {row['varlik'] or row['anahtar']}"
        for one in differences(row["eski"], row["yeni"]):
            sides = ("" if one[side] is None else escape(str(one[side])) for side in ("eski", "yeni"))
            table.add_row(name, row["islem"], one["alan"], *sides)
    Console().print(table)


@degisiklik.command("geri-al")
def geri_al(numara: _Number, neden: Annotated[str, typer.Option(help="Gerekçe / why")]) -> None:
    """Bir değişikliği bütünüyle geri alır. / Takes a change back, whole or not at all."""
    from kbs_envanter.domain.permissions import Role, Who
    from kbs_envanter.pipeline.changes import COMMAND_LINE
    from kbs_envanter.pipeline.findings import check_inventory
    from kbs_envanter.pipeline.undo import undo
    from kbs_envanter.store.database import database, engine

    settings, who = Settings(), Who(getpass.getuser(), Role.YONETICI)  # who may start this may read the database
    with database(settings) as url:
        with engine(url).begin() as connection:
            made = undo(connection, settings.ilce_kodu, numara, who=who, why=neden, where=COMMAND_LINE)
        check_inventory(url, settings.veri_dizini, settings.ilce_kodu)
    say(f"[green]✓[/green] {numara} geri alındı: değişiklik {made} / taken back by change {made}")


def _asked(question: Any) -> list[dict[str, Any]]:
    """Rows of a question to the history of the district."""
    import psycopg
    from psycopg.rows import dict_row

    from kbs_envanter.store.database import database

    settings = Settings()
    with database(settings) as url, psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(*question(settings.ilce_kodu)).fetchall()
