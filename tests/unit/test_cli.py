"""The command line as a person and a script use it."""

import json
import subprocess
import sys

import pytest


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kbs_envanter", *arguments], capture_output=True, text=True)


def test_a_parcel_reference_is_read_as_json():
    told = command("parsel", "coz", "635 ada 1 Parsel Güneyi", "--json")
    assert json.loads(told.stdout) == [
        {"tapu_mahallesi": None, "ada": "635", "parsel": "1", "eski": [], "iliski": "guney", "not": ""}
    ]


def test_ada_and_parcel_may_come_in_two_columns():
    told = command(
        "parsel", "coz", "--ada", "657", "--parsel", "1 parsel batısı ve 698 parsel güneyi tahsis alanı", "--json"
    )
    assert [(ref["ada"], ref["parsel"], ref["iliski"]) for ref in json.loads(told.stdout)] == [
        ("657", "1", "bati"),
        (None, "698", "guney"),
    ]


def test_no_parcel_is_an_answer():
    assert json.loads(command("parsel", "coz", "Park Alanı", "--json").stdout) == []
    assert command("parsel", "coz", "Park Alanı").stdout == "parsel_yok\n"


@pytest.mark.parametrize("arguments", [(), ("rapor",), ("sinir",), ("parsel",)])
def test_help_is_in_turkish_and_english(arguments):
    told = command(*arguments, "--help")
    assert told.returncode == 0
    assert " / " in told.stdout
