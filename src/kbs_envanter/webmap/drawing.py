"""Maps drawn on the server: a window of metres onto pixels, and what follows from it.

Shapes come from PostGIS as SVG paths in metres and are never parsed; a transformation puts them on the paper.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import hypot, log10
from typing import Any

# The signs of the map page (symbols.js) on a square of 32 pixels.
BODIES = {
    "bina": (
        "M10 4.5H22A5.5 5.5 0 0 1 27.5 10V22A5.5 5.5 0 0 1 22 27.5H10A5.5 5.5 0 0 1 4.5 22V10A5.5 5.5 0 0 1 10 4.5Z"
    ),
    "spor_tesisi": "M16 3.5A12.5 12.5 0 1 1 16 28.5A12.5 12.5 0 1 1 16 3.5Z",
    "park": "M4.5 4.5H16A11.5 11.5 0 0 1 27.5 16V27.5H16A11.5 11.5 0 0 1 4.5 16Z",
    "pazar": "M16 2.5 29.5 16 16 29.5 2.5 16Z",
}
PICTURES = {
    "bina": "M9.5 13.5 16 9.5 22.5 13.5ZM11.5 16V20M16 16V20M20.5 16V20M9.5 22.5H22.5",
    "spor_tesisi": "M12.5 16H19.5M11.5 11.5V20.5M20.5 11.5V20.5M8.5 13.8V18.2M23.5 13.8V18.2",
    "park": "M16 17.5V23M16 18A4.2 4.2 0 1 1 16 9.6A4.2 4.2 0 1 1 16 18Z",
    "pazar": "M10.5 14.5 12 11H20L21.5 14.5ZM12 14.5V20.5M20 14.5V20.5M12 18H20",
}
_SCALE_BAR_PX = 130
_MOST_PARTED = 150  # signs that are pushed apart; a crowd stays a crowd
_ROUNDS = 60
_LETTER = 0.62  # width of a letter of the page's type, in its size
_LINE = 1.2

Box = Sequence[float]


@dataclass(frozen=True, slots=True)
class Plan:
    """A map's window: its size in pixels and how metres become pixels."""

    width: int
    height: int
    x0: float
    y0: float
    metres: float  # a pixel

    @property
    def transform(self) -> str:
        """For the group of shapes in metres."""
        scale = 1 / self.metres
        return f"scale({scale:.6f}) translate({-self.x0:.1f} {-self.y0:.1f})"

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point in metres as pixels."""
        return round((x - self.x0) / self.metres, 1), round((y - self.y0) / self.metres, 1)

    def names(self, shapes: Iterable[Mapping[str, Any]], size: float) -> dict[str, tuple[float, float]]:
        """Where the names of neighbourhoods stand, by code: the middles of their lines of type, none on another.

        Each stands at its neighbourhood's label point; where two would touch, they give way up and down.
        """
        boxes = []
        for shape in shapes:
            x, y = self.at(*shape["etiket"])
            half = len(shape["ad"]) * size * _LETTER / 2
            boxes.append([shape["kod"], min(max(x, half), self.width - half), y, half])
        high = size * _LINE
        for _ in range(_ROUNDS):
            touched = False
            for a, b in combinations(boxes, 2):
                overlap = high - abs(a[2] - b[2])
                if overlap <= 0 or abs(a[1] - b[1]) >= a[3] + b[3]:
                    continue
                touched = True
                upper, lower = (a, b) if a[2] <= b[2] else (b, a)
                upper[2] -= overlap / 2 + 0.05
                lower[2] += overlap / 2 + 0.05
            if not touched:
                break
        return {kod: (round(x, 1), round(y, 1)) for kod, x, y, _ in boxes}

    @property
    def bar_m(self) -> int:
        """Length of the scale bar: 1, 2 or 5 times a power of ten, in metres."""
        most = _SCALE_BAR_PX * self.metres
        power = 10 ** int(log10(most))
        return int(next(step * power for step in (5, 2, 1) if step * power <= most))

    @property
    def bar_px(self) -> float:
        """The scale bar on the paper."""
        return round(self.bar_m / self.metres, 1)


def plan(boxes: Iterable[Box], *, width: int, height: int, margin: float = 0.04, shrink: bool = False) -> Plan:
    """The window that shows boxes (least x, least y, width, height, in metres) in the middle of a paper.

    Args:
        boxes: what must be seen; at least one.
        width, height: of the paper, pixels.
        margin: part of the paper left free at each side.
        shrink: make the paper no larger than what it shows.
    """
    left, top, right, bottom = bounds(boxes)
    free = 1 - 2 * margin
    metres = max((right - left) / (width * free), (bottom - top) / (height * free), 0.01)
    if shrink:
        width = min(width, round((right - left) / metres + 2 * margin * width))
        height = min(height, round((bottom - top) / metres + 2 * margin * height))
    return Plan(width, height, (left + right - width * metres) / 2, (top + bottom - height * metres) / 2, metres)


def bounds(boxes: Iterable[Box]) -> tuple[float, float, float, float]:
    """Least x, least y, greatest x, greatest y of all boxes."""
    corners = [(x, y, x + width, y + height) for x, y, width, height in boxes]
    lefts, tops, rights, bottoms = zip(*corners, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign on the paper: where it is drawn, and the place it stands for."""

    asset: Mapping[str, Any]
    x: float
    y: float
    true_x: float
    true_y: float

    @property
    def moved(self) -> bool:
        """Whether it was pushed so far that a line must lead to its place."""
        return hypot(self.x - self.true_x, self.y - self.true_y) > 7


def signs(assets: Iterable[Mapping[str, Any]], on: Plan, apart: float = 21) -> list[Sign]:
    """Signs of assets (``x``, ``y`` in metres), pushed apart until each can be seen.

    The same assets give the same picture: of two on one spot the later goes to the right.
    """
    placed = []
    for asset in assets:
        x, y = on.at(asset["x"], asset["y"])
        placed.append(Sign(asset, x, y, x, y))
    if len(placed) > _MOST_PARTED:
        return placed
    for _ in range(_ROUNDS):
        if not _pushed(placed, on, apart):
            break
    return placed


def _pushed(placed: list[Sign], on: Plan, apart: float) -> bool:
    """One round of pushing; False when nothing was too close."""
    touched = False
    for i, j in combinations(range(len(placed)), 2):
        a, b = placed[i], placed[j]
        dx, dy = b.x - a.x, b.y - a.y
        distance = hypot(dx, dy)
        if distance >= apart:
            continue
        touched = True
        dx, dy = (dx / distance, dy / distance) if distance > 0.01 else (1.0, 0.05 * (j % 7))
        push = (apart - distance) / 2 + 0.05
        placed[i] = _inside(replace(a, x=a.x - dx * push, y=a.y - dy * push), on)
        placed[j] = _inside(replace(b, x=b.x + dx * push, y=b.y + dy * push), on)
    return touched


def _inside(sign: Sign, on: Plan) -> Sign:
    return replace(
        sign, x=round(min(max(sign.x, 12), on.width - 12), 1), y=round(min(max(sign.y, 12), on.height - 12), 1)
    )


def credit(shapes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Where the boundaries come from, and whether some are only approximate."""
    shapes = list(shapes)
    sources = sorted({shape["sinir_kaynagi"] for shape in shapes if shape["sinir_kaynagi"]})
    return {"kaynaklar": sources, "yaklasik": any(shape["sinir_kesinligi"] == "yaklasik" for shape in shapes)}
