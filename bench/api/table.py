"""The table that is printed: medians and ratios, a row a workload."""

from dataclasses import dataclass, field
from statistics import median

from bench.api.workloads import BIZ, TIPG


@dataclass
class Row:
    """A workload and what was measured of it: by program, one value a round."""

    key: str
    title: str
    least: float | None
    goal: float | None
    lower_is_better: bool = False
    values: dict[str, list[float]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)

    def median(self, name: str) -> float | None:
        """The median of the rounds."""
        return median(self.values[name]) if name in self.values else None

    def ratio(self, name: str, other: str) -> float | None:
        """How many times as fast the one is as the other."""
        one, two = self.median(name), self.median(other)
        if not one or not two:
            return None
        return two / one if self.lower_is_better else one / two


def print_table(rows: list[Row], names: list[str], memory: dict[str, int]) -> None:
    """Print the table as Markdown, and below it how the export was made and the memory that was needed."""
    ceiling = names[-1]
    heads = ["iş", *names, f"{BIZ}/{TIPG}", "en az", "hedef", f"{BIZ}/{ceiling}", f"{TIPG}/{ceiling}"]
    cells = [heads, ["---", *["--:"] * (len(heads) - 1)]]
    for row in rows:
        ratios = [row.ratio(BIZ, TIPG), row.least, row.goal, row.ratio(BIZ, ceiling), row.ratio(TIPG, ceiling)]
        measured = [row.notes.get(name) or _number(row.median(name)) for name in names]
        cells.append([f"{row.key} {row.title}", *measured, *map(_number, ratios)])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
    for row in rows:
        for name, way in row.ways.items():
            print(f"{row.key} {name}: {way}")
    print("en çok bellek, bir süreç (MB): " + ", ".join(f"{name} {mb}" for name, mb in memory.items()))


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
