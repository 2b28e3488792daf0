"""Send one notice: to the address that was checked, whatever its name stands for a moment later."""

import http.client
import json
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kbs_envanter.domain.webhooks import BadAddress, Target, may_call, read_target, signature

_PATIENCE_S = 10.0  # for connecting, and for each answer's part
_LONGEST_S = 15.0  # of one try, however slowly the answer drips
_READ = 1024


class NotSent(Exception):
    """A try that failed; its text says why, without what the receiver said."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is sent: an id that stays the same at every try, and a body that does too."""

    id: str
    olay: str
    zaman: datetime
    govde: dict[str, Any]

    @property
    def body(self) -> bytes:
        """JSON, UTF-8."""
        said = {"type": self.olay, "timestamp": self.zaman.isoformat(), "data": self.govde}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def send(notice: Notice, address: str, secret: str, *, now: datetime, private: bool) -> None:
    """POST a notice, signed. It is received when the answer is 2xx; redirects are not followed.

    Args:
        address: of the subscriber.
        secret: that the two share.
        now: when this is, for the signature.
        private: whether the private network may be called.

    Raises:
        NotSent: it was not received, or may not be sent there.
    """
    try:
        target = read_target(address)
    except BadAddress as bad:
        raise NotSent(str(bad)) from None
    stamp, body = int(now.timestamp()), notice.body
    headers = {
        "Host": target.authority,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "kbs-envanter",
        "webhook-id": notice.id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secret, notice.id, stamp, body),
    }
    try:
        status = _post(target, _resolved(target, private), body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"{type(error).__name__}") from None
    if not 200 <= status < 300:
        raise NotSent(f"HTTP {status}")


def _resolved(target: Target, private: bool) -> str:
    """One network address of the target, all of which may be called."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotSent("adres çözülemedi / the name is not known") from None
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not may_call(target, addresses, private=private):
        raise NotSent("iç ağ adresi; KBS_WEBHOOK_IC_AG kapalı / a private address, which is not allowed")
    return addresses[0]


def _post(target: Target, ip: str, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=_PATIENCE_S)
    connection.sock = socket.create_connection((ip, target.port), timeout=_PATIENCE_S)
    watch = threading.Timer(_LONGEST_S, _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        if target.secure:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=target.host)
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        answer.read(_READ)
        return answer.status
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)
