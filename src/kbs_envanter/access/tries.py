"""How often one address may try to sign in: whoever guesses at many accounts is slowed down as well."""

import ipaddress
import threading
import time
from collections import OrderedDict, deque

MOST = 20  # wrong attempts ...
WINDOW_S = 600.0  # ... within these seconds
_ADDRESSES = 10_000  # remembered at most; the longest unseen are forgotten first


class Tries:
    """Attempts by client address, in the memory of one server process."""

    def __init__(self) -> None:
        self._lock, self._seen = threading.Lock(), OrderedDict[str, deque[float]]()

    def take(self, address: str) -> int:
        """Count an attempt; seconds to wait if it is one too many, else 0. A right one is given back."""
        now = time.monotonic()
        with self._lock:
            times = self._seen.setdefault(network(address), deque())
            self._seen.move_to_end(network(address))
            while len(self._seen) > _ADDRESSES:
                self._seen.popitem(last=False)
            while times and times[0] <= now - WINDOW_S:
                times.popleft()
            if len(times) >= MOST:
                return int(times[0] + WINDOW_S - now) + 1
            times.append(now)
            return 0

    def give_back(self, address: str) -> None:
        """That attempt was right."""
        with self._lock:
            if times := self._seen.get(network(address)):
                times.pop()


def network(address: str) -> str:
    """One client: an IPv4 address, or the network that one IPv6 subscriber has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if parsed.version == 6 else address
