"""A trend is read in a terminal, as a page and by programs."""

import json as plain_json
import re

import pytest
from rich.cells import cell_len

from auditor.model import Audit, Trend
from auditor.report import chart, json, trend_html, trend_terminal
from auditor.trend import trend
from tests import audits
from tests.pages import assert_inert
from tests.test_trend import AUDITS, LINE, stamp

HOSTILE = "</script><script>alert(1)</script>\"' onload=alert(2) <img src=x> \x1b[2J\u202e"


def of(*made: Audit, author: str = "Ada", tag: str = "") -> Trend:
    tags = (tag,) if tag else ()
    return trend([(stamp(day, author, tags), audit) for day, audit in enumerate(made)], LINE)


TRENDS = {
    "ten-commits": of(*AUDITS),
    "releases": of(*AUDITS[:3], tag="v1.2"),
    "one-commit": of(AUDITS[0]),
    "nothing-there": of(audits.empty(), audits.empty()),
    "hostile": of(audits.hostile(HOSTILE), audits.realistic(), author=HOSTILE, tag=HOSTILE),
}
each_trend = pytest.mark.parametrize("found", TRENDS.values(), ids=TRENDS)


@each_trend
def test_fits_into_80_columns_of_a_terminal(found: Trend) -> None:
    lines = trend_terminal.render(found).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert not re.search("[\x00-\x1f\u202e]", "".join(lines))


@each_trend
def test_the_page_runs_and_loads_nothing(found: Trend) -> None:
    assert_inert(trend_html.render(found))


@each_trend
def test_every_commit_stands_in_the_table_of_the_page(found: Trend) -> None:
    rows = trend_html.render(found).partition('aria-label="Table: commits"')[2].count("<tr>")
    assert rows == len(found.points) + 1


@each_trend
def test_programs_read_the_same_figures(found: Trend) -> None:
    read = plain_json.loads(json.render(found))
    assert [point["minutes"] for point in read["points"]] == [p.minutes for p in found.points]


def test_releases_are_marked() -> None:
    page = trend_html.render(TRENDS["releases"])
    assert page.count('class="release"') == 3 * page.count('class="chart"')
    assert 'class="release"' not in trend_html.render(TRENDS["ten-commits"])


def test_the_heaviest_move_comes_first_and_says_whose_it_is() -> None:
    found = of(AUDITS[0], AUDITS[1], AUDITS[9])
    text = trend_terminal.render(found)
    moves = text.partition("WHAT MOVED IT MOST")[2]
    assert moves.index("2024-01-02 to 2024-01-03") < moves.index("2024-01-01 to 2024-01-02")
    assert "1 commit by Ada" in moves


# ---- charts


def test_areas_stand_upon_one_another() -> None:
    low, high = chart.stacked([("low", 0, [1, 1]), ("high", 1, [1, 3])], 4.0)
    full, half = chart.HEIGHT, chart.HEIGHT / 2
    assert low.path.startswith(f"M0.0 {full * 0.75:.1f}L{chart.WIDTH:.1f} {full * 0.75:.1f}")
    assert high.path.startswith(f"M0.0 {half:.1f}L{chart.WIDTH:.1f} 0.0")


def test_layers_without_any_height_are_left_out() -> None:
    assert [c.name for c in chart.stacked([("a", 0, [0, 0]), ("b", 1, [0, 2])], 2.0)] == ["b"]


def test_a_value_that_is_not_known_is_a_gap_and_no_zero() -> None:
    assert chart.line("x", 0, [1.0, None, 1.0, 1.0], 1.0).path.count("M") == 2


@pytest.mark.parametrize(
    ("largest", "end"), [(0, 1), (0.0031, 0.005), (7, 10), (20, 20), (21, 25), (26_000, 50_000)]
)
def test_scales_end_at_round_numbers(largest: float, end: float) -> None:
    assert chart.rounded_up(largest) == pytest.approx(end)
