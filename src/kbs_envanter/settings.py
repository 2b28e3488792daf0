"""Every setting of the program, read once at start from the environment (prefix ``KBS_``)."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kbs_envanter.domain.basemaps import BaseMap, read_basemaps

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def resource(name: str) -> Path:
    """A folder that ships with the program (``data``, ``migrations``): in the wheel or in a checkout."""
    packaged = _PACKAGE / name
    return packaged if packaged.exists() else _CHECKOUT / name


class Settings(BaseSettings):
    """One object, made by whoever starts the program and handed on; nothing reads the environment later."""

    model_config = SettingsConfigDict(env_prefix="KBS_", extra="ignore")

    database_url: Annotated[
        str | None, Field(description="An existing PostgreSQL with PostGIS; without it a private one is started.")
    ] = None
    durum_dizini: Annotated[Path, Field(description="Where the private cluster and the caches live.")] = Path(".kbs")
    veri_dizini: Annotated[Path, Field(description="The committed facts: report tables and geographic data.")] = (
        resource("data")
    )
    veri_aynasi: Annotated[
        str | None, Field(description="A folder or URL laid out like the boundary publisher's repository.")
    ] = None
    indirme_suresi_s: Annotated[
        float, Field(gt=0, description="Seconds after which the first boundary download gives up.")
    ] = 8.0
    ilce_kodu: Annotated[int, Field(description="National id of the district (UAVT); 1823 is Küçükçekmece.")] = 1823
    adres: Annotated[str, Field(description="Address the service listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port the service listens on.")] = 8000
    isci: Annotated[int, Field(ge=1, le=64, description="Number of server processes.")] = 1
    kok_yol: Annotated[str, Field(description="Path prefix behind a reverse proxy, such as /envanter.")] = ""
    guvenilen_vekil: Annotated[
        str, Field(description="Addresses of reverse proxies whose forwarded headers are believed.")
    ] = "127.0.0.1"
    havuz: Annotated[int, Field(ge=1, le=32, description="Database connections per server process.")] = 4
    onbellek_mb: Annotated[int, Field(ge=0, le=4096, description="Megabytes of answers kept per process.")] = 32
    sorgu_suresi_ms: Annotated[int, Field(ge=100, description="A query that takes longer is cancelled.")] = 10_000
    tkgm_url: Annotated[
        str | None, Field(description="TKGM's parcel query, up to /api; without it TKGM is not asked.")
    ] = None
    nominatim_url: Annotated[
        str | None, Field(description="A Nominatim server, own or public; without it none is asked.")
    ] = None
    photon_url: Annotated[
        str | None, Field(description="A Photon server, own or public; without it none is asked.")
    ] = None
    iletisim: Annotated[str, Field(description="E-mail or page that a public service finds in our User-Agent.")] = ""
    altlik: Annotated[
        tuple[BaseMap, ...],
        NoDecode,  # the text is ours to read, it is no JSON
        BeforeValidator(lambda value: read_basemaps(value) if isinstance(value, str) else value),
        Field(description="Base maps of the map page, one a line: name|xyz, wmts or wms|address|attribution."),
    ] = ()
