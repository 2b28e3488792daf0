"""The command line as a person and a script use it."""

import json
import os
import subprocess
import sys
from functools import partial

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


def test_every_command_and_every_option_says_in_both_languages_what_it_is():
    from kbs_envanter.cli.main import whole

    def silent(command, name):
        texts = {name: command.help, **{f"{name} {given.name}": given.help for given in command.params}}
        yield from (each for each, said in texts.items() if " / " not in (said or ""))
        for below, one in getattr(command, "commands", {}).items():
            yield from silent(one, f"{name} {below}")

    assert list(silent(whole(), "kbs-envanter")) == []


def test_the_help_names_the_exit_codes_and_the_commands_by_subject():
    told = command("--help").stdout
    assert "Çıkış kodları / exit codes" in told and "İşletme / Operating" in told
    assert command("boyle-bir-komut-yok").returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell, tmp_path):
    environment = os.environ | {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    run = partial(subprocess.run, capture_output=True, text=True, env=environment)
    program = [sys.executable, "-m", "kbs_envanter"]
    assert "_KBS_ENVANTER_COMPLETE" in run([*program, "--show-completion", shell]).stdout
    assert run([*program, "--install-completion", shell]).returncode == 0
    assert any("_KBS_ENVANTER_COMPLETE" in file.read_text() for file in tmp_path.rglob("*") if file.is_file())


def test_completion_knows_the_commands_and_what_follows_them():
    def offered(words: str) -> list[str]:
        told = {"_KBS_ENVANTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()))}
        program = [sys.executable, "-m", "kbs_envanter"]
        return subprocess.run(program, capture_output=True, text=True, env=os.environ | told).stdout.split()

    assert {"kur", "calistir", "durum", "yukselt", "yedekle", "geri-yukle", "denetle", "kullanici", "anahtar"} <= set(
        offered("kbs-envanter ")
    )
    assert "yukle" in offered("kbs-envanter parsel ")
