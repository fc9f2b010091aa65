"""A league on one screen: a line for each audit, then what differs, where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.text import Text

from auditor.model import Better, Column, League, Standing
from auditor.report import table, words
from auditor.report.terminal import RATING_STYLES, Look, fitted, heading, look_of, path, written

NUMBER = 3  # columns of an audit's number
RATING = 4
LABEL = 31
CELL = 9
MARK = "*"  # of the best: colour alone says nothing
SHORT = {
    "lines.code": "code",
    "shares.ml_code.all": "ML",
    "shares.ml_pipeline.all": "pipeline",
    "debt.ratio": "debt",
    "engineering_score": "engin.",
    "ml_test_score": "ML tests",
}
"""Names of the columns of the first table: those of all headlines that fit into 80 columns."""

SIGNS = {Better.UP: "higher", Better.DOWN: "lower", Better.NEITHER: ""}


def show(league: League, console: Console | None = None) -> None:
    """Write the screen to the terminal, or to where its output goes."""
    console = console or Console()
    console.file.write(render(league, look_of(console)))


def render(league: League, look: Look = Look()) -> str:  # noqa: B008 - a frozen value
    return written(_screen(league, look.width), look)


def _screen(league: League, width: int) -> Iterator[Text]:
    yield heading(table.heading(league), f"{MARK} the best, where one way is better")
    yield from (Text(fitted(note, width).rstrip(), "yellow") for note in league.notes)
    yield Text()
    yield from _standings(league, width)
    yield Text()
    yield from _measures(league, width)
    if league.apart:
        yield Text()
        text = f"Not counted, since some gave no answer: {', '.join(league.apart)}"
        yield Text(fitted(text, width).rstrip(), "dim")


def _standings(league: League, width: int) -> Iterator[Text]:
    columns = [column for column in table.headlines(league) if column.id in SHORT]
    room = width - NUMBER - RATING - CELL * len(columns)
    heads = "".join(f"{SHORT[column.id]:>{CELL - 1}} " for column in columns)
    yield Text(f"{'':<{NUMBER + room}}{heads}{'':>{RATING}}", "dim")
    best = table.bests(league)
    for number, standing in enumerate(league.standings, start=1):
        name = path(table.name(standing), room - 1)
        row = Text.assemble((f"{number:<{NUMBER}}", "dim"), (fitted(name, room), "bold"))
        for column in columns:
            row.append_text(_cell(standing, column, best))
        rating = standing.rating
        yield row + Text.assemble(
            "  ", (rating or "?", RATING_STYLES[rating] if rating else "reverse")
        )


def _cell(standing: Standing, column: Column, best: Mapping[str, str]) -> Text:
    value = table.value(standing, column)
    if value == words.UNKNOWN:
        return Text(f"{'?':>{CELL - 1}} ", "dim")
    is_best = value == best.get(column.id)
    return Text(f"{value:>{CELL - 1}}{MARK if is_best else ' '}", "green" if is_best else "")


def _measures(league: League, width: int) -> Iterator[Text]:
    most = (width - LABEL - 1) // CELL
    columns = [column for column in table.known(league) if table.differ(league.standings, column)]
    if len(league.standings) > most:
        yield Text(f"All measures of more than {most} audits: -o FILE.md, .html or .json", "dim")
        return
    best, numbers = table.bests(league), range(1, len(league.standings) + 1)
    yield Text(f"{'':<{LABEL}}{''.join(f'{number:>{CELL - 1}} ' for number in numbers)}", "dim")
    for column in columns:
        row = Text(fitted(table.title(column), LABEL))
        for standing in league.standings:
            row.append_text(_cell(standing, column, best))
        row.append(f" {SIGNS[column.better]}"[: width - LABEL - CELL * len(numbers)], "dim")
        yield row
