"""A trend puts audits in the order of their dates and says what lies between them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.errors import BadSettings
from auditor.model import Audit, Role, Stamp
from auditor.trend import spread_out, trend
from tests.audits import realistic

START = datetime(2024, 1, 1, tzinfo=UTC)


def stamp(day: int, author: str = "Ada", tags: tuple[str, ...] = ()) -> Stamp:
    return Stamp(
        commit=f"{day:040x}",
        date=START + timedelta(days=day),
        author=author,
        subject=f"day {day}",
        tags=tags,
    )


LINE = tuple(stamp(day, "Ada" if day % 3 else "Bob") for day in range(9, -1, -1))
"""The newest first, as git tells it."""


def grown(audit: Audit, minutes: float, ml_lines: int) -> Audit:
    by_role = {**audit.lines.by_role, Role.ML_CODE: ml_lines}
    lines = replace(audit.lines, by_role=by_role, code=sum(by_role.values()))
    return replace(audit, lines=lines, debt=replace(audit.debt, minutes=minutes))


AUDITS = [grown(realistic(), 100.0 * day, 50 * day) for day in range(10)]


def test_points_stand_in_the_order_of_their_dates() -> None:
    dated = [(stamp(day), AUDITS[day]) for day in (7, 0, 4)]
    found = trend(dated, LINE)
    assert [point.stamp.subject for point in found.points] == ["day 0", "day 4", "day 7"]
    assert [point.minutes for point in found.points] == [0.0, 400.0, 700.0]
    assert found.target == AUDITS[7].target


def test_commits_of_one_second_stand_in_the_order_of_their_line() -> None:
    second, first = (replace(stamp(1), commit=commit) for commit in ("a" * 40, "b" * 40))
    for dated in ((first, second), (second, first)):
        found = trend([(each, AUDITS[1]) for each in dated], (second, first))
        assert [point.stamp.commit[0] for point in found.points] == ["b", "a"]


def test_a_move_is_the_difference_and_whose_commits_made_it() -> None:
    (move,) = trend([(stamp(0), AUDITS[0]), (stamp(4), AUDITS[4])], LINE).moves
    assert (move.minutes, move.ml_lines, move.code) == (400.0, 200, 200)
    assert (move.commits, move.authors) == (4, ("Ada", "Bob"))


def test_commits_that_lie_on_no_common_line_are_not_counted() -> None:
    (move,) = trend([(stamp(0), AUDITS[0]), (stamp(99), AUDITS[4])], LINE).moves
    assert (move.commits, move.authors) == (None, ())


def test_releases_beside_the_main_line_are_told_what_came_since_they_left_it() -> None:
    first, second = stamp(20), stamp(30)
    branches = {first.commit: (first, *LINE[7:]), second.commit: (second, *LINE[3:])}
    dated = [(first, AUDITS[2]), (second, AUDITS[6])]
    (move,) = trend(dated, LINE, branches).moves
    assert move.commits == 5
    (move,) = trend([(stamp(4), AUDITS[4]), (second, AUDITS[6])], LINE, branches).moves
    assert move.commits == 3


def test_a_move_names_the_rules_whose_findings_changed_most() -> None:
    before = realistic()
    rule = before.findings[0].rule
    kept = tuple(finding for finding in before.findings if finding.rule != rule)
    gone = len(before.findings) - len(kept)
    (move,) = trend([(stamp(0), before), (stamp(1), replace(before, findings=kept))], LINE).moves
    assert move.rules == ((rule, -gone),)


def test_one_commit_has_no_moves_and_a_note_that_says_so() -> None:
    found = trend([(stamp(0), AUDITS[0])], LINE)
    assert found.moves == ()
    assert any("one commit only" in note for note in found.notes)


def test_no_commit_at_all_is_an_error() -> None:
    with pytest.raises(BadSettings, match="no commit"):
        trend([], LINE)


def days(stamps: Sequence[Stamp]) -> list[str]:
    return [each.subject.removeprefix("day ") for each in stamps]


def test_commits_are_spread_evenly_and_both_ends_are_among_them() -> None:
    assert days(spread_out(LINE, 4)) == ["9", "6", "3", "0"]
    assert days(spread_out(LINE, 1)) == ["9"]
    assert spread_out((), 3) == ()


@given(length=st.integers(0, 60), number=st.integers(1, 80))
def test_as_many_commits_as_wanted_none_twice(length: int, number: int) -> None:
    line = tuple(stamp(day) for day in range(length))
    chosen = spread_out(line, number)
    assert len(chosen) == len({each.commit for each in chosen}) == min(length, number)
    assert list(chosen) == sorted(chosen, key=lambda each: each.date)
