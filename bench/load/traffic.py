"""What is asked, and how often: a weekday of a municipality, with the same seed each time."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

from bench.load.client import Answer, Request

_HTML = (("Accept", "text/html"),)
_TILES = [(z, x, y) for z, xs, ys in ((12, (2375, 2376), (1535, 1536)), (14, range(9501, 9506), range(6142, 6147)))
          for x in xs for y in ys]  # fmt: skip
_WORDS = ("park", "pazar", "kreş", "spor", "bilgi evi", "atakent", "halkalı", "kütüphane")


class Traffic:
    """Chooses requests by their weight. An edit reads its asset first, for ``If-Match``."""

    def __init__(self, codes: list[str], parcels: list[str], places: list[str], phones: list[str], editor: str) -> None:
        self._codes, self._parcels, self._places, self._phones, self._editor = codes, parcels, places, phones, editor
        self._chance = random.Random(20241231)
        self._etags: dict[str, str] = {}
        self._weights: dict[Callable[[], Request], int] = {
            self._page: 6, self._map: 6, self._tile: 26, self._items: 20, self._asset: 12, self._search: 10,
            self._passport: 8, self._neighbourhood: 4, self._edit: 3, self._verdict: 5,
        }  # fmt: skip

    def next(self) -> Request:
        """The next request."""
        (chosen,) = self._chance.choices(list(self._weights), list(self._weights.values()))
        return chosen()

    def learn(self, request: Request, answer: Answer) -> None:
        """Keep what the next edit of this asset has to show."""
        if request.operation in ("edit: read", "edit: write"):
            kod = request.path.rpartition("/")[2]
            if answer.status == 200 and "etag" in answer.headers and request.operation == "edit: read":
                self._etags[kod] = answer.headers["etag"]
            else:
                self._etags.pop(kod, None)

    def _page(self) -> Request:
        return Request("summary page", "/", headers=_HTML)

    def _map(self) -> Request:
        return Request("map page", "/harita", headers=_HTML)

    def _tile(self) -> Request:
        z, x, y = self._chance.choice(_TILES)
        of = self._chance.choice(("varliklar", "parseller"))
        return Request("tile", f"/collections/{of}/tiles/WebMercatorQuad/{z}/{y}/{x}")

    def _items(self) -> Request:
        place, limit = self._chance.choice(self._places), self._chance.choice((20, 100))
        return Request("items", f"/collections/varliklar/items?mahalle_kod={place}&limit={limit}&f=json")

    def _asset(self) -> Request:
        return Request("asset", f"/collections/varliklar/items/{self._chance.choice(self._codes)}?f=json")

    def _search(self) -> Request:
        word = quote(self._chance.choice(_WORDS))
        return Request("search", f"/collections/varliklar/items?q={word}&limit=20&f=json")

    def _passport(self) -> Request:
        return Request("passport", f"/parsel-karnesi?ref={quote(self._chance.choice(self._parcels))}&f=json")

    def _neighbourhood(self) -> Request:
        return Request("neighbourhood page", f"/mahalle/{self._chance.choice(self._places)}", headers=_HTML)

    def _edit(self) -> Request:
        key = ("X-API-Key", self._editor)
        if not self._etags:
            path = f"/collections/varliklar/items/{self._chance.choice(self._codes)}"
            return Request("edit: read", path, headers=(key, ("Accept", "application/geo+json")))
        kod, etag = self._etags.popitem()
        area = self._chance.randrange(100, 100_000)
        body = json.dumps({"properties": {"alan_m2": area}, "neden": "yük denemesi"}).encode()
        headers = (key, ("If-Match", etag), ("Content-Type", "application/merge-patch+json"))
        return Request("edit: write", f"/collections/varliklar/items/{kod}", "PATCH", headers, body)

    def _verdict(self) -> Request:
        id = UUID(int=self._chance.getrandbits(128), version=4)
        now, kod = datetime.now(UTC).isoformat(), self._chance.choice(self._codes)
        document = {"varlik": kod, "sonuc": "uyuyor", "zaman": now}
        key = ("X-API-Key", self._chance.choice(self._phones))
        return Request("field sync", f"/saha/tespit/{id}", "PUT", (key,), json.dumps(document).encode())
