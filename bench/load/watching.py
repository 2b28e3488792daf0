"""The service's processes while it is under load: memory, open files, database connections."""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import psycopg

_EVERY_S = 5.0
_LEAST = 12  # samples, to say whether memory grows


@dataclass(frozen=True, slots=True)
class Sample:
    """How it was at a moment: minutes from the beginning, MB held, files and connections open."""

    minute: float
    memory_mb: float
    files: int
    connections: int


class Watch:
    """Looks at a process and all that it started."""

    def __init__(self, process: int, url: str) -> None:
        self._process, self._url = process, url
        self.samples: list[Sample] = []
        self.dead = False

    async def look_often(self) -> None:
        """Take samples until cancelled; notes when the service is no more."""
        begun = time.monotonic()
        while True:
            self.dead = not Path(f"/proc/{self._process}").exists()
            if not self.dead:
                self.samples.append(await asyncio.to_thread(self._look, begun))
            await asyncio.sleep(_EVERY_S)

    def growth(self) -> float | None:
        """Memory of the last quarter of the run to that of the second; None when it was too short."""
        if len(self.samples) < _LEAST:
            return None
        held, quarter = [sample.memory_mb for sample in self.samples], len(self.samples) // 4
        return mean(held[-quarter:]) / mean(held[quarter : 2 * quarter])

    def by_minute(self) -> Iterator[Sample]:
        """About thirty samples over the run."""
        yield from self.samples[:: max(1, len(self.samples) // 30)]

    def _look(self, begun: float) -> Sample:
        memory = files = 0
        for process in _family(self._process):
            try:
                memory += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                files += len(os.listdir(f"/proc/{process}/fd"))
            except OSError:
                continue  # it has just ended
        with psycopg.connect(self._url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchone()
        assert row is not None
        return Sample((time.monotonic() - begun) / 60, memory / (1 << 20), files, row[0])


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            listed = children.read_text().split()
        except OSError:
            continue
        for child in listed:
            yield from _family(int(child))
