"""Paging tokens: where a page begins, url-safe, with version, order and a check sum.

A token carries the place behind which the page begins and the order it belongs to; nothing of the limit.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

_VERSION = 1
_CHECK_BYTES = 4


def write(order: str, place: Sequence[str | None]) -> str:
    """The token for the page behind ``place`` in this order."""
    payload = json.dumps([_VERSION, order, *place], ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_check(payload) + payload).decode().rstrip("=")


def read(order: str, token: str) -> tuple[str | None, ...]:
    """The place that a token of this order names.

    Raises:
        ValueError: when it is not a token of this service, or one of another order.
    """
    sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    check, payload = sealed[:_CHECK_BYTES], sealed[_CHECK_BYTES:]
    if check != _check(payload):
        raise ValueError("not a token of this service")
    version, its_order, *place = json.loads(payload)
    if (version, its_order) != (_VERSION, order):
        raise ValueError("a token of another order or of another time")
    return tuple(place)


def _check(payload: bytes) -> bytes:
    return hashlib.blake2s(payload, digest_size=_CHECK_BYTES).digest()
