"""The programs under load: how each is started on a free port with two workers, and stopped again."""

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

WORKERS = "2"
_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parents[1]
_REQUIREMENTS = _HERE / "requirements.txt"

# tipg and pygeoapi serve tables; these are what the service's public views show, without its inner columns.
RIVAL_TABLES = """
CREATE SCHEMA bench;
CREATE TABLE bench.varliklar AS SELECT * FROM kbs.acik_varlik ORDER BY kod;
ALTER TABLE bench.varliklar DROP COLUMN ilce_kodu, DROP COLUMN ad_katli, ADD PRIMARY KEY (kod);
CREATE INDEX ON bench.varliklar USING gist (geom);
CREATE INDEX ON bench.varliklar (mahalle_kod, kod);
CREATE TABLE bench.parseller AS SELECT * FROM kbs.acik_parsel ORDER BY kod;
ALTER TABLE bench.parseller DROP COLUMN ilce_kodu, ADD PRIMARY KEY (kod);
CREATE INDEX ON bench.parseller USING gist (geom);
CREATE INDEX ON bench.parseller (ada, parsel)
"""


@dataclass(frozen=True, slots=True)
class System:
    """A running program."""

    name: str
    port: int
    process: int

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
        """One answer: status, body, headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def peak_memory_mb(self) -> int:
        """The most that any of its processes ever held, MB."""
        return max((_peak_kb(process) for process in _family(self.process)), default=0) // 1024


def prepare_rivals(url: str) -> None:
    """Make the tables that tipg and pygeoapi serve."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in RIVAL_TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute("VACUUM (ANALYZE) bench.varliklar")
        connection.execute("VACUUM (ANALYZE) bench.parseller")


@contextmanager
def service(
    url: str, home: Path, name: str = "biz", memory_mb: int = 0, more: Mapping[str, str] | None = None
) -> Iterator[System]:
    """Our own service, as ``calistir`` runs it, on a database that is ready.

    Args:
        memory_mb: what it may keep finished answers in.
        more: further settings, as variables of the environment.
    """
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "kbs_envanter.app:app_from_environment"]
    command += ["--workers", WORKERS, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    environment = {"KBS_DATABASE_URL": url, "KBS_DURUM_DIZINI": str(home), "KBS_VERI_AYNASI": str(home / "yok")}
    environment |= {"KBS_ONBELLEK_MB": str(memory_mb), **(more or {})}
    with _running(name, command, environment, port, home) as system:
        yield system


@contextmanager
def whole_service(url: str, home: Path, memory_mb: int) -> Iterator[System]:
    """All of it as an administrator starts it: ``kbs-envanter calistir`` with two server processes."""
    port = _free_port()
    command = [sys.executable, "-m", "kbs_envanter", "calistir", "--port", str(port)]
    environment = {"KBS_DATABASE_URL": url, "KBS_DURUM_DIZINI": str(home), "KBS_VERI_AYNASI": str(home / "yok")}
    environment |= {"KBS_ISCI": WORKERS, "KBS_ONBELLEK_MB": str(memory_mb)}
    with _running("calistir", command, environment, port, home) as system:
        yield system


@contextmanager
def tipg(url: str, programs: Path, home: Path) -> Iterator[System]:
    """tipg with its defaults; it sees the schema ``bench`` only."""
    port = _free_port()
    command = [str(programs / "uvicorn"), "tipg.main:app", "--workers", WORKERS, "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    where = conninfo_to_dict(url)
    environment = {
        "DATABASE_URL": f"postgresql://{where['user']}@{quote(where['host'], safe='')}/{where['dbname']}",
        "TIPG_DB_SCHEMAS": '["bench"]',
    }
    with _running("tipg", command, environment, port, home) as system:
        yield system


@contextmanager
def pygeoapi(url: str, programs: Path, home: Path) -> Iterator[System]:
    """pygeoapi with its PostgreSQL provider under gunicorn."""
    port = _free_port()
    config, openapi = home / "pygeoapi.yml", home / "pygeoapi-openapi.yml"
    config.write_text(json.dumps(_pygeoapi_config(port, url)))  # JSON is YAML too
    environment = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    generate = [str(programs / "pygeoapi"), "openapi", "generate", str(config), "--output-file", str(openapi)]
    subprocess.run(generate, env=_environment(environment), check=True, capture_output=True)
    command = [str(programs / "gunicorn"), "pygeoapi.flask_app:APP", "--workers", WORKERS, "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--timeout", "120", "--log-level", "warning"]
    with _running("pygeoapi", command, environment, port, home) as system:
        yield system


def rival_programs() -> Path:
    """Directory of the other programs' commands; installed there when missing or of other versions."""
    home = _CHECKOUT / ".kbs" / "bench-venv"
    stamp = home / f"kurulu-{hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()[:12]}"
    if not stamp.exists():
        print("… tipg ve pygeoapi kuruluyor / installing tipg and pygeoapi", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "-r", str(_REQUIREMENTS)], check=True)
        stamp.touch()
    return home / "bin"


@contextmanager
def _running(name: str, command: list[str], extra: dict[str, str], port: int, home: Path) -> Iterator[System]:
    log = home / f"{name}.log"
    with open(log, "wb") as output:
        # A session of its own: Ctrl-C reaches us alone, and we stop the whole group.
        process = subprocess.Popen(
            command, env=_environment(extra), cwd=home, stdout=output, stderr=output, start_new_session=True
        )
    try:
        system = System(name, port, process.pid)
        _wait_for(system, process, log)
        yield system
    finally:
        _stop(process)


def _wait_for(system: System, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            if system.get("/conformance?f=json")[0] == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"✗ {system.name} başlamadı / did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for signalled, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signalled)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # a worker that outlived its master


def _environment(extra: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("KBS_", "PG", "TIPG_"))} | extra


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _peak_kb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _pygeoapi_config(port: int, url: str) -> dict:
    here = f"http://127.0.0.1:{port}"
    data = conninfo_to_dict(url) | {"password": "-", "search_path": ["bench"]}

    def resource(table: str) -> dict:
        provider = {"type": "feature", "name": "PostgreSQL", "data": data, "id_field": "kod", "table": table}
        return {
            "type": "collection", "title": table, "description": table, "keywords": [table],
            "extents": {"spatial": {"bbox": [28, 40, 29, 42]}}, "links": [],
            "providers": [provider | {"geom_field": "geom"}],
        }  # fmt: skip

    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": here, "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8", "languages": ["en-US"], "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": here, "attribution": "-"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "-", "description": "-", "keywords": ["-"], "keywords_type": "theme",
                "terms_of_service": "-", "url": here,
            },
            "license": {"name": "-", "url": here}, "provider": {"name": "-", "url": here}, "contact": {"name": "-"},
        },
        "resources": {table: resource(table) for table in ("varliklar", "parseller")},
    }  # fmt: skip
