"""The files of deployment are well formed, and as closed as they say."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = yaml.safe_load((ROOT / "docker-compose.production.yml").read_text("utf-8"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_units_are_what_systemd_understands(tmp_path):
    for unit in (ROOT / "deploy").glob("kbs-envanter*.*"):
        if unit.suffix in (".service", ".timer"):
            text = unit.read_text("utf-8").replace("/opt/kbs-envanter/bin/kbs-envanter", "/bin/true")
            (tmp_path / unit.name).write_text(text.replace("User=kbs", "User=root").replace("Group=kbs", "Group=root"))
    units = [str(unit) for unit in tmp_path.iterdir()]
    assert len(units) >= 3
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    complaints = [line for line in told.stderr.splitlines() if "kbs-envanter" in line]
    assert complaints == []


def test_the_program_runs_closed_and_only_the_proxy_is_open_to_the_world():
    services = PRODUCTION["services"]
    for name in ("uygulama", "yedek"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in services[name]["security_opt"]
    assert [name for name, service in services.items() if "ports" in service] == ["vekil"]
    assert all(service["deploy"]["resources"]["limits"]["memory"] for service in services.values())


def test_no_secret_is_in_the_environment_or_in_the_image():
    for service in PRODUCTION["services"].values():
        given = service.get("environment", {})
        assert not [name for name in given if "PASSWORD" in name and not name.endswith("_FILE")]
        assert "@" not in given.get("KBS_DATABASE_URL", "").partition("://")[2].replace("kbs@", "")
    assert {"gizli", "yedekler", ".git"} <= set((ROOT / ".dockerignore").read_text("utf-8").split())


def test_the_image_has_what_a_backup_needs_and_a_user_of_its_own():
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert "postgresql-client" in image and "USER 10001" in image and "/yedekler" in image


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
@pytest.mark.parametrize("file", ["docker-compose.yml", "docker-compose.production.yml"])
def test_compose_reads_its_files(file):
    given = {"KBS_ALAN": "envanter.example", "KBS_PAROLA": "x", "PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        ["docker-compose", "-f", file, "config", "-q"], cwd=ROOT, env=given, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
