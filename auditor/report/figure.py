"""Figure 1 of Sculley et al. (2015) to scale: where each role's box lies and how large it is.

The black box of ML code keeps its place in the middle, the other boxes keep their sides: settings
on the left, data above, operation on the right, tools below. Areas are proportional to code lines.
Since proportions differ from one repository to the next, several ways to cut the rectangle are
tried and the one with the squarest boxes is taken. Tests and general code, which Figure 1 does not
have, stand apart at the same scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import log, sqrt

import msgspec

from auditor.model import Role

GAP = 14.0  # between Figure 1 and what it does not have

OUTSIDE = (Role.TESTING, Role.GENERAL)


class Box(msgspec.Struct, frozen=True):
    role: Role
    lines: int
    x: float
    y: float
    width: float
    height: float


class Area(msgspec.Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float


class Row(msgspec.Struct, frozen=True):
    """Parts side by side, as wide as their lines are many."""

    parts: tuple[Part, ...]


class Column(msgspec.Struct, frozen=True):
    """Parts one above the other, as high as their lines are many."""

    parts: tuple[Part, ...]


Part = Row | Column | Role


def row(*parts: Part) -> Row:
    return Row(parts)


def column(*parts: Part) -> Column:
    return Column(parts)


ABOVE = (Role.DATA_COLLECTION, Role.DATA_VERIFICATION, Role.RESOURCE_MANAGEMENT)
BELOW = (Role.FEATURE_EXTRACTION, Role.ANALYSIS_TOOLS, Role.PROCESS_MANAGEMENT)
OPERATION = (Role.SERVING_INFRASTRUCTURE, Role.MONITORING)

CUTS: tuple[Part, ...] = (
    row(Role.CONFIGURATION, column(row(*ABOVE), Role.ML_CODE, row(*BELOW)), column(*OPERATION)),
    row(Role.CONFIGURATION, column(row(*ABOVE), Role.ML_CODE, row(*BELOW)), row(*OPERATION)),
    column(row(*ABOVE), row(Role.CONFIGURATION, Role.ML_CODE, column(*OPERATION)), row(*BELOW)),
    column(row(*ABOVE), row(Role.CONFIGURATION, Role.ML_CODE, row(*OPERATION)), row(*BELOW)),
    row(
        Role.CONFIGURATION,
        column(Role.DATA_COLLECTION, Role.FEATURE_EXTRACTION),
        column(Role.DATA_VERIFICATION, Role.ML_CODE, Role.ANALYSIS_TOOLS),
        column(Role.RESOURCE_MANAGEMENT, Role.PROCESS_MANAGEMENT),
        column(*OPERATION),
    ),
    row(
        column(Role.CONFIGURATION, Role.DATA_COLLECTION, Role.FEATURE_EXTRACTION),
        column(Role.DATA_VERIFICATION, Role.ML_CODE, Role.ANALYSIS_TOOLS),
        column(Role.RESOURCE_MANAGEMENT, *OPERATION, Role.PROCESS_MANAGEMENT),
    ),
    row(
        column(Role.CONFIGURATION, row(Role.DATA_COLLECTION, Role.FEATURE_EXTRACTION)),
        column(
            row(Role.DATA_VERIFICATION, Role.RESOURCE_MANAGEMENT),
            Role.ML_CODE,
            row(Role.ANALYSIS_TOOLS, Role.PROCESS_MANAGEMENT),
        ),
        column(*OPERATION),
    ),
    column(
        row(Role.CONFIGURATION, *ABOVE),
        row(Role.FEATURE_EXTRACTION, Role.ML_CODE, Role.SERVING_INFRASTRUCTURE),
        row(Role.ANALYSIS_TOOLS, Role.PROCESS_MANAGEMENT, Role.MONITORING),
    ),
)


def boxes(by_role: Mapping[Role, int], width: float, height: float) -> tuple[Box, ...]:
    """A box for each role that has lines; together they fill the area but for the gap."""
    inside = sum(_lines(role, by_role) for role in Role if role not in OUTSIDE)
    outside = sum(_lines(role, by_role) for role in OUTSIDE)
    if not inside + outside:
        return ()
    main, rest = _parted(inside, outside, width, height)
    cuts = (tuple(_placed(cut, by_role, main)) for cut in CUTS)
    others = (tuple(_placed(cut, by_role, rest)) for cut in (Row(OUTSIDE), Column(OUTSIDE)))
    return min(cuts, key=_oblongness) + min(others, key=_oblongness)


def _lines(part: Part, by_role: Mapping[Role, int]) -> int:
    match part:
        case Role():
            return by_role.get(part, 0)
        case Row(parts) | Column(parts):
            return sum(_lines(inner, by_role) for inner in parts)


def _parted(inside: int, outside: int, width: float, height: float) -> tuple[Area, Area]:
    """Room for Figure 1, and beside or below it for the rest."""
    if not inside or not outside:
        whole = Area(0, 0, width, height)
        return whole, whole
    share = inside / (inside + outside)
    across = (width - GAP) * share
    down = (height - GAP) * share
    if abs(log(across / height)) < abs(log(width / down)):
        return (
            Area(0, 0, across, height),
            Area(across + GAP, 0, width - GAP - across, height),
        )
    return Area(0, 0, width, down), Area(0, down + GAP, width, height - GAP - down)


def _placed(part: Part, by_role: Mapping[Role, int], area: Area) -> Iterator[Box]:
    match part:
        case Role():
            if by_role.get(part):
                lines = by_role[part]
                yield Box(part, lines, area.x, area.y, area.width, area.height)
        case Row(parts):
            x = area.x
            for inner, share in _shares(parts, by_role):
                width = area.width * share
                yield from _placed(inner, by_role, Area(x, area.y, width, area.height))
                x += width
        case Column(parts):
            y = area.y
            for inner, share in _shares(parts, by_role):
                height = area.height * share
                yield from _placed(inner, by_role, Area(area.x, y, area.width, height))
                y += height


def _shares(parts: Iterable[Part], by_role: Mapping[Role, int]) -> Iterator[tuple[Part, float]]:
    weighed = [(part, _lines(part, by_role)) for part in parts]
    total = sum(lines for _, lines in weighed)
    for part, lines in weighed:
        if lines:
            yield part, lines / total


def _oblongness(placed: Iterable[Box]) -> float:
    """How far the boxes are from squares; the large ones, which are looked at, count more."""
    return sum((abs(log(box.width / box.height)) * sqrt(box.lines) for box in placed), 0.0)
