"""A league is read on one screen, in a comment, as a page and by programs."""

import json as standard
import re

import jsonschema
import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from auditor.compare import league
from auditor.model import League
from auditor.report import json, league_html, league_markdown, league_terminal, table
from auditor.report.league_html import MAX_DRAWN
from auditor.report.markdown import MAX_COMMENT
from auditor.report.terminal import Look
from tests import audits
from tests.goldens import assert_golden
from tests.test_league import named, one_without_code, three_projects

HOSTILE = "\x1b[2J\u202e| <script>alert(1)</script> `x` @team\n# h"

many = [named(audits.realistic(), f"owner/name-{number}") for number in range(MAX_DRAWN + 1)]

LEAGUES = {
    "three-projects": three_projects(),
    "one-without-code": one_without_code(),
    "revisions": league([audits.realistic(), audits.later(), audits.realistic()]),
    "hostile": league([audits.hostile(HOSTILE), audits.hostile(HOSTILE * 9), audits.empty()]),
    "nothing": league([audits.empty()] * 3),
    "many": league(many),
}

each_league = pytest.mark.parametrize("found", LEAGUES.values(), ids=LEAGUES)


@each_league
def test_fits_into_80_columns_of_a_terminal(found: League) -> None:
    lines = league_terminal.render(found).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert len(lines) < 80


@each_league
def test_fits_into_a_comment(found: League) -> None:
    assert len(league_markdown.render(found)) <= MAX_COMMENT


@each_league
def test_shows_what_cannot_be_seen(found: League) -> None:
    for text in (league_terminal.render(found), league_markdown.render(found)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


@each_league
def test_hostile_text_stays_text(found: League) -> None:
    assert "<script" not in league_markdown.render(found)
    page = league_html.render(found)
    assert page.count("<script") == 1
    assert "<script>alert" not in page


@each_league
def test_agrees_with_its_published_schema(found: League) -> None:
    validator = jsonschema.Draft202012Validator(standard.loads(json.schema("league")))
    validator.validate(standard.loads(json.render(found)))


def test_the_best_is_marked_where_one_way_is_better() -> None:
    text = league_terminal.render(three_projects())
    assert re.search(r"^Debt ratio +[\d.]+% +[\d.]+%\* +[\d.]+% +lower", text, re.MULTILINE)
    assert not re.search(r"^ML code .*\*", text, re.MULTILINE)
    assert re.search(
        r"\| Debt ratio \| [\d.]+% \| \*\*[\d.]+%\*\* \|", league_markdown.render(three_projects())
    )


def test_none_is_the_best_where_all_are_alike() -> None:
    alike = league([audits.realistic()] * 3)
    assert table.bests(alike) == {}


def test_unknown_is_not_zero() -> None:
    found = one_without_code()
    screen = league_terminal.render(found)
    assert re.search(r"^ML code +30\.45% +\S+ +\? *$", screen, re.MULTILINE)
    assert re.search(r"\| ML code \| 30\.45% \| \S+ \| unknown", league_markdown.render(found))


def test_colour_adds_nothing_but_colour() -> None:
    coloured = league_terminal.render(three_projects(), Look(colours="standard"))
    assert "\x1b[32m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == league_terminal.render(three_projects())


def test_figures_of_few_are_drawn_side_by_side() -> None:
    page = league_html.render(LEAGUES["revisions"])
    assert page.count('class="figure-1 side"') == 3
    assert "<h1>3 revisions of aurora-lab/weather</h1>" in page
    assert 'id="sizes"' not in page


def test_many_are_told_by_plots() -> None:
    page = league_html.render(LEAGUES["many"])
    assert 'class="figure-1 side"' not in page
    assert 'id="sizes"' in page


def test_revisions_are_told_apart() -> None:
    one = audits.realistic()
    tagged = [replace(one, target=replace(one.target, revision=tag)) for tag in ("v1", "v2", "v3")]
    for text in (
        league_terminal.render(league(tagged)),
        league_markdown.render(league(tagged)),
        league_html.render(league(tagged)),
    ):
        assert all(f"weather {tag}" in text for tag in ("v1", "v2", "v3"))


def test_golden() -> None:
    assert_golden("golden/league.txt", league_terminal.render(three_projects()))
    assert_golden("golden/league.md", league_markdown.render(three_projects()))
