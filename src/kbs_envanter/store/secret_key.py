"""The one key that is not in the database: what it seals can be read by this installation alone."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

_FILE = Path("gizli") / "muhur.anahtar"


class Vault:
    """Seals texts with a key file under the state directory, which is made at first use (mode 0600).

    Several machines that serve one database need the same file. Without it the second factors of accounts cannot be
    read and have to be set up anew; passwords, sessions and keys do not depend on it.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / _FILE
        self._made: Fernet | None = None

    def seal(self, text: str) -> bytes:
        """The text, encrypted and signed, with the time of sealing."""
        return self._fernet().encrypt(text.encode())

    def open(self, sealed: bytes, *, age_s: int | None = None) -> str | None:
        """What was sealed; None when it is not from this key, was tampered with, or is older than ``age_s``."""
        try:
            return self._fernet().decrypt(sealed, ttl=age_s).decode()
        except InvalidToken:
            return None

    def _fernet(self) -> Fernet:
        if self._made is None:
            self._made = Fernet(_read_or_make(self._path))
        return self._made


def _read_or_make(path: Path) -> bytes:
    """The key in a file. Two processes that make it at once end with the same: a link never replaces a file."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
