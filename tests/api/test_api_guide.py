"""The API guide tells the truth: its examples run, as they stand, against a live service."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
THERE = "http://127.0.0.1:8000"


BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```", GUIDE, re.M | re.S)
EXAMPLES = [
    pytest.param(language, text, id=f"{number}-{language}")
    for number, (language, text) in enumerate(BLOCKS, 1)
    if not text.startswith("# not run")
]


@pytest.mark.parametrize(("language", "text"), EXAMPLES)
def test_an_example_runs_as_it_stands(site, tmp_path, language, text):
    assert THERE in text
    programs = {line.split()[0] for line in text.splitlines()} if language == "sh" else set()
    if missing := [name for name in programs if shutil.which(name) is None]:
        pytest.skip(f"{', '.join(missing)} is not installed; the next example reads by the same driver")
    run = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
    quiet = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        [*run, text.replace(THERE, site)], cwd=tmp_path, env=os.environ | quiet, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]


def test_every_address_of_the_readme_answers(site):
    import httpx

    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    shown = {path.rstrip("`,.") for path in re.findall(rf"{THERE}(/[^\s'\">)]*)", readme)}
    shown = {path for path in shown if "ref=" not in path and "PRK-0012" not in path}  # with a space; an edit
    codes = {path: httpx.get(site + path, follow_redirects=True).status_code for path in shown}
    assert len(codes) >= 8 and {path: code for path, code in codes.items() if code != 200} == {}
