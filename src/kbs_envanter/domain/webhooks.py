"""Webhooks: which addresses may be called, how a notice is signed, when it is tried again.

Signed as the Standard Webhooks specification says (standardwebhooks.com): HMAC-SHA256 over
``{webhook-id}.{webhook-timestamp}.{body}`` with the bytes that the secret ``whsec_...`` is the base64 of.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

_PREFIX: Final = "whsec_"
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_FIRST_S, _GROWTH, _LONGEST_S = 5, 3, 6 * 3600
_LONGEST_ADDRESS: Final = 2000


class BadAddress(ValueError):
    """An address that notices may not go to; ``tr`` and ``en`` say why."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(f"{tr} / {en}")
        self.tr, self.en = tr, en


@dataclass(frozen=True, slots=True)
class Target:
    """Where notices go. ``path`` has the query."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def local(self) -> bool:
        """Whether it names this machine outright."""
        return self.host in _LOOPBACK

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port: what the ``Host`` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def read_target(address: str) -> Target:
    """Where an address leads, if notices may be sent there as far as the address itself tells.

    Raises:
        BadAddress: for anything but https, or http on this machine; for user names, fragments and odd characters.
    """
    if not address.isascii() or not address.isprintable() or " " in address or len(address) > _LONGEST_ADDRESS:
        raise BadAddress("Adres yalnızca ASCII olmalı, boşluk içermemeli.", "The address must be plain ASCII.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise BadAddress("Adres okunamadı.", "The address cannot be read.") from None
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise BadAddress(
            "Adres https://makine/yol biçiminde olmalı; kullanıcı adı ve # içermez.",
            "Write https://host/path, without a user name or fragment.",
        )
    if not secure and not (parts.scheme == "http" and host in _LOOPBACK):
        raise BadAddress(
            "Adres https olmalı; http yalnızca bu makinede olur.", "Use https; http is for this machine only."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port or (443 if secure else 80), path)


def may_call(target: Target, addresses: Sequence[str], *, private: bool) -> bool:
    """Whether every network address that a target's name stands for may be called.

    This machine only when the target names it outright; the private network only with ``private``; never what is
    reserved, link-local (where clouds keep their secrets) or for many.
    """
    return bool(addresses) and all(_allowed(target, ip_address(one), private) for one in addresses)


def _allowed(target: Target, ip: IPv4Address | IPv6Address, private: bool) -> bool:
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    if ip.is_loopback:
        return target.local
    if ip.is_multicast or ip.is_link_local or ip.is_unspecified or ip.is_reserved:
        return False
    return ip.is_global or (private and ip.is_private)


def new_secret(random: bytes) -> str:
    """A secret as its receiver enters it. ``random``: 24 to 64 bytes that nobody can guess."""
    return _PREFIX + base64.b64encode(random).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature`` of a notice.

    Args:
        secret: as ``new_secret`` made it.
        message_id: the same at every try, so that the receiver knows a repetition.
        timestamp: seconds since 1970, of this try.
        body: what is sent.
    """
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: 5 s, 15 s, 45 s ... six hours at most."""
    return timedelta(seconds=min(float(_FIRST_S * _GROWTH ** min(tries - 1, 20)), float(_LONGEST_S)))
