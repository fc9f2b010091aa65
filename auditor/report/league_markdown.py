"""A league as Markdown: a line for each audit, then every measure of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.model import Column, League, Standing
from auditor.report import changes, table, words
from auditor.report.markdown import Section, assembled, code, folded, link, prose, row
from auditor.report.markdown import table as head


def render(league: League) -> str:
    return assembled(_sections(league))


def _sections(league: League) -> Iterator[Section]:
    best = table.bests(league)
    yield Section(f"## numbers-audit: {prose(table.heading(league))}")
    columns = table.headlines(league)
    heads = head("", *(f"{table.title(column)}:" for column in columns), "Rating")
    standings = enumerate(league.standings, start=1)
    rows = tuple(_standing(number, each, columns, best) for number, each in standings)
    yield Section(f"\n{heads}", rows)
    yield _measures(league, best)
    if league.apart:
        rules = ", ".join(map(code, league.apart))
        yield Section(f"\nNot counted, since some audits gave no answer: {rules}")
    yield from (Section(f"\n> {prose(note)}") for note in league.notes)


def _standing(
    number: int, standing: Standing, columns: Iterable[Column], best: Mapping[str, str]
) -> str:
    name = link(prose(table.name(standing)), words.web_address(standing.web_url))
    cells = (_cell(standing, column, best) for column in columns)
    return row(f"{number}. {name}", *cells, standing.rating or "?")


def _measures(league: League, best: Mapping[str, str]) -> Section:
    columns = table.known(league)
    numbers = (f"{number}:" for number in range(1, len(league.standings) + 1))
    rows = (
        row(
            table.title(column),
            *(_cell(standing, column, best) for standing in league.standings),
            changes.DIRECTIONS[column.better],
        )
        for column in columns
    )
    title = f"All {words.plural(len(columns), 'measure')}"
    return folded(title, head("Measure", *numbers, ""), rows)


def _cell(standing: Standing, column: Column, best: Mapping[str, str]) -> str:
    value = table.value(standing, column)
    return f"**{value}**" if value == best.get(column.id) else value
