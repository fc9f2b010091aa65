"""The terminal report answers on one screen, wherever it is written to."""

import io
import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from auditor.model import Audit, Outcome, Rating
from auditor.report.terminal import Look, look_of, render, show
from tests import audits
from tests.goldens import assert_golden

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "\x1b]0;owned\x07\x1b[2J\r\n\u202e漢字[bold]x[/]"


def failed(audit: Audit) -> Audit:
    broken = replace(audit.rules[0], outcome=Outcome.FAILED, reason="KeyError: 'x'")
    return replace(audit, rules=(broken, *audit.rules[1:]))


@pytest.mark.parametrize(
    ("audit", "most_lines"),
    [
        pytest.param(audits.realistic(), 49, id="realistic"),
        pytest.param(audits.empty(), 48, id="empty"),
        pytest.param(audits.large(200, 400), 50, id="large"),
        pytest.param(audits.hostile(HOSTILE * 9), 54, id="hostile"),
    ],
)
@pytest.mark.parametrize("width", [80, 100])
def test_fits_on_one_screen(audit: Audit, most_lines: int, width: int) -> None:
    lines = render(audit, Look(width=width)).splitlines()
    assert len(lines) <= most_lines
    assert max(map(cell_len, lines)) <= width


def test_marks_of_the_repository_are_listed_and_many_are_counted() -> None:
    audit = audits.realistic()
    (mark,) = audit.suppressions
    text = render(audit)
    assert "SILENCED  1 mark, nothing left out; marks count only with --trust-target-config" in text
    assert "src/weather/utils.py:88  broad-except: best effort" in text
    many = replace(audit, suppressions=(replace(mark, reason="", silenced=2),) * 5)
    text = render(many)
    assert "SILENCED  5 marks, 10 findings left out" in text
    assert "broad-except: no reason given" in text
    assert "… and 2 more marks" in text


def test_colour_adds_nothing_but_colour() -> None:
    coloured = render(audits.realistic(), Look(colours="truecolor"))
    assert ESCAPES.search(coloured)
    assert ESCAPES.sub("", coloured) == render(audits.realistic())


@pytest.mark.parametrize("rating", Rating)
def test_the_colour_of_a_rating_ends_behind_it(rating: Rating) -> None:
    audit = audits.realistic()
    rated = replace(audit, debt=replace(audit.debt, rating=rating))
    badge = render(rated, Look(colours="standard")).splitlines()[2].split("\x1b[0m")[0]
    assert ESCAPES.sub("", badge) == f" {rating} "


def test_a_dumb_terminal_gets_ascii() -> None:
    audit = audits.hostile("né")
    text = render(audit, Look(unicode=False))
    assert text.isascii()
    assert r"n\xe9" in text


@pytest.mark.parametrize("look", [Look(), Look(unicode=False)])
def test_shows_control_characters_of_hostile_names(look: Look) -> None:
    text = render(audits.hostile(HOSTILE), look)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert r"\x1b]0;owned\x07\x1b[2J\r\n\u202e" in text
    assert "[bold]x[/]" in text


def test_names_the_verdict_the_shares_the_reasons_and_the_practices() -> None:
    audit = audits.realistic()
    text = " ".join(render(audit).split())
    for part in (
        audit.verdict.summary,
        "ML code 2,616 30.5%",
        "Model code written twice",
        audit.verdict.reasons[0].example,
        audit.verdict.reasons[0].remedy,
        "11 pass · 9 fail",
        "Lock file",
    ):
        assert part in text


def test_what_is_not_known_is_called_so() -> None:
    text = render(audits.empty())
    assert "unknown" in text
    assert "0.0%" not in text


def test_says_that_a_rule_failed() -> None:
    audit = failed(audits.realistic())
    assert f"INCOMPLETE  1 rule failed: {audit.rules[0].id}" in render(audit)


def console(**options: object) -> Console:
    return Console(file=io.StringIO(), **options)  # type: ignore[arg-type]  # forwarded as they are


@pytest.mark.parametrize(
    ("place", "look"),
    [
        pytest.param(console(_environ={}), Look(80, None), id="pipe"),
        pytest.param(
            console(_environ={"TERM": "dumb"}, force_terminal=True),
            Look(80, None, unicode=False),
            id="dumb",
        ),
        pytest.param(
            console(_environ={"NO_COLOR": "1", "TERM": "xterm"}, force_terminal=True, width=85),
            Look(85, None),
            id="no-colour",
        ),
        pytest.param(
            console(_environ={"TERM": "xterm-256color"}, force_terminal=True, width=300),
            Look(100, "256"),
            id="wide",
        ),
        pytest.param(
            console(_environ={"TERM": "xterm"}, force_terminal=True, width=20),
            Look(80, "standard"),
            id="too-narrow",
        ),
    ],
)
def test_looks_as_the_place_allows(place: Console, look: Look) -> None:
    assert look_of(place) == look


def test_is_written_to_the_console() -> None:
    place = console(_environ={})
    show(audits.realistic(), place)
    assert isinstance(place.file, io.StringIO)
    assert place.file.getvalue() == render(audits.realistic())


def test_golden() -> None:
    assert_golden("golden/terminal.txt", render(audits.realistic()))
    assert_golden("golden/terminal-empty.txt", render(audits.empty()))


@pytest.mark.parametrize("new", [0, 1, 30])
def test_with_a_baseline_the_screen_says_what_is_new(new: int) -> None:
    audit = audits.realistic()
    marked = tuple(replace(finding, new=n < new) for n, finding in enumerate(audit.findings))
    lines = render(replace(audit, findings=marked)).splitlines()
    assert max(map(cell_len, lines)) <= 80
    (head,) = (line for line in lines if line.startswith("NEW SINCE THE BASELINE"))
    assert ("nothing" in head) == (new == 0)
    assert ("WHY, AND WHAT TO DO FIRST" in "".join(lines)) is False
    assert any("22 more findings" in line for line in lines) == (new == 30)
