"""The districts of an installation: the one that it was set up for, and those installed beside it."""

from sqlalchemy import Engine, select

from kbs_envanter.settings import Settings
from kbs_envanter.store.models import Ilce

FOLDER = "ilce"  # in the state folder: the data of each district beside the first, by code


def of_district(settings: Settings, ilce_kodu: int) -> Settings:
    """The settings of one district of the installation. The directory that signs people in is the first one's own."""
    if ilce_kodu == settings.ilce_kodu:
        return settings
    data = settings.durum_dizini / FOLDER / str(ilce_kodu)
    return settings.model_copy(
        update={"ilce_kodu": ilce_kodu, "veri_dizini": data, "yayinci": None, "oidc_adres": None}
    )


def codes(engine: Engine) -> list[int]:
    """Codes of the districts that have data."""
    with engine.connect() as connection:
        return list(connection.scalars(select(Ilce.ilce_kodu).order_by(Ilce.ilce_kodu)))


def installed(engine: Engine, settings: Settings) -> list[Settings]:
    """The settings of every district, the first one's at the head; one whose folder is not on this machine is left."""
    there = [code for code in codes(engine) if code != settings.ilce_kodu]
    folder = settings.durum_dizini / FOLDER
    return [settings, *(of_district(settings, code) for code in there if (folder / str(code)).is_dir())]
