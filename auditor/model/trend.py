"""What became of a project over its commits: one point for each that was audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from auditor.model.audit import AuditedTarget, Tool
from auditor.model.vocabulary import Category, Rating, Role


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """A commit, as people know it."""

    commit: str
    date: datetime
    author: str
    subject: str
    tags: tuple[str, ...] = ()


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """The headline figures of one commit; shares are 0-1 of all code lines."""

    stamp: Stamp
    code: int
    by_role: Mapping[Role, int]
    ml_code: float | None
    ml_pipeline: float | None
    ml_touching: float | None
    minutes: float
    ratio: float | None
    rating: Rating | None
    findings: int
    density: Mapping[Category, float]  # findings per 1,000 code lines
    engineering_score: float | None
    complete: bool


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one point to the next, and whose commits lie between.

    `commits` counts those of the first-parent line up to `after` since it left that of `before`;
    None where the two never meet. `rules` are those whose findings changed most, with the change.
    """

    before: str  # commit
    after: str
    code: int
    ml_lines: int
    minutes: float
    commits: int | None
    authors: tuple[str, ...]  # those with most commits first
    rules: tuple[tuple[str, int], ...]


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    schema: str
    tool: Tool
    target: AuditedTarget
    points: tuple[Point, ...]  # the oldest first
    moves: tuple[Move, ...]  # one fewer
    notes: tuple[str, ...] = ()
