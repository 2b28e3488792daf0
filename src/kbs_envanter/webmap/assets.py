"""Browser files by logical name: ``leaflet.js`` -> ``/static/vendor/leaflet/leaflet.js?v=<hash>``.

The hash is of the file's contents, so that a browser may keep a file for ever and still never shows
an old one. Our own scripts are ES modules without a bundler; an import map gives each its hashed URL.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC_DIR = Path(__file__).parent / "static"

_VENDORED = {
    "leaflet.js": "vendor/leaflet/leaflet.js",
    "leaflet.css": "vendor/leaflet/leaflet.css",
    "markercluster.js": "vendor/leaflet.markercluster/leaflet.markercluster.js",
    "markercluster.css": "vendor/leaflet.markercluster/MarkerCluster.css",
    "vector.js": "vendor/protomaps-leaflet/protomaps-leaflet.js",
    "qr.mjs": "vendor/lean-qr/index.mjs",
    "qr-decode.js": "vendor/qr/decode.js",
    "qr-index.js": "vendor/qr/index.js",
    "swagger-ui.js": "vendor/swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui.css": "vendor/swagger-ui-dist/swagger-ui.css",
}

# Modules that few visits need; a page fetches them at the first use.
ON_DEMAND = frozenset(["kbs/measure", "kbs/print", "kbs/qr", "kbs/code", "lean-qr"])


class AssetMissing(Exception):
    """A browser file is not there; the message tells how to fetch it."""


def path(name: str) -> Path:
    """The file behind a logical name: a vendored one, or our own under ``static/harita``, unless it names the folder.

    Raises:
        AssetMissing: when the vendored files were never fetched, or the name is unknown.
    """
    file = STATIC_DIR / _VENDORED.get(name, name if "/" in name else f"harita/{name}")
    if not file.is_file():
        raise AssetMissing(
            f"{name}: tarayıcı dosyası yok. `python tools/vendor_assets.py` (veya `make run`) ile indirin. / "
            "Browser file missing; run `python tools/vendor_assets.py` (or `make run`)."
        )
    return file


def url(name: str) -> str:
    """Address of a file below the service's root, with its hash: ``/static/...?v=3f2a...``."""
    file = path(name)
    return f"/static/{file.relative_to(STATIC_DIR).as_posix()}?v={_hash(file, file.stat().st_mtime_ns)}"


def text(name: str) -> str:
    """Contents of a script or style sheet, for a page that carries everything inside itself."""
    return path(name).read_text(encoding="utf-8")


def modules() -> dict[str, str]:
    """Import specifier -> logical name of every ES module: ``kbs/card`` -> ``card.js``."""
    return {f"kbs/{file.stem}": file.name for file in sorted((STATIC_DIR / "harita").glob("*.js"))} | {
        "lean-qr": "qr.mjs"
    }


@lru_cache(maxsize=256)
def _hash(file: Path, modified_ns: int) -> str:
    # The time of change is part of the key: an edited file gets a new hash without a restart.
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
