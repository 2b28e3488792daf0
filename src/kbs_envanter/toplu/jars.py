"""The Java archives of Sedona: which ones, and whether they are here. ``tools/toplu_jars.py`` fetches them."""

import hashlib
from pathlib import Path

from kbs_envanter.domain.errors import UserError

# Maven coordinates and the SHA-256 of the file.
JARS = {
    "org.apache.sedona:sedona-spark-shaded-4.0_2.13:1.8.0": (
        "c847cec67cd06b43c7a2f67086fa56fd6044564a539128e598cf68262fe53a2f"
    ),
    "org.datasyslab:geotools-wrapper:1.8.0-33.1": ("64d7b8296ded315e97fe90af1d40be6c24203603d952d06a093ef3470fa4cfca"),
}


def file_of(coordinates: str) -> str:
    """The name of an archive's file."""
    _, artifact, version = coordinates.split(":")
    return f"{artifact}-{version}.jar"


def checked(folder: Path) -> list[Path]:
    """The archives in a folder, each checked by its hash.

    Raises:
        UserError: when one is missing or another file than expected.
    """
    found = [(folder / file_of(coordinates), digest) for coordinates, digest in JARS.items()]
    for path, digest in found:
        if not path.exists():
            raise UserError(
                f"{path} yok; 'make toplu' ya da 'python tools/toplu_jars.py {folder}' getirir. "
                f"/ {path.name} is missing; 'make toplu' or 'python tools/toplu_jars.py {folder}' fetches it."
            )
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise UserError(
                    f"{path} beklenen dosya değil; silip yeniden getirin. / {path} is not the file expected."
                )
    return [path for path, _ in found]
