"""``kbs-envanter belediye``: the municipalities of an installation."""

from pathlib import Path
from typing import Annotated

import typer

from kbs_envanter.cli.accounts import first_account
from kbs_envanter.cli.prepared import prepared
from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings

belediye = typer.Typer(no_args_is_help=True, help="Kurulumdaki belediyeler. / Municipalities of the installation.")


@belediye.command()
def kur(
    klasor: Annotated[Path, typer.Argument(help="belediye.toml'un klasörü ya da kendisi / its folder, or itself")],
) -> None:
    """Bir belediyeyi dosyalarından kurar. / Installs a municipality from its files."""
    from kbs_envanter.pipeline.municipality import install
    from kbs_envanter.pipeline.profile import PROFILE, profile

    settings = Settings()
    district = profile(klasor.parent if klasor.name == PROFILE else klasor)
    with prepared(settings) as url:
        for step in install(url, settings, klasor):
            say(f"[green]✓[/green] {step.name}: {step.result}")
            if step.warning:
                say(f"  ! {step.warning}", style="yellow", markup=False)
        first_account(url, settings.model_copy(update={"ilce_kodu": district.kod}))
    say(f"[green]✓[/green] {district.ad}: /ilce/{district.kod}/")


@belediye.command("toplu-yukle")
def toplu_yukle(
    klasor: Annotated[Path, typer.Argument(help="Her ilçenin bir klasörü olan klasör / folder with one for each")],
    kaynak: Annotated[str, typer.Option(help="Kayıtların kaynağı / where the rows come from")],
) -> None:
    """Boş ilçeleri Parquet dosyalarından bir kerede yükler. / Loads empty districts at once, from Parquet files."""
    from kbs_envanter.pipeline.bulk_files import load_folder

    settings = Settings()
    with prepared(settings) as url:
        load = load_folder(url, settings, klasor, source=kaynak)
    taken = sum(load.steps.values())
    say(
        f"[green]✓[/green] {load.districts} ilçe, {load.rows} satır / districts, rows "
        f"[dim]({taken:.1f} s, {load.rows / taken:,.0f}/s)[/dim]"
    )


@belediye.command()
def liste() -> None:
    """Kurulumdaki belediyeleri yazar. / Lists the municipalities."""
    from kbs_envanter.pipeline.districts import installed
    from kbs_envanter.pipeline.profile import profile
    from kbs_envanter.store.database import engine

    settings = Settings()
    with prepared(settings) as url:
        for each in installed(engine(url), settings):
            district = profile(each.veri_dizini)
            place = "/" if each.ilce_kodu == settings.ilce_kodu else f"/ilce/{district.kod}/"
            say(f"{district.kod}  {district.ad}, {district.il}  {place}", markup=False)
