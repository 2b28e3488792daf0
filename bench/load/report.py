"""What was measured: times by operation, errors, memory over time; and whether the promise was kept."""

import time
from collections import Counter, defaultdict
from itertools import chain
from typing import Any

from bench.load.client import Client, Request
from bench.load.traffic import Traffic
from bench.load.watching import Watch

GROWTH = 1.10  # memory of the last quarter to that of the second: the first warms up
# 412: somebody else's edit came first, as If-Match is there to say.
_GOOD = {"edit: write": (200, 204, 412), "edit: read": (200,), "field sync": (200, 201), "tile": (200, 204)}


class Recorder:
    """Times of answers by operation, and what was no good answer."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()

    @property
    def answered(self) -> int:
        """How many good answers there were."""
        return sum(map(len, self.times.values()))

    async def measure(self, client: Client, traffic: Traffic, request: Request, due: float) -> None:
        """Ask, and note how long after ``due`` the answer was there."""
        try:
            answer = await client.ask(request)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.errors[f"{request.operation}: {type(error).__name__}"] += 1
            return
        traffic.learn(request, answer)
        if answer.status in _GOOD.get(request.operation, (200,)):
            self.times[request.operation].append(time.monotonic() - due)
        else:
            self.errors[f"{request.operation}: {answer.status}"] += 1


def percentile(times: list[float], share: float) -> float:
    """The time within which that share was answered, in milliseconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def tell(recorder: Recorder, watch: Watch, seconds: float, rate: float) -> tuple[dict[str, Any], bool]:
    """Print the figures; they, and whether the promise was kept."""
    table = {
        name: {"n": len(times), **{f"p{n}": round(percentile(times, n / 100), 1) for n in (50, 95, 99)}}
        for name, times in [*sorted(recorder.times.items()), ("all", list(chain(*recorder.times.values())))]
        if times
    }
    print(f"{'operation':<20}{'number':>9}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}")
    for name, row in table.items():
        print(f"{name:<20}{row['n']:>9}{row['p50']:>10}{row['p95']:>10}{row['p99']:>10}")
    errors, growth = sum(recorder.errors.values()), watch.growth()
    print(
        f"answered {recorder.answered / seconds:.0f}/s of {rate:.0f}/s wanted; errors: {errors} {dict(recorder.errors)}"
    )
    print("minute, memory MB, open files, database connections:")
    for sample in watch.by_minute():
        print(f"  {sample.minute:5.1f} {sample.memory_mb:7.0f} {sample.files:6d} {sample.connections:4d}")
    flat = growth is not None and growth <= GROWTH
    said = "too short to say" if growth is None else f"{growth:.3f}"
    print(f"memory of the last quarter to the second: {said}")
    kept = not errors and not watch.dead and (flat or growth is None)
    print(f"promise (no errors, memory flat within {GROWTH - 1:.0%}): {'kept' if kept else 'BROKEN'}")
    return {
        "operations": table, "errors": dict(recorder.errors), "memory_growth": growth,
        "samples": [[s.minute, s.memory_mb, s.files, s.connections] for s in watch.by_minute()], "kept": kept,
    }, kept  # fmt: skip
