"""Hashing: slow for passwords that people choose, fast for secrets that are random."""

import base64
import hashlib
import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kbs_envanter.domain.accounts import LONGEST, password_text

# argon2id with 19 MiB and two passes, as OWASP advises; some 30 ms. No more than two at a time: a flood of sign-ins
# waits instead of taking the memory of the service.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The password as it is stored."""
    with _turns:
        return _hasher.hash(password_text(password))


def is_password(stored: str | None, given: str) -> bool:
    """Whether a password is the stored one. Without a stored one it takes as long, and is not."""
    usable = given if len(given) <= LONGEST else ""
    with _turns:
        try:
            right = _hasher.verify(stored or _dummy(), password_text(usable))
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None


@lru_cache
def _dummy() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def one_time_password() -> str:
    """Eighty random bits that can be read out and typed: ``xxxx-xxxx-xxxx-xxxx``."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def digest(secret: str) -> bytes:
    """A random secret as it is stored. Fast is right here: nobody guesses 80 or 256 random bits, however fast."""
    return hashlib.sha256(secret.encode()).digest()
