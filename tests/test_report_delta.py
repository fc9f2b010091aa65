"""A comparison is read in a terminal and in a pull request."""

import re
from itertools import pairwise

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from auditor.compare import compare
from auditor.model import Category, Delta, Outcome, Role
from auditor.report import changes, delta_html, delta_markdown, delta_terminal
from auditor.report.markdown import MAX_COMMENT
from auditor.report.slope import HEIGHT, LEADING
from auditor.report.terminal import Look
from auditor.report.words import ROLES, permalink
from tests import audits
from tests.goldens import assert_golden
from tests.pages import assert_inert

HOSTILE = "\x1b[2J\u202e| <script>alert(1)</script> `x` @team\n# h"


def two_versions() -> Delta:
    return compare(audits.realistic(), audits.later())


def two_projects() -> Delta:
    later = audits.later()
    return compare(
        audits.realistic(),
        replace(
            later,
            target=replace(later.target, name="else/where", url="https://github.com/else/where"),
            rules=(replace(later.rules[0], outcome=Outcome.FAILED), *later.rules[1:]),
            findings=later.findings[:30],
        ),
    )


DELTAS = {
    "two-versions": two_versions(),
    "two-projects": two_projects(),
    "nothing-changed": compare(audits.realistic(), audits.realistic()),
    "hostile": compare(audits.hostile(HOSTILE), audits.hostile(HOSTILE * 9)),
    "from-nothing": compare(audits.empty(), audits.realistic()),
    "large": compare(audits.empty(), audits.large(300, 4000)),
}

each_delta = pytest.mark.parametrize("delta", DELTAS.values(), ids=DELTAS)


@each_delta
def test_fits_into_80_columns_of_a_terminal(delta: Delta) -> None:
    lines = delta_terminal.render(delta).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert len(lines) < 90


@each_delta
def test_fits_into_a_comment(delta: Delta) -> None:
    assert len(delta_markdown.render(delta)) <= MAX_COMMENT


@each_delta
def test_shows_what_cannot_be_seen(delta: Delta) -> None:
    for text in (delta_terminal.render(delta), delta_markdown.render(delta)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_hostile_text_stays_text_in_markdown() -> None:
    hostile = compare(audits.realistic(), audits.hostile(HOSTILE))
    assert "<script" not in delta_markdown.render(hostile)
    assert "@team" not in re.sub("`[^`]*`", "", delta_markdown.render(hostile))


def test_says_how_many_are_new_fixed_and_left() -> None:
    headline = "4 new findings (25 min), 3 fixed (1.5 h); 77 remain."
    assert headline in delta_terminal.render(two_versions())
    assert headline in delta_markdown.render(two_versions())


def test_unknown_is_not_zero() -> None:
    delta = compare(audits.empty(), audits.realistic())
    assert re.search(r"ML code +unknown +30\.45% +unknown", delta_terminal.render(delta))
    assert "| ML code | unknown | 30.45% |  | unknown |" in delta_markdown.render(delta)


def test_two_projects_are_compared_by_rule() -> None:
    text = delta_markdown.render(two_projects())
    assert "compared by rule, per 1,000 code lines" in text
    assert "Findings per 1,000 code lines, by rule" in text
    assert "- ✅ second only: Lock file (uv.lock)" in text
    assert "second only    Lock file  uv.lock" in delta_terminal.render(two_projects())
    assert "now met        Lock file  uv.lock" in delta_terminal.render(two_versions())


def test_rules_of_one_side_only_are_named() -> None:
    delta = two_projects()
    name = delta.rules[0].id
    assert f"| `{name}` | 5 | no answer |" in delta_markdown.render(delta)
    text = delta_terminal.render(delta)
    assert f"Not compared, since one side gave no answer: {name}" in text


def test_rules_of_one_side_only_are_kept_apart_on_the_page() -> None:
    delta = two_projects()
    page = delta_html.render(delta)
    _, _, apart = page.partition('<section id="apart"')
    assert delta.rules[0].id in apart
    assert "no answer" in apart
    assert 'id="apart"' not in delta_html.render(two_versions())


def test_the_page_draws_a_slope_for_each_role_that_either_side_has() -> None:
    page = delta_html.render(two_versions())
    for role in Role:
        before, after = (
            audit.lines.by_role[role] / audit.lines.code
            for audit in (audits.realistic(), audits.later())
        )
        assert f"{ROLES[role]}: {100 * before:.2f}% to {100 * after:.2f}%</title>" in page


def test_labels_of_a_slope_never_stand_on_one_another() -> None:
    for delta in DELTAS.values():
        for chart in delta_html.charts(delta):
            for side in ("before", "after"):
                ends = sorted(getattr(each, side).label_y for each in chart.slopes)
                assert all(upper + LEADING <= lower + 0.01 for upper, lower in pairwise(ends))
                assert all(y <= HEIGHT for y in ends)


def test_every_measure_has_a_name() -> None:
    for delta in (two_versions(), two_projects()):
        assert {measure.id for measure in delta.measures} <= set(changes.MEASURES)
    assert {f"lines.by_role.{role}" for role in Role} <= set(changes.MEASURES)
    assert {f"debt.density.{category}" for category in Category} <= set(changes.MEASURES)


def test_colour_adds_nothing_but_colour() -> None:
    coloured = delta_terminal.render(two_versions(), Look(colours="standard"))
    assert "\x1b[32m" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert plain == delta_terminal.render(two_versions())


def test_golden() -> None:
    assert_golden("golden/delta.md", delta_markdown.render(two_versions()))
    assert_golden("golden/delta.txt", delta_terminal.render(two_versions()))
    assert_golden("golden/delta-projects.md", delta_markdown.render(two_projects()))
    assert_golden("golden/delta-projects.txt", delta_terminal.render(two_projects()))


# ---- the page


@each_delta
def test_the_page_runs_and_loads_nothing(delta: Delta) -> None:
    assert_inert(delta_html.render(delta))


def test_the_page_draws_both_sides_and_lists_what_is_new() -> None:
    delta = two_versions()
    page = delta_html.render(delta)
    assert page.count('class="figure-1 side"') == 2
    for finding in (*delta.new, *delta.fixed):
        assert finding.rule in page


def test_findings_are_linked_to_the_commit_that_has_them() -> None:
    delta = two_versions()
    page = delta_html.render(delta)
    for side, findings in ((delta.after, delta.new), (delta.before, delta.fixed)):
        for finding in findings:
            line = finding.line if finding.cell is None else None
            assert f'href="{permalink(side.target, finding.path, line)}"' in page


@pytest.mark.parametrize("name", ["aurora-lab/weather", "else/where"])
def test_boxes_of_a_side_have_the_lines_of_its_roles(name: str) -> None:
    """Of two projects, too, which are compared by shares."""
    before, later = audits.realistic(), audits.later()
    target = replace(later.target, name=name, url=f"https://github.com/{name}")
    after = replace(later, target=target)
    page = delta_html.render(compare(before, after))
    for audit in (before, after):
        assert f"ML code: {audit.lines.by_role[Role.ML_CODE]:,} lines" in page


def test_two_projects_are_compared_by_rule_and_no_finding_is_new() -> None:
    page = delta_html.render(two_projects())
    assert 'id="rules"' in page
    assert 'id="new"' not in page
