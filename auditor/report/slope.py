"""Where the lines of a slope chart lie: two scales side by side, a line for each measure.

Labels are moved apart where lines end close to each other; each keeps a tie to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from auditor.model import Judgement, Measure
from auditor.report import changes

WIDTH, HEIGHT = 200.0, 330.0  # between the two scales, without labels
LEADING = 15.5  # between two labels


class End(msgspec.Struct, frozen=True):
    """Where a line ends, where its label stands, and what that says."""

    y: float
    label_y: float
    text: str


class Slope(msgspec.Struct, frozen=True):
    """A measure of both sides; `kind` is a class of styles."""

    name: str
    kind: str
    judgement: Judgement
    before: End
    after: End


def slopes(named: Iterable[tuple[str, str, Measure]]) -> list[Slope]:
    """Lines for measures with their names and kinds, as far as both sides know them."""
    known = [
        (name, kind, measure, (measure.before, measure.after))
        for name, kind, measure in named
        if measure.before is not None and measure.after is not None
        if measure.before or measure.after
    ]
    end = max((max(values) for *_, values in known), default=0.0)
    before = _ends([(values[0], measure) for *_, measure, values in known], end)
    after = _ends([(values[1], measure) for *_, measure, values in known], end)
    return [
        Slope(name, kind, changes.judged(measure), *ends)
        for (name, kind, measure, _), *ends in zip(known, before, after, strict=True)
    ]


def _ends(values: Sequence[tuple[float, Measure]], end: float) -> list[End]:
    ys = [HEIGHT * (1 - value / end) for value, _ in values]
    places = _apart(ys)
    return [
        End(y, place, changes.measured(value, measure.unit))
        for y, place, (value, measure) in zip(ys, places, values, strict=True)
    ]


def _apart(ys: Sequence[float]) -> list[float]:
    """The same places in the same order, none closer to the next than a line of text.

    Those too close to the bottom push the ones above them up.
    """
    places = [0.0] * len(ys)
    limit = HEIGHT
    for index in sorted(range(len(ys)), key=lambda index: (-ys[index], index)):
        places[index] = min(ys[index], limit)
        limit = places[index] - LEADING
    return places
