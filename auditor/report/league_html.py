"""Many audits as one page: Figure 1 of each where they are few, plots where they are many."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

import msgspec

from auditor.model import Column, League, Role, Standing
from auditor.report import changes, table, words
from auditor.report.figure import Box, boxes
from auditor.report.html import environment, inline, policy
from auditor.report.labels import Label, label

MAX_ROWS = 3_000  # of the table: a browser sorts that many at once; the data set has them all
WIDTH, HEIGHT = 640.0, 240.0  # of a plot, in units of its own
STEPS = 20  # columns of a histogram
MAX_DOTS = 4_000
STYLES = ("report.css", "delta.css", "trend.css", "league.css")
LINES, ML, DEBT = "lines.code", "shares.ml_code.all", "debt.ratio"
DEBT_END = 0.1  # of the histogram of debt ratios: the end of rating B; what is above goes there
MAX_DRAWN = 12  # audits whose Figure 1 is drawn; more of them are told by plots
SIZE = (300.0, 240.0)  # of a Figure 1


class Bar(msgspec.Struct, frozen=True):
    """Of a histogram: where it begins and ends, and how many repositories it has."""

    start: float
    end: float
    count: int
    x: float
    width: float
    height: float


class Histogram(msgspec.Struct, frozen=True):
    id: str
    title: str
    lead: str
    bars: list[Bar]
    ends: tuple[str, str]


class Dot(msgspec.Struct, frozen=True):
    x: float
    y: float
    title: str


class Mark(msgspec.Struct, frozen=True):
    """A line of a grid with its text."""

    place: float
    text: str


class Drawn(msgspec.Struct, frozen=True):
    """An audit with its Figure 1; `code` is the sum of its boxes."""

    standing: Standing
    labelled: list[tuple[Box, Label | None]]
    code: int


def render(league: League) -> str:
    done = [standing for standing in league.standings if standing.figures]
    is_few = len(done) <= MAX_DRAWN
    style = "\n".join(inline(name) for name in STYLES)
    script = inline("league.js")
    return (
        environment()
        .get_template("league.html.j2")
        .render(
            league=league,
            title=table.heading(league),
            lines=int(sum(_all(done, LINES))),
            style=style,
            script=script,
            policy=policy(style, script),
            done=done,
            failed=[standing for standing in league.standings if not standing.figures],
            is_few=is_few,
            drawn=[_drawn(standing) for standing in done] if is_few else [],
            rows=done if is_few else sorted(done, key=_by_debt)[:MAX_ROWS],
            **({} if is_few else _plots(done)),
            columns=table.headlines(league),
            known=table.known(league) if is_few else (),
            best=table.bests(league) if is_few else {},
            table=table,
            directions=changes.DIRECTIONS,
            medians=_medians(done, table.headlines(league)),
            size=SIZE,
            width=WIDTH,
            height=HEIGHT,
        )
    )


def _plots(done: Sequence[Standing]) -> Mapping[str, object]:
    return {
        "totals": [*_totals(done)],
        "histograms": [*_histograms(done)],
        "dots": [*_dots(done)],
        "marks": _marks(done),
    }


def _drawn(standing: Standing) -> Drawn:
    code = sum(standing.lines.values())
    labelled = [(box, label(box, code)) for box in boxes(standing.lines, *SIZE)]
    return Drawn(standing, labelled, code)


def _medians(done: Sequence[Standing], columns: Sequence[Column]) -> Mapping[str, str]:
    found = {column: _all(done, column.id) for column in columns}
    return {
        column.id: changes.measured(median(values), column.unit)
        for column, values in found.items()
        if values
    }


def _by_debt(standing: Standing) -> tuple[float, str]:
    return -standing.figures.get(DEBT, 0.0), standing.target


def _all(done: Sequence[Standing], measure: str) -> list[float]:
    return [s.figures[measure] for s in done if measure in s.figures]


def _totals(done: Sequence[Standing]) -> list[tuple[str, int, float]]:
    """Roles with their lines and share, most lines first."""
    total = Counter[Role]()
    for standing in done:
        total.update(standing.lines)
    every = sum(total.values())
    return [(words.ROLES[role], lines, lines / every) for role, lines in total.most_common()]


def _histograms(done: Sequence[Standing]) -> Iterator[Histogram]:
    yield _histogram(
        "ml", "How much is ML code", "Repositories by their share of ML code.", done, ML, 1.0
    )
    yield _histogram(
        "debt",
        "How much debt",
        "Repositories by debt over the cost of writing the code; the last column has all above.",
        done,
        DEBT,
        DEBT_END,
    )


def _histogram(  # noqa: PLR0913, PLR0917 - what a plot is called, and what it shows
    name: str, title: str, lead: str, done: Sequence[Standing], measure: str, end: float
) -> Histogram:
    counts = Counter(
        min(int(value / end * STEPS), STEPS - 1) for value in _all(done, measure) if value >= 0
    )
    highest = max(counts.values(), default=1)
    width = WIDTH / STEPS
    bars = [
        Bar(
            start=step * end / STEPS,
            end=(step + 1) * end / STEPS,
            count=counts[step],
            x=step * width + 1,
            width=width - 2,
            height=HEIGHT * counts[step] / highest,
        )
        for step in range(STEPS)
    ]
    return Histogram(name, title, lead, bars, ("0 %", f"{end:.0%}"))


def _dots(done: Sequence[Standing]) -> Iterator[Dot]:
    """Debt against size, both on scales that multiply by ten."""
    for standing in done[:MAX_DOTS]:
        lines = standing.figures.get(LINES, 0.0)
        if lines >= 1 and standing.minutes >= 1:
            told = f"{words.count(int(lines))} lines, {words.duration(standing.minutes)}"
            yield Dot(
                _on_scale(lines, *_ends(_all(done, LINES)), WIDTH),
                HEIGHT - _on_scale(standing.minutes, *_ends([s.minutes for s in done]), HEIGHT),
                f"{standing.target}: {told}",
            )


def _ends(values: Sequence[float]) -> tuple[int, int]:
    """Powers of ten around all values."""
    positive = [value for value in values if value >= 1] or [1.0]
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    return low, max(high, low + 1)


def _on_scale(value: float, low: int, high: int, length: float) -> float:
    return length * (math.log10(value) - low) / (high - low)


def _marks(done: Sequence[Standing]) -> Mapping[str, list[Mark]]:
    low, high = _ends(_all(done, LINES))
    bottom, top = _ends([standing.minutes for standing in done])
    return {
        "x": [
            Mark(_on_scale(10**power, low, high, WIDTH), words.count(10**power))
            for power in range(low, high + 1)
        ],
        "y": [
            Mark(HEIGHT - _on_scale(10**power, bottom, top, HEIGHT), words.duration(10**power))
            for power in range(bottom, top + 1)
        ],
    }
