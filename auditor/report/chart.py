"""Where do the lines and areas of a chart over commits lie? Coordinates only; templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

import msgspec

WIDTH, HEIGHT = 760.0, 220.0  # of the plot, without its labels


class Tick(msgspec.Struct, frozen=True):
    place: float
    text: str


class Curve(msgspec.Struct, frozen=True):
    """A line through points, or an area between two; `number` chooses its colour."""

    name: str
    number: int
    path: str
    label_y: float


def across(count: int) -> list[float]:
    """Places of so many commits side by side."""
    return [WIDTH / 2] if count == 1 else [WIDTH * place / (count - 1) for place in range(count)]


def rounded_up(largest: float) -> float:
    """The end of a scale: the next of 1, 2, 2.5, 5 times a power of ten."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(largest))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= largest * 0.999999)


def up(value: float, end: float) -> float:
    """Height of a value: 0 lies at the bottom."""
    return HEIGHT * (1 - value / end)


def line(name: str, number: int, values: Sequence[float | None], end: float) -> Curve:
    """A line with a gap wherever a value is not known."""
    parts, pen = [], "M"
    for x, value in zip(across(len(values)), values, strict=True):
        if value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {up(value, end):.1f}")
        pen = "L"
    known = [value for value in values if value is not None]
    return Curve(name, number, "".join(parts), up(known[-1], end) if known else HEIGHT)


def stacked(layers: Sequence[tuple[str, int, Sequence[float]]], end: float) -> list[Curve]:
    """Areas one upon the other, the first at the bottom; layers without any height are left out."""
    count = len(layers[0][2]) if layers else 0
    floor_, curves = [0.0] * count, []
    xs = across(count)
    for name, number, values in layers:
        roof = [low + value for low, value in zip(floor_, values, strict=True)]
        if any(values):
            top = [f"{x:.1f} {up(value, end):.1f}" for x, value in zip(xs, roof, strict=True)]
            base = [f"{x:.1f} {up(value, end):.1f}" for x, value in zip(xs, floor_, strict=True)]
            path = f"M{'L'.join(top)}L{'L'.join(reversed(base))}Z"
            curves.append(Curve(name, number, path, up((roof[-1] + floor_[-1]) / 2, end)))
        floor_ = roof
    return curves
