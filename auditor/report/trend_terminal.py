"""A history on one screen: a line for each commit, and what moved the figures most."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.text import Text

from auditor.model import Move, Point, Trend
from auditor.report import words
from auditor.report.terminal import RATING_STYLES, Look, fitted, heading, look_of, path, written

MAX_MOVES = 3
NAME = 12  # columns of a commit or tag
BARS = "▁▂▃▄▅▆▇█"


def show(trend: Trend, console: Console | None = None) -> None:
    """Write the screen to the terminal, or to where its output goes."""
    console = console or Console()
    console.file.write(render(trend, look_of(console)))


def render(trend: Trend, look: Look = Look()) -> str:  # noqa: B008 - a frozen value
    return written(_screen(trend, look), look)


def _screen(trend: Trend, look: Look) -> Iterator[Text]:
    width, points = look.width, trend.points
    span = f"{day(points[0])} to {day(points[-1])}"
    name = path(trend.target.name, width - 40)
    note = f"{words.plural(len(points), 'commit')}, {span}"
    yield Text.assemble((name, "bold"), "  ", (note, "dim"))
    yield Text()
    yield Text(
        f"{'date':<12}{'commit':<{NAME}}{'code':>9}{'ML':>7}{'pipeline':>9}{'debt':>9}"
        f"{'ratio':>8}{'findings':>9}",
        "dim",
    )
    for point in points:
        yield _line(point)
    if look.unicode and len(points) > 1:
        yield Text()
        yield from _sparks(trend)
    if trend.moves:
        yield Text()
        yield heading("WHAT MOVED IT MOST", "by debt")
    for move in heaviest(trend)[:MAX_MOVES]:
        yield from _move(trend, move, width)
    yield Text()
    yield from (Text(fitted(note, width).rstrip(), "dim") for note in trend.notes)


def _line(point: Point) -> Text:
    style = RATING_STYLES[point.rating] if point.rating else "reverse"
    return Text.assemble(
        f"{day(point):<12}",
        (fitted(label(point), NAME - 1) + " ", "cyan"),
        f"{words.count(point.code):>9}{words.percent(point.ml_code):>7}",
        f"{words.percent(point.ml_pipeline):>9}{words.duration(point.minutes):>9}",
        f"{words.percent(point.ratio):>8}{words.count(point.findings):>9} ",
        (f" {point.rating or '?'} ", style),
    )


def _sparks(trend: Trend) -> Iterator[Text]:
    rows = (
        ("code lines", [float(point.code) for point in trend.points]),
        ("ML code", [point.ml_code or 0.0 for point in trend.points]),
        ("debt ratio", [point.ratio or 0.0 for point in trend.points]),
    )
    for name, values in rows:
        yield Text.assemble(f"{name:<26}", (_spark(values), "cyan"))


def _spark(values: list[float]) -> str:
    """Heights from zero, so that a small change looks small."""
    largest = max(values) or 1.0
    return "".join(BARS[round((len(BARS) - 1) * value / largest)] for value in values)


def heaviest(trend: Trend) -> list[Move]:
    """Moves of debt, the largest first; those without any are left out."""
    moved = [move for move in trend.moves if move.minutes]
    return sorted(moved, key=lambda move: (-abs(move.minutes), move.after))


def _move(trend: Trend, move: Move, width: int) -> Iterator[Text]:
    by_commit = {point.stamp.commit: point for point in trend.points}
    before, after = by_commit[move.before], by_commit[move.after]
    change = f"{signed(move.minutes, words.duration)} debt, {signed(move.code, words.count)} lines"
    style = "red" if move.minutes > 0 else "green"
    yield Text.assemble((f"{day(before)} to {day(after)}  ", "bold"), (change, style))
    for line in told(move):
        yield Text("   " + fitted(line, width - 3).rstrip())


def told(move: Move) -> Iterator[str]:
    """Whose commits lie between, and which rules changed, in words."""
    if move.commits is not None:
        who = ", ".join(words.visible(author) for author in move.authors)
        yield f"{words.plural(move.commits, 'commit')} by {who}"
    if move.rules:
        yield "findings: " + ", ".join(f"{rule} {change:+d}" for rule, change in move.rules)


def signed(value: float, shown: Callable[[float], str]) -> str:
    sign = "+" if value >= 0 else "\N{MINUS SIGN}"
    return sign + shown(abs(value))


def label(point: Point) -> str:
    """The release, or the commit where it is none."""
    return words.visible(point.stamp.tags[0]) if point.stamp.tags else point.stamp.commit[:10]


def day(point: Point) -> str:
    return f"{point.stamp.date:%Y-%m-%d}"
