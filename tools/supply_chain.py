"""What the program is made of: ``docs/licences.md`` and a bill of materials (CycloneDX 1.6), from the lock files and
from what the installed packages say of themselves.

    python tools/supply_chain.py              writes docs/licences.md
    python tools/supply_chain.py sbom FILE    writes the bill of materials
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[1]
LICENCES = ROOT / "docs" / "licences.md"
# The machine that the lists speak of: what a lock file says of others is left out.
_MACHINE = {"python_full_version": "3.11.9", "python_version": "3.11", "sys_platform": "linux"}
_PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; (.+?))? ?\\?$")
_WORDS = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
}


@dataclass(frozen=True)
class Part:
    """One package that the program runs with."""

    kind: str  # pypi or npm, as package URLs say
    name: str
    version: str
    licence: str
    sums: dict[str, list[str]] = field(default_factory=dict)  # of the files it may come in

    @property
    def url(self) -> str:
        """Its package URL."""
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


def parts(root: Path = ROOT) -> list[Part]:
    """Every package of the lock files that belongs to a running installation."""
    return [*_python(root / "requirements" / "run.txt"), *_browser(root / "package-lock.json")]


def licences(found: list[Part]) -> str:
    """The page, as Markdown."""
    rows = "\n".join(f"| {part.name} | {part.version} | {part.licence} | {part.kind} |" for part in found)
    return f"""# Licences

The program is under the EUPL-1.2; the licences of its data are in `data/geo/KAYNAKLAR.md`. This page lists the
{len(found)} packages that an installation runs with, at their locked versions. `make lock` writes it anew
(`tools/supply_chain.py`), a test keeps it true, and `make sbom` writes the same as a CycloneDX bill of materials.

PostgreSQL (PostgreSQL Licence) and PostGIS (GPL-2.0-or-later) are programs of their own beside it.

| package | version | licence | from |
| --- | --- | --- | --- |
{rows}
"""


def bill(found: list[Part], root: Path = ROOT) -> dict[str, object]:
    """A CycloneDX 1.6 document. It says nothing of the moment, so two runs write the same bytes."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    main = {"type": "application", "bom-ref": name, "name": name, "version": version}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": main | {"licenses": [{"license": {"id": project["license"]}}]}},
        "components": [
            {
                "type": "library",
                "bom-ref": part.url,
                "name": part.name,
                "version": part.version,
                "purl": part.url,
                "licenses": [{"license": {"name": part.licence}}],
                "hashes": [{"alg": alg, "content": value} for alg, values in part.sums.items() for value in values],
            }
            for part in found
        ],
        "dependencies": [{"ref": name, "dependsOn": [part.url for part in found]}],
    }


def _python(lock: Path) -> Iterator[Part]:
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        pinned = _PINNED.match(block.splitlines()[0])
        if pinned and (not pinned[3] or Marker(pinned[3]).evaluate(_MACHINE)):
            sums = {"SHA-256": re.findall(r"--hash=sha256:(\w+)", block)}
            yield Part("pypi", pinned[1], pinned[2], _licence(pinned[1]), sums)


def _licence(package: str) -> str:
    """What an installed package says; the shortest of its ways to say it that is clear."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        raise SystemExit(f"{package}: kurulu değil / is not installed; make lint") from None
    if expression := said.get("License-Expression"):
        return expression
    plain = (said.get("License") or "").strip()
    if plain and len(plain) < 30 and plain != "UNKNOWN":
        return _WORDS.get(plain, plain)
    last = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    return " OR ".join(_WORDS.get(each, each) for each in last)


def _browser(lock: Path) -> Iterator[Part]:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for path, said in sorted(packages.items()):
        name = path.removeprefix("node_modules/")
        if path and not said.get("dev") and "hasInstallScript" not in said:  # scripts are not run, nor their packages
            digest = base64.b64decode(said["integrity"].removeprefix("sha512-")).hex()
            yield Part("npm", name, said["version"], said["license"], {"SHA-512": [digest]})


def main(arguments: list[str]) -> int:
    """Write what is asked for; the process's exit code."""
    found = parts()
    if arguments[:1] == ["sbom"]:
        target = Path(arguments[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(bill(found), indent=1) + "\n", encoding="utf-8")
    else:
        LICENCES.write_text(licences(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
