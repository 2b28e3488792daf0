"""Start everything, check the answers, measure in interleaved rounds, print the table."""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.api import ceiling, export, load, systems
from bench.api.generate import fill
from bench.api.table import Row, print_table
from bench.api.workloads import BIZ, KEPT, PYGEOAPI, TIPG, Workload, unchanged, workloads
from kbs_envanter.store import migrate
from kbs_envanter.store.cluster import PrivateCluster
from kbs_envanter.store.database import create_database

CEILING = "pgbench"
_CHECKED = 10  # questions of each workload whose answers are compared
_FOR_CEILING = 12  # questions that pgbench asks: each is planned once a connection, which must not count


@dataclass
class Bench:
    """What is running, what is measured, and what came of it."""

    url: str
    home: Path
    assets: int
    seconds: float
    running: dict[str, systems.System] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    measures: list[tuple[Row, str, Callable[[], float]]] = field(default_factory=list)

    def add(self, workload: Workload) -> None:
        """Check the answers to a workload, and plan to measure every program that gives the right ones."""
        row = Row(workload.key, workload.title, workload.least, workload.goal)
        self.rows.append(row)
        answers = self._answers(workload)
        for name, system in self.running.items():
            if name not in workload.paths:
                continue
            if answers[name] is None:
                row.notes[name] = "yok"
            elif answers[TIPG] is not None and not _agree(answers[name], answers[TIPG]):
                row.notes[name] = "FARKLI"
                _show_difference(workload, name, answers)
            else:
                measure = partial(load.requests_per_second, system, workload.paths[name], workload.headers)
                self.measures.append((row, name, partial(measure, self.seconds, self.home)))

    def add_ceiling(self, key: str, questions: list[list[str]]) -> None:
        """Plan to run the SQL of a workload through pgbench."""
        row = next(row for row in self.rows if row.key == key)
        if all(questions) and BIZ not in row.notes:
            ask = partial(ceiling.questions_per_second, self.url, questions, self.seconds, self.home)
            self.measures.append((row, CEILING, ask))

    def add_unchanged(self, first: Workload) -> None:
        """Plan to ask again what has not changed."""
        row = Row("W304", "W1, değişmedi (304)", None, None)
        self.rows.append(row)
        system, path = self.running[BIZ], first.paths[BIZ][0]
        again = unchanged(first, system.get(path)[2].get("etag", '"yok"'))
        if system.get(path, again.headers)[0] != 304:
            row.notes[BIZ] = "yok"
            return
        measure = partial(load.requests_per_second, system, again.paths[BIZ], again.headers, self.seconds, self.home)
        self.measures.append((row, BIZ, measure))

    def add_export(self, log: ceiling.StatementLog) -> None:
        """Plan to take the whole collection from each program, and by the service's own SQL."""
        row = Row("W7", f"dışa aktarım, {self.assets} kayıt (s)", export.LEAST, export.GOAL, lower_is_better=True)
        self.rows.append(row)
        for name, system in self.running.items():
            if name == KEPT:
                continue  # a download is never kept
            way, take_all = export.way_of(system, self.assets)
            row.ways[name] = way
            self.measures.append((row, name, partial(export.seconds, system, take_all, self.assets)))
            if name == BIZ:
                log.new_statements()
                take_all()
                statements = log.new_statements()
                self.measures.append((row, CEILING, partial(ceiling.seconds_for, self.url, statements, self.home)))

    def measure(self, rounds: int) -> None:
        """Measure everything that is planned, round by round."""
        for number in range(rounds):
            for row, name, measure in self.measures:
                _say(f"  tur {number + 1}/{rounds}: {row.key} {name}")
                row.values.setdefault(name, []).append(measure())

    def _answers(self, workload: Workload) -> dict[str, list | None]:
        answers: dict[str, list | None] = dict.fromkeys(self.running)
        for name, paths in workload.paths.items():
            got = [self.running[name].get(path) for path in _sample(paths, _CHECKED)]
            if all(status == 200 for status, _, _ in got):
                answers[name] = [_essence(workload, name, body) for _, body, _ in got]
            elif name not in (BIZ, KEPT):
                raise SystemExit(f"✗ {name}: {paths[0]}: {got[0][0]} {got[0][1][:300]!r}")
        return answers


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="bir tur, 2 s / one round of 2 s")
    parser.add_argument("--rounds", type=int, default=4, help="tur sayısı / rounds (4)")
    parser.add_argument("--seconds", type=float, default=5, help="bir ölçümün süresi / seconds a measurement (5)")
    parser.add_argument("--assets", type=int, default=200_000, help="varlık sayısı / assets (200000)")
    parser.add_argument("--parcels", type=int, default=100_000, help="parsel sayısı / parcels (100000)")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    load.find_wrk()
    try:
        bench = _run(options)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    if any("FARKLI" in row.notes.values() for row in bench.rows):
        raise SystemExit("✗ cevaplar farklı / the answers differ")


def _run(options: argparse.Namespace) -> Bench:
    programs = systems.rival_programs()
    with ExitStack() as stack:
        home, url = stack.enter_context(_database())
        _say(f"… {options.assets} varlık, {options.parcels} parsel yazılıyor / writing the data")
        fill(url, assets=options.assets, parcels=options.parcels)
        systems.prepare_rivals(url)
        asked = workloads(url)
        bench = Bench(url, home, options.assets, options.seconds)
        bench.running[BIZ] = stack.enter_context(systems.service(url, home))
        with ceiling.logging_statements(url) as log:
            questions = {workload.key: _statements(bench.running[BIZ], workload, log) for workload in asked}
            bench.running[KEPT] = stack.enter_context(systems.service(url, home, KEPT, memory_mb=32))
            bench.running[TIPG] = stack.enter_context(systems.tipg(url, programs, home))
            bench.running[PYGEOAPI] = stack.enter_context(systems.pygeoapi(url, programs, home))
            for workload in asked:
                bench.add(workload)
                bench.add_ceiling(workload.key, questions[workload.key])
            bench.add_unchanged(asked[0])
            bench.add_export(log)
        bench.measure(options.rounds)
        memory = {name: system.peak_memory_mb() for name, system in bench.running.items()}
        print_table(bench.rows, [PYGEOAPI, TIPG, KEPT, BIZ, CEILING], memory)
        return bench


@contextmanager
def _database() -> Iterator[tuple[Path, str]]:
    """A PostGIS of our own with the newest schema, in a directory that is removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="kbs-bench-"))
    home.chmod(0o755)
    try:
        cluster = PrivateCluster(home / "postgres", durable=False)
        with cluster.running():
            create_database(cluster.url("postgres"), "kbs")
            migrate.upgrade(cluster.url())
            yield home, cluster.url()
    finally:
        shutil.rmtree(home)


def _statements(system: systems.System, workload: Workload, log: ceiling.StatementLog) -> list[list[str]]:
    """What SQL the service sends, question by question; nothing for a question that it does not know."""
    found = []
    log.new_statements()
    for path in _sample(workload.paths[BIZ], _FOR_CEILING):
        status, _, _ = system.get(path)
        found.append(log.new_statements() if status == 200 else [])
    return found


def _sample(paths: list[str], number: int) -> list[str]:
    return paths[:: max(1, len(paths) // number)][:number]


def _essence(workload: Workload, name: str, body: bytes) -> Any:
    """What of an answer is compared; of one that has another form than expected, its beginning."""
    try:
        return workload.essence[name](body)
    except (KeyError, TypeError, ValueError):
        return repr(body[:200])


def _agree(one: list, other: list) -> bool:
    """Equal; counts of features in a tile may differ by those that rounding moves over its edge."""
    return all(abs(a - b) <= 0.01 * b + 1 if isinstance(a, int) else a == b for a, b in zip(one, other, strict=True))


def _show_difference(workload: Workload, name: str, answers: dict[str, list | None]) -> None:
    paths = _sample(workload.paths[name], _CHECKED)
    for path, ours, theirs in zip(paths, answers[name] or [], answers[TIPG] or [], strict=True):
        if not _agree([ours], [theirs]):
            _say(f"✗ {workload.key} {name}: {path}\n    {str(ours)[:300]}\n    tipg: {str(theirs)[:300]}")
            return


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
