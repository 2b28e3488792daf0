"""The ceiling: the SQL that the service sent for a question, taken from PostgreSQL's log, straight through pgbench."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from kbs_envanter.store.cluster import find_binaries

_PREFIX = "@@kbs "
_STATEMENT = re.compile(r"LOG:  (?:execute [^:]+|statement): (.*)", re.DOTALL)
_PARAMETERS = re.compile(r"DETAIL:  [Pp]arameters: (.*)", re.DOTALL)
_VALUE = re.compile(r"\$(\d+) = ('(?:[^']|'')*'|NULL)")
_HOUSEKEEPING = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SET|RESET|SHOW|DEALLOCATE|DISCARD|LISTEN)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_CLIENTS = "4"


class StatementLog:
    """Reads what statements the server has run since the last time it was asked."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._read = log.stat().st_size

    def new_statements(self) -> list[str]:
        """The statements with their values in place, without transaction control."""
        with open(self._log, "rb") as log:
            log.seek(self._read)
            text = log.read().decode(errors="replace")
            self._read = log.tell()
        found: list[str] = []
        for entry in re.split(f"^{_PREFIX}", text, flags=re.MULTILINE):
            entry = entry.rstrip("\n").replace("\n\t", "\n")
            if statement := _STATEMENT.match(entry):
                found.append(statement[1])
            elif found and (parameters := _PARAMETERS.match(entry)):
                found[-1] = _with_values(found[-1], dict(_VALUE.findall(parameters[1])))
        return [statement for statement in found if not _HOUSEKEEPING.match(statement)]


@contextmanager
def logging_statements(url: str) -> Iterator[StatementLog]:
    """The server writes every statement to its log for as long as the block runs."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute(f"ALTER SYSTEM SET log_line_prefix = '{_PREFIX}'")
        connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)  # sessions hear of it by a signal, one after the other
        (data,) = connection.execute("SHOW data_directory").fetchone()
        try:
            yield StatementLog(Path(data) / "sunucu.log")
        finally:
            connection.execute("ALTER SYSTEM RESET log_statement")
            connection.execute("ALTER SYSTEM RESET log_line_prefix")
            connection.execute("SELECT pg_reload_conf()")


def questions_per_second(url: str, questions: list[list[str]], seconds: float, home: Path) -> float:
    """How often a second the database alone answers; a question may be several statements."""
    command = [find_binaries() / "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={_CLIENTS}", "--jobs=2"]
    command.append(f"--time={max(1, round(seconds))}")
    for number, statements in enumerate(questions):
        script = home / f"soru-{number}.sql"
        script.write_text("".join(f"{_for_pgbench(statement)};\n" for statement in statements))
        command.append(f"--file={script}")
    return float(re.search(r"tps = ([\d.]+)", _run([*command, url]))[1])


def seconds_for(url: str, statements: list[str], home: Path) -> float:
    """Seconds until psql has the whole answer of an export's statements."""
    script = home / "disa-aktarim.sql"
    script.write_text("".join(f"{statement};\n" for statement in statements))
    begun = time.perf_counter()
    _run([find_binaries() / "psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", str(script), url])
    return time.perf_counter() - begun


def _run(command: list) -> str:
    environment = os.environ | {"PGOPTIONS": "-c max_parallel_workers_per_gather=0"}
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    if done.returncode or "ERROR" in done.stderr:
        raise SystemExit(f"✗ {Path(command[0]).name}: {done.stderr[-2000:]}")
    return done.stdout


def _with_values(statement: str, values: dict[str, str]) -> str:
    return re.sub(r"\$(\d+)\b", lambda parameter: values.get(parameter[1], parameter[0]), statement)


def _for_pgbench(statement: str) -> str:
    """On one line, and without ``:word`` inside literals, which pgbench would take for a variable."""

    def literal(found: re.Match[str]) -> str:
        pieces, number = re.subn(r":(?=\w)", ":' || '", found[0])
        return f"({pieces})" if number else found[0]

    return _LITERAL.sub(literal, statement).replace("\n", " ")
