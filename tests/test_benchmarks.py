"""The table of speeds says what was measured, and what could not be."""

import sys

import pytest

from benchmarks.__main__ import Measured, measured, table
from benchmarks.rows import Row
from benchmarks.running import NEW, Command, cost_of

NOTHING = Command((sys.executable, "-c", "pass"))


def row(ours: Command, *theirs: Command, goal: float = 2.0) -> Row:
    return Row("a rival", "some source", ours, theirs, goal)


def test_costs_are_those_of_the_command() -> None:
    busy = Command((sys.executable, "-c", "sum(range(3_000_000)); held = b'x' * 300_000_000"))
    cost, least = cost_of(busy), cost_of(NOTHING)
    assert cost.code == 0
    assert cost.processor > least.processor
    assert cost.megabytes > 280


def test_what_comes_before_shares_the_folder_and_is_not_counted() -> None:
    write = (sys.executable, "-c", f"open(r'{NEW}/mark', 'w').close()")
    look = (sys.executable, "-c", f"open(r'{NEW}/mark')")
    assert cost_of(Command(look, write)).code == 0
    assert cost_of(Command(look)).code == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "word"),
    [
        pytest.param((1.0, 3.0, 1.5), (1.0, 1.0, 9.0), "reached", id="medians-count"),
        pytest.param((3.0,), (1.0,), "missed", id="too-slow"),
    ],
)
def test_a_goal_is_reached_or_missed(
    ours: tuple[float, ...], theirs: tuple[float, ...], word: str
) -> None:
    assert f"| {word} |" in table([Measured(row(NOTHING), ours, theirs)])


def test_a_rival_that_is_not_there_is_said() -> None:
    found = measured(row(NOTHING, Command(("no-such-program-anywhere",))), repeats=1)
    assert "not run" in table([found])


def test_a_rival_that_did_nothing_is_no_figure() -> None:
    """Most end with 1 where they found something; one that never does must have failed."""
    ended = (sys.executable, "-c", "raise SystemExit(1)")
    assert "failed" in table([measured(row(NOTHING, Command(ended, ends=(0,))), repeats=1)])
    assert "failed" not in table([measured(row(NOTHING, Command(ended)), repeats=1)])


def test_an_audit_of_ours_that_fails_is_no_figure() -> None:
    found = measured(row(Command((sys.executable, "-c", "raise SystemExit(3)"))), repeats=1)
    assert "code 3" in table([found])
