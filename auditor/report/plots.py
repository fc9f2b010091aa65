"""Where the marks of a report's plots lie: files by debt and change, and the corpus as a strip."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

import msgspec

from auditor.model import Audit, FileReport
from auditor.report import words

WIDTH, HEIGHT = 620.0, 300.0  # of the plot of files, without its labels
SMALLEST, LARGEST = 3.0, 15.0  # radius of a file's dot
MAX_DOTS = 1_500  # those with most debt and change: a browser draws that many at once
LABELS = 6
LONGEST = 34  # characters of a label
LETTER = 7.0  # width of a label's letter
LEADING = 14.0  # height of a label
COMMITS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
MINUTES = (10, 30, 60, 120, 240, *(480 * days for days in (1, 2, 5, 10, 20, 50, 100, 200, 500)))
ROOM = 42.0  # between two marks of a scale, and for labels beyond its end

BINS = 25  # columns of a strip
STRIP_WIDTH, STRIP_HEIGHT = 200.0, 30.0
ENDS = {"debt_ratio": 0.05}  # where a strip ends if not at 1; what is above stands in its last bin


class Tick(msgspec.Struct, frozen=True):
    place: float
    text: str


class Dot(msgspec.Struct, frozen=True):
    x: float
    y: float
    radius: float
    title: str


class Label(msgspec.Struct, frozen=True):
    """The name of a dot; `anchor` says on which side of it the text goes on."""

    x: float
    y: float
    anchor: str
    text: str


class Churn(msgspec.Struct, frozen=True):
    """Files by recent commits, to the right, and debt, upwards; both on scales of square roots."""

    dots: list[Dot]
    labels: list[Label]
    across: list[Tick]
    up: list[Tick]
    left_out: int  # files with neither debt nor recent change, and those beyond MAX_DOTS


def churn(audit: Audit) -> Churn | None:
    """None where nothing is known to have changed of late."""
    moving = [file for file in audit.files if file.minutes or (file.code and file.recent_commits)]
    if not any(file.recent_commits for file in moving):
        return None
    shown = sorted(moving, key=_weight)[:MAX_DOTS]
    plane = _Plane(shown)
    debts = _ticks(MINUTES, plane.minutes, HEIGHT, words.duration)
    return Churn(
        dots=[plane.dot(file) for file in reversed(shown)],
        labels=[*_labels(plane, audit)],
        across=[*_ticks(COMMITS, plane.commits, WIDTH, words.count)],
        up=[Tick(HEIGHT - tick.place, tick.text) for tick in debts],
        left_out=sum(file.code > 0 and file.path not in plane.by_path for file in audit.files),
    )


def _weight(file: FileReport) -> tuple[float, float, str]:
    commits = file.recent_commits or 0
    return -file.minutes * commits, -file.minutes - commits, file.path


class _Plane:
    """The scales of a plot: their ends, and what lies where."""

    def __init__(self, files: Sequence[FileReport]) -> None:
        self.commits = float(max(file.recent_commits or 0 for file in files))
        self.minutes = max(file.minutes for file in files) or 1.0
        self.code = max(file.code for file in files) or 1
        self.by_path = {file.path: file for file in files}

    def dot(self, file: FileReport) -> Dot:
        commits = words.plural(file.recent_commits or 0, "recent commit")
        told = f"{commits}, {words.duration(file.minutes)} of debt"
        return Dot(
            *self.place(file),
            SMALLEST + (LARGEST - SMALLEST) * sqrt(file.code / self.code),
            f"{file.path}: {told}, {words.plural(file.code, 'code line')}",
        )

    def place(self, file: FileReport) -> tuple[float, float]:
        x = WIDTH * sqrt((file.recent_commits or 0) / self.commits)
        return x, HEIGHT * (1 - sqrt(file.minutes / self.minutes))


def _labels(plane: _Plane, audit: Audit) -> Iterator[Label]:
    """Names of the hottest files, each where it stands on no other one, if there is room."""
    taken: list[_Area] = []
    for hotspot in audit.hotspots[:LABELS]:
        if (file := plane.by_path.get(hotspot.path)) is None:
            continue
        name = words.short_path(hotspot.path, LONGEST)
        for label, area in _places(plane.dot(file), name):
            if area.is_inside and not any(area.meets(other) for other in taken):
                taken.append(area)
                yield label
                break


class _Area(msgspec.Struct, frozen=True):
    """Where a label's text is."""

    start: float
    end: float
    y: float

    @property
    def is_inside(self) -> bool:
        return self.start > -ROOM and self.end < WIDTH + ROOM and self.y > 0

    def meets(self, other: _Area) -> bool:
        across = self.end >= other.start and other.end >= self.start
        return across and abs(self.y - other.y) < LEADING


def _places(dot: Dot, name: str) -> Iterator[tuple[Label, _Area]]:
    """Beside, above or below the dot, the best first."""
    long, away = LETTER * len(name), dot.radius + 5
    right, left = dot.x + away, dot.x - away
    yield Label(right, dot.y + 4, "start", name), _Area(right, right + long, dot.y)
    yield Label(left, dot.y + 4, "end", name), _Area(left - long, left, dot.y)
    for y in (dot.y - away - 4, dot.y + away + 8):
        yield Label(dot.x, y, "middle", name), _Area(dot.x - long / 2, dot.x + long / 2, y)


def _ticks(
    steps: Iterable[int], largest: float, length: float, shown: words.Shown
) -> Iterator[Tick]:
    last = 0.0
    yield Tick(0.0, "0")
    for step in steps:
        place = length * sqrt(step / largest)
        if step <= largest and place - last >= ROOM:
            last = place
            yield Tick(place, shown(step))


class Bar(msgspec.Struct, frozen=True):
    x: float
    height: float
    is_here: bool


class Strip(msgspec.Struct, frozen=True):
    """How many repositories of the corpus have how much; `here` is where this one stands."""

    bars: list[Bar]
    width: float
    here: float
    other: float | None  # the reference project
    ends: tuple[str, str]
    told: str


def strip(
    measure: str, value: float | None, corpus: Sequence[float], other: float | None
) -> Strip | None:
    """None where either is not known. `corpus` is sorted."""
    if value is None or not corpus:
        return None
    end = ENDS.get(measure, 1.0)
    counts = _counts(corpus, end)
    width = STRIP_WIDTH / BINS
    here, highest = _bin(value, end), max(counts)
    middle = words.percent(corpus[len(corpus) // 2])
    below = bisect_left(corpus, value) / len(corpus)
    return Strip(
        bars=[
            Bar(number * width, STRIP_HEIGHT * count / highest, number == here)
            for number, count in enumerate(counts)
        ],
        width=width,
        here=_along(value, end),
        other=None if other is None else _along(other, end),
        ends=("0%", f"{end:.0%}" if end == 1 else f"{end:.0%} and more"),
        told=f"more than {below:.0%} of {len(corpus)} repositories, whose median is {middle}",
    )


def _counts(corpus: Iterable[float], end: float) -> list[int]:
    counts = [0] * BINS
    for value in corpus:
        counts[_bin(value, end)] += 1
    return counts


def _bin(value: float, end: float) -> int:
    return min(int(BINS * value / end), BINS - 1)


def _along(value: float, end: float) -> float:
    return STRIP_WIDTH * min(value / end, 1.0)


def strips(
    audit: Audit, baseline: Audit | None, corpus: Mapping[str, Sequence[float]]
) -> Mapping[str, Strip]:
    """The three shares of ML code and the debt ratio among the corpus, as far as known."""
    found = {
        name: strip(name, value, corpus.get(name, ()), _figures(baseline).get(name))
        for name, value in _figures(audit).items()
    }
    return {name: made for name, made in found.items() if made is not None}


def _figures(audit: Audit | None) -> Mapping[str, float | None]:
    if audit is None:
        return {}
    shares = {name: getattr(audit.shares, name).all for name in words.SHARES}
    return {**shares, "debt_ratio": audit.debt.ratio}
