"""A setting that cannot be: one clear sentence in Turkish and English, an exit code, no traceback, no secret."""

import os
import subprocess
import sys

import pytest

from kbs_envanter.cli import main

SECRET = "cok-gizli-parola"
BAD = {
    "KBS_PORT": "kapı",
    "KBS_ISCI": "0",
    "KBS_HAVUZ": "10000",
    "KBS_ISTEK_KAYDI": "belki",
    "KBS_INDIRME_SURESI_S": "0",
    "KBS_ADRES_SINIRI": "-1",
    "KBS_ALTLIK": "Ortofoto|xyz",
    "KBS_OIDC_ROLLER": "zabıta=başkan",
    "KBS_DATABASE_PAROLA_DOSYASI": "/boyle/bir/dosya/yok",
    "KBS_OIDC_GIZLI_DOSYASI": "/boyle/bir/dosya/yok",
    "KBS_DATABASE_URL": f"postgresqlx://kbs:{SECRET}@sunucu/kbs",
    "KBS_VERI_DIZINI": "/boyle/bir/klasor/yok",
    "KBS_DURUM_DIZINI": "/dev/null/durum",
    "KBS_YEDEK_DIZINI": "/dev/null/yedek",
    "KBS_OLCUM_PORT": "70000",
    "KBS_ADRES": "boyle.bir.adres.invalid",
}
COMMANDS = {"KBS_YEDEK_DIZINI": "yedekle", "KBS_ADRES": "calistir"}


@pytest.mark.parametrize("name", BAD)
def test_a_setting_that_cannot_be_is_said_in_one_sentence_of_each_language(
    name, monkeypatch, capsys, cluster, migrated, tmp_path
):
    monkeypatch.setenv("KBS_DATABASE_URL", cluster.url(migrated))
    monkeypatch.setenv("KBS_DURUM_DIZINI", str(tmp_path))
    monkeypatch.setenv("KBS_VERI_AYNASI", str(tmp_path / "yok"))
    if name == "KBS_DURUM_DIZINI":
        monkeypatch.delenv("KBS_DATABASE_URL")
    monkeypatch.setenv(name, BAD[name])
    monkeypatch.setattr(sys, "argv", ["kbs-envanter", COMMANDS.get(name, "kur")])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert name in said and " / " in said and "Traceback" not in said
    assert SECRET not in said and len(said) < 800


def test_the_process_ends_with_one_and_without_a_traceback(tmp_path):
    environment = os.environ | {"KBS_PORT": "x", "KBS_HAVUZ": "y", "KBS_DURUM_DIZINI": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "kbs_envanter", "durum"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "KBS_PORT: bir tam sayı olmalı / must be a whole number" in done.stderr and "KBS_HAVUZ" in done.stderr
