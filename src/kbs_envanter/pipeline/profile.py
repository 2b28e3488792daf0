"""``belediye.toml``: what a municipality says of itself, checked."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kbs_envanter.domain.district import District
from kbs_envanter.domain.errors import UserError

PROFILE = "belediye.toml"
_Name = Annotated[str, Field(min_length=1, max_length=200)]


class ProfileRefused(UserError):
    """The file is missing or says something that cannot be; the text names each fault."""


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid")
    merkez: tuple[Annotated[float, Field(ge=35, le=43)], Annotated[float, Field(ge=25, le=46)]]
    yakinlik: Annotated[float, Field(ge=8, le=18)] = 12
    renk: Annotated[str | None, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = None


class _Profile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ilce_kodu: Annotated[int, Field(ge=1, le=2**31 - 1)]
    ad: _Name
    il: _Name
    yayinci: _Name | None = None
    rapor_yili: Annotated[int, Field(ge=1990, le=2200)]
    tapu_mahalleleri: Annotated[list[_Name], Field(max_length=500)] = []
    gorunum: _View
    yazimlar: dict[_Name, _Name] = {}


def profile(data: Path) -> District:
    """The municipality whose data folder this is.

    Raises:
        ProfileRefused: see there.
    """
    path = data / PROFILE
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise ProfileRefused(f"{path}: okunamadı ({error.strerror}) / cannot be read") from error


@lru_cache(maxsize=1024)
def _read(path: Path, modified_ns: int) -> District:
    try:
        said = _Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileRefused(f"{path}: geçerli TOML değil: {error} / is no valid TOML") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ProfileRefused(f"{path}: alanları düzeltin: {faults} / correct the fields") from error
    return District(
        said.ilce_kodu,
        said.ad,
        said.il,
        said.yayinci or f"{said.ad} Belediyesi",
        said.rapor_yili,
        tuple(said.tapu_mahalleleri),
        said.gorunum.merkez,
        said.gorunum.yakinlik,
        said.gorunum.renk,
        said.yazimlar,
    )
