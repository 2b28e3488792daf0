"""Every setting of the program, read once at start from the environment (prefix ``KBS_``)."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import BeforeValidator, DirectoryPath, Field, FilePath, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kbs_envanter.domain.basemaps import BaseMap, read_basemaps
from kbs_envanter.domain.permissions import Role, read_roles

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
    database_parola_dosyasi: Annotated[
        FilePath | None, Field(description="A file with the password of that server, instead of one in the address.")
    ] = None
    okuma_url: Annotated[
        str | None, Field(description="A streaming replica of it that public reads go to while it is abreast.")
    ] = None
    durum_dizini: Annotated[Path, Field(description="Where the private cluster and the caches live.")] = Path(".kbs")
    veri_dizini: Annotated[
        DirectoryPath, Field(description="The committed facts: report tables and geographic data.")
    ] = resource("data")
    veri_aynasi: Annotated[
        str | None, Field(description="A folder or URL laid out like the boundary publisher's repository.")
    ] = None
    indirme_suresi_s: Annotated[
        float, Field(gt=0, description="Seconds after which the first boundary download gives up.")
    ] = 8.0
    ilce_kodu: Annotated[int, Field(description="National id of the first district (UAVT).")] = 1823
    adres: Annotated[str, Field(description="Address the service listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port the service listens on.")] = 8000
    isci: Annotated[int, Field(ge=1, le=64, description="Number of server processes.")] = 1
    kok_yol: Annotated[str, Field(description="Path prefix behind a reverse proxy, such as /envanter.")] = ""
    guvenilen_vekil: Annotated[
        str, Field(description="Addresses of reverse proxies whose forwarded headers are believed.")
    ] = "127.0.0.1"
    olcum_port: Annotated[
        int | None, Field(ge=1, le=65535, description="Port of /metrics for Prometheus; none: off.")
    ] = None
    adres_siniri: Annotated[
        int, Field(ge=0, description="Requests a minute of one client address without a key; 0: no limit.")
    ] = 0
    anahtar_siniri: Annotated[int, Field(ge=0, description="Requests a minute of one API key; 0: no limit.")] = 6000
    istek_kaydi: Annotated[bool, Field(description="Log every request, not only slow and failed ones.")] = False
    yedek_dizini: Annotated[Path, Field(description="Where backups are written.")] = Path("yedekler")
    yedek_sayisi: Annotated[int, Field(ge=1, le=1000, description="Backups that are kept.")] = 14
    wal_arsivi: Annotated[
        Path | None, Field(description="Folder for the private cluster's write-ahead log: back to any moment.")
    ] = None
    oidc_adres: Annotated[
        str | None, Field(description="Issuer of the municipality's OpenID Connect; none: local accounts only.")
    ] = None
    oidc_istemci: Annotated[str, Field(description="Our client id at the issuer.")] = "kbs-envanter"
    oidc_gizli: Annotated[SecretStr, Field(description="Our secret at the issuer.")] = SecretStr("")
    oidc_gizli_dosyasi: Annotated[FilePath | None, Field(description="A file with that secret, instead of it.")] = None
    oidc_grup_alani: Annotated[str, Field(description="Claim of the id token that names the groups.")] = "groups"
    oidc_roller: Annotated[
        dict[str, Role],
        NoDecode,
        BeforeValidator(lambda value: read_roles(value) if isinstance(value, str) else value),
        Field(description="Which group has which role, one a line: group=role. The first that fits counts."),
    ] = {}
    paket_gun: Annotated[int, Field(ge=1, le=365, description="Days after which a phone's area pack expires.")] = 14
    onay: Annotated[
        bool, Field(description="Whether edits of directorates wait for approval by emlak or planlama.")
    ] = False
    havuz: Annotated[int, Field(ge=1, le=32, description="Database connections per server process.")] = 4
    onbellek_mb: Annotated[int, Field(ge=0, le=4096, description="Megabytes of answers kept per process.")] = 32
    sorgu_suresi_ms: Annotated[int, Field(ge=100, description="A query that takes longer is cancelled.")] = 10_000
    webhook_ic_ag: Annotated[
        bool, Field(description="Whether notices may go to addresses of the private network, not only to public ones.")
    ] = False
    bildirim_deneme: Annotated[
        int, Field(ge=1, le=30, description="Tries after which a notice is given up; twelve take a day.")
    ] = 12
    saklama_foto_gun: Annotated[int, Field(ge=1, description="Days that field photos are kept.")] = 730
    saklama_kayit_gun: Annotated[
        int, Field(ge=1, description="Days that sign-in records and answers of external services are kept.")
    ] = 365
    saklama_bildirim_gun: Annotated[int, Field(ge=1, description="Days that sent and given up notices are kept.")] = 90
    saklama_yukleme_gun: Annotated[int, Field(ge=1, description="Days that files waiting for import are kept.")] = 30
    acik_veri_lisansi: Annotated[str, Field(description="Licence of the open data: its name, then its address.")] = (
        "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    )
    yayinci: Annotated[
        str | None, Field(description="Who publishes the open data, if not the one that belediye.toml names.")
    ] = None
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
        Field(description="Base maps of the map page, one a line: name|xyz, wmts, wms or pmtiles|address|attribution."),
    ] = ()

    @model_validator(mode="after")
    def _with_password(self) -> Self:
        """The address with the password of the file. Secrets in files are in no list of processes or of variables."""
        if self.database_url and self.database_parola_dosyasi:
            try:
                password = self.database_parola_dosyasi.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise ValueError(
                    "KBS_DATABASE_PAROLA_DOSYASI okunamıyor; iznine ve kodlamasına (UTF-8) bakın "
                    "/ the file cannot be read; see its permissions and its encoding (UTF-8)"
                ) from None
            for name, url in (("database_url", self.database_url), ("okuma_url", self.okuma_url)):
                if url is not None:
                    object.__setattr__(self, name, _named(url, password))
            object.__setattr__(self, "database_parola_dosyasi", None)
        return self

    @property
    def yerel_adres(self) -> str:
        """Address of the service as this machine reaches it."""
        return f"http://{self.adres}:{self.port}{self.kok_yol}"

    @property
    def medya(self) -> Path:
        """Where photos are kept, named by their content."""
        return self.durum_dizini / "medya"


def _named(url: str, password: str) -> str:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{quote(password, safe='')}@{host}"))
