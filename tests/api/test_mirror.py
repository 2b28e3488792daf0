"""The change feed: another system follows by asking for what is newer than the last version it saw."""

import random

import httpx
import psycopg

from tests.support import offline_settings, serving


class Mirror:
    """A copy of the public assets, kept by the feed alone."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.seen, self.assets = 0, {}

    def follow(self) -> None:
        since = f"degisim={self.seen + 1}/..&sortby=degisim&limit=7"
        gone, gone_at = self._pages(f"/collections/silinenler/items?{since}")
        changed, changed_at = self._pages(f"/collections/varliklar/items?{since}")
        # Seen is what both feeds had when their reading began, whatever changed meanwhile.
        self.seen = min(gone_at, changed_at)
        for feature in gone:
            self.assets.pop(feature["id"], None)
        for feature in changed:
            self.assets[feature["id"]] = feature

    def _pages(self, path: str) -> tuple[list[dict], int]:
        features, versions = [], []
        while path:
            answer = self._client.get(path).raise_for_status()
            page = answer.json()
            features += page["features"]
            versions.append(int(answer.headers["KBS-Veri-Surumu"]))
            path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        return features, versions[0]

    def truth(self) -> dict:
        return {f["id"]: f for f in self._pages("/collections/varliklar/items")[0]}


CHANGES = (
    "UPDATE kbs.varlik SET ad = ad || '!' WHERE kod = '{kod}'",
    "DELETE FROM kbs.varlik WHERE kod = '{kod}'",
    "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = '{kod}'",
    "UPDATE kbs.varlik SET erisim = 'acik' WHERE kod <> 'BIN-0016'",
    "UPDATE kbs.mahalle SET ad = ad || '!' WHERE kod = (SELECT mahalle_kod FROM kbs.varlik WHERE kod = '{kod}')",
    "INSERT INTO kbs.varlik (ilce_kodu, id, kod, tur, ad) VALUES (1823, gen_random_uuid(), '{kod}Y', 'park', 'Yeni')",
)


def test_a_mirror_that_follows_the_feed_has_what_is_public_and_nothing_else(inventory, tmp_path):
    chance = random.Random(7)
    # Without the answer memory, which may be a notice behind: a mirror then follows a moment later.
    settings = offline_settings(inventory, tmp_path).model_copy(update={"onbellek_mb": 0})
    with serving(settings) as address, httpx.Client(base_url=address) as client:
        mirror = Mirror(client)
        mirror.follow()
        assert mirror.assets == mirror.truth()
        with psycopg.connect(inventory) as connection:
            for _ in range(15):
                for change in chance.choices(CHANGES, k=3):
                    kods = connection.execute("SELECT kod FROM kbs.varlik WHERE kod NOT LIKE '%Y'").fetchall()
                    try:
                        with connection.transaction():
                            connection.execute(change.format(kod=chance.choice(kods)[0]))
                    except psycopg.errors.IntegrityError:
                        pass
                connection.commit()
                mirror.follow()
                assert mirror.assets == mirror.truth()


def test_what_changed_since_a_moment_can_be_asked_by_time_too(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address, httpx.Client(base_url=address) as client:
        with psycopg.connect(inventory) as connection:
            (before,) = connection.execute("SELECT clock_timestamp()::text").fetchone()
            connection.commit()
            connection.execute("UPDATE kbs.varlik SET ad = 'Yeni' WHERE kod = 'BIN-0001'")
            connection.execute("DELETE FROM kbs.varlik WHERE kod = 'PRK-0001'")
        since = before.replace(" ", "T").replace("+00", "Z") + "/.."
        changed = client.get("/collections/varliklar/items", params={"guncelleme": since}).raise_for_status().json()
        gone = client.get("/collections/silinenler/items", params={"zaman": since}).raise_for_status().json()
        assert [f["id"] for f in changed["features"]] == ["BIN-0001"]
        assert [f["id"] for f in gone["features"]] == ["PRK-0001"]
        assert gone["features"][0]["geometry"] is None
        assert set(gone["features"][0]["properties"]) == {"kod", "tur", "zaman", "degisim"}
