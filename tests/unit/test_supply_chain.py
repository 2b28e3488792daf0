"""What the program is made of is written down, and the same source makes the same wheel."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools import supply_chain

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_licences_is_current():
    assert supply_chain.LICENCES.read_text("utf-8") == supply_chain.licences(supply_chain.parts()), "make lock"


def test_every_part_has_a_licence_that_goes_with_ours():
    for part in supply_chain.parts():
        assert part.licence, part.name
        strong = re.search(r"(?<!L)GPL", part.licence)
        assert not strong or " OR " in part.licence, part


def test_the_bill_of_materials_names_every_part_with_its_sums():
    bill = supply_chain.bill(supply_chain.parts())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len({part["bom-ref"] for part in bill["components"]}) == len(bill["components"]) > 60
    assert all(part["hashes"] and part["purl"].startswith("pkg:") for part in bill["components"])


def test_the_version_is_semantic_and_the_changelog_speaks_of_it():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?", version)
    assert re.search(r"^## (Unreleased|\[?\d)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)


def test_two_builds_of_the_same_source_are_the_same_bytes(tmp_path):
    sums = set()
    for name, mask in (("bir", 0o022), ("iki/derinde", 0o077)):
        source = tmp_path / name
        for part in ("src", "data", "migrations"):
            shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md", ".gitignore"):
            shutil.copyfile(ROOT / file, source / file)
        for file in source.rglob("*"):
            os.utime(file, (len(name) * 1e8,) * 2)
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "cikti" / name)]
        environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
        subprocess.run(build, cwd=source, env=environment, umask=mask, check=True, capture_output=True)
        (wheel,) = (tmp_path / "cikti" / name).glob("*.whl")
        sums.add(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert len(sums) == 1
