"""How did the figures of a project move, and which commits moved them most? Audits, in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from auditor.errors import BadSettings
from auditor.model import SCHEMA_VERSION, Audit, Move, Point, Role, Stamp, Trend

MAX_AUTHORS = 5
MAX_RULES = 5

Item = TypeVar("Item")
Dated = tuple[Stamp, Audit]


Lines = Mapping[str, Sequence[Stamp]]
"""First-parent lines of commits, the newest first."""


def trend(
    dated: Sequence[Dated], line: Sequence[Stamp], branches: Lines = MappingProxyType({})
) -> Trend:
    """Points and moves of audits in the order of their dates.

    `line` is the first-parent line of the newest commit, the newest first; `branches` are those of
    commits that do not lie on it, such as releases. They tell which commits lie between two points.
    Raises BadSettings where there is nothing to compare.
    """
    if not dated:
        raise BadSettings(
            "There is no commit to audit: the target has no history, or none of it fits."
        )
    places = {stamp.commit: place for place, stamp in enumerate(line)}
    ordered = sorted(  # commits of one second by their places
        dated, key=lambda pair: (pair[0].date, -places.get(pair[0].commit, 0), pair[0].commit)
    )
    newest = ordered[-1][1]
    return Trend(
        schema=SCHEMA_VERSION,
        tool=newest.tool,
        target=newest.target,
        points=tuple(_point(stamp, audit) for stamp, audit in ordered),
        moves=tuple(_moves(ordered, _lines(line, places, branches))),
        notes=tuple(_notes(ordered)),
    )


def _point(stamp: Stamp, audit: Audit) -> Point:
    return Point(
        stamp=stamp,
        code=audit.lines.code,
        by_role=audit.lines.by_role,
        ml_code=audit.shares.ml_code.all,
        ml_pipeline=audit.shares.ml_pipeline.all,
        ml_touching=audit.shares.ml_touching.all,
        minutes=audit.debt.minutes,
        ratio=audit.debt.ratio,
        rating=audit.debt.rating,
        findings=len(audit.findings),
        density=audit.debt.density,
        engineering_score=audit.engineering_score.value,
        complete=audit.complete,
    )


def _lines(
    line: Sequence[Stamp], places: Mapping[str, int], branches: Lines
) -> Callable[[Stamp], Sequence[Stamp]]:
    """The line of each commit; of one on the main line that is the rest of it."""

    def line_of(stamp: Stamp) -> Sequence[Stamp]:
        if stamp.commit in places:
            return line[places[stamp.commit] :]
        return branches.get(stamp.commit, ())

    return line_of


def _moves(ordered: Sequence[Dated], line_of: Callable[[Stamp], Sequence[Stamp]]) -> Iterator[Move]:
    for (earlier, was), (later, now) in pairwise(ordered):
        between = _between(line_of(earlier), line_of(later))
        yield Move(
            before=earlier.commit,
            after=later.commit,
            code=now.lines.code - was.lines.code,
            ml_lines=_ml_lines(now) - _ml_lines(was),
            minutes=round(now.debt.minutes - was.debt.minutes, 1),
            commits=None if between is None else len(between),
            authors=_busiest(between or ()),
            rules=_changed_rules(was, now),
        )


def _ml_lines(audit: Audit) -> int:
    return audit.lines.by_role.get(Role.ML_CODE, 0)


def _between(earlier: Sequence[Stamp], later: Sequence[Stamp]) -> Sequence[Stamp] | None:
    """The commits of a line since it left another one; None where the two never meet."""
    known = {stamp.commit for stamp in earlier}
    fork = next((place for place, stamp in enumerate(later) if stamp.commit in known), 0)
    return later[:fork] or None


def _busiest(stamps: Iterable[Stamp]) -> tuple[str, ...]:
    counted = Counter(stamp.author for stamp in stamps)
    ranked = sorted(counted, key=lambda author: (-counted[author], author))
    return tuple(ranked[:MAX_AUTHORS])


def _changed_rules(was: Audit, now: Audit) -> tuple[tuple[str, int], ...]:
    counted = Counter(finding.rule for finding in now.findings)
    counted.subtract(finding.rule for finding in was.findings)
    changed = [(rule, change) for rule, change in counted.items() if change]
    return tuple(sorted(changed, key=lambda pair: (-abs(pair[1]), pair[0]))[:MAX_RULES])


def _notes(ordered: Sequence[Dated]) -> Iterator[str]:
    if len(ordered) == 1:
        yield "There is one commit only: nothing can have changed."
    if not all(audit.complete for _, audit in ordered):
        yield "Some audits are incomplete: a check failed."
    yield "Rules that need history, such as hotspots, are left out of a trend."


# ---- which commits to audit


def spread_out(line: Sequence[Item], number: int) -> tuple[Item, ...]:
    """So many commits of a line, evenly over their places in it; both ends are among them."""
    if number >= len(line):
        return tuple(line)
    if number == 1:
        return (line[0],)
    step = (len(line) - 1) / (number - 1)
    return tuple(line[round(place * step)] for place in range(number))
