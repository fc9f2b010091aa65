"""Many audits stand in one table: the same figures of each, and none of them invented."""

import pytest
from msgspec.structs import replace

from auditor.compare import compare, league
from auditor.model import Audit, Better, Column, League, Outcome, Role, Standing
from tests import audits


def named(audit: Audit, name: str) -> Audit:
    target = replace(audit.target, name=name, url=f"https://github.com/{name}")
    return replace(audit, target=target)


def three_projects() -> League:
    bad = named(audits.large(60, 800), "else/where")
    return league([audits.realistic(), named(audits.later(), "a/b"), bad])


def one_without_code() -> League:
    return league([audits.realistic(), audits.later(), audits.empty()])


def column(table: League, id_: str) -> Column:
    (found,) = (each for each in table.columns if each.id == id_)
    return found


def figures(table: League, id_: str) -> list[float | None]:
    return [standing.figures.get(id_) for standing in table.standings]


def test_audits_stand_in_the_order_in_which_they_were_named() -> None:
    one, other = audits.realistic(), named(audits.later(), "a/a")
    names = [standing.target for standing in league([one, other, one]).standings]
    assert names == ["aurora-lab/weather", "a/a", "aurora-lab/weather"]


@pytest.mark.parametrize(
    "id_", ["shares.ml_code.all", "debt.ratio", "engineering_score", "practices", "lines.code"]
)
def test_figures_are_those_of_a_comparison_of_two(id_: str) -> None:
    one, other = audits.realistic(), audits.later()
    (measure,) = (each for each in compare(one, other).measures if each.id == id_)
    assert figures(league([one, other]), id_) == [measure.before, measure.after]


def test_densities_are_those_of_a_comparison_of_two() -> None:
    one, other = audits.realistic(), audits.later()
    for measure in compare(one, other).measures:
        if measure.id.startswith("debt.density."):
            assert figures(league([one, other]), measure.id) == [measure.before, measure.after]


def test_what_is_not_known_is_left_out_and_not_zero() -> None:
    assert figures(one_without_code(), "shares.ml_code.all")[2] is None
    assert figures(one_without_code(), "lines.code")[2] == 0


def test_shares_of_roles_add_up() -> None:
    standing = three_projects().standings[0]
    assert sum(standing.figures[f"role_shares.{role}"] for role in Role) == pytest.approx(1)


def test_a_rule_that_one_audit_has_no_answer_of_is_kept_apart_and_in_no_density() -> None:
    one, other = audits.realistic(), audits.later()
    first = next(rule for rule in one.rules if rule.id == "randomness-uncontrolled")
    rules = (rule for rule in other.rules if rule.id != first.id)
    failed = replace(other, rules=(replace(first, outcome=Outcome.FAILED), *rules))
    table, whole = league([one, one, failed]), league([one, one, other])
    assert table.apart == (first.id,)
    density = f"debt.density.{first.category}"
    lost = (whole.standings[0].figures[density] - table.standings[0].figures[density]) / 1000
    assert lost * one.lines.code == pytest.approx(first.findings)


def test_a_larger_project_owes_more_and_is_not_worse_for_it() -> None:
    assert column(three_projects(), "debt.minutes").better is Better.NEITHER
    same = league([audits.realistic(), audits.later(), audits.realistic()])
    assert same.same_project
    assert column(same, "debt.minutes").better is Better.DOWN


def test_notes_tell_several_versions_of_the_auditor_and_incomplete_audits() -> None:
    one = audits.realistic()
    broken = replace(one, rules=(replace(one.rules[0], outcome=Outcome.FAILED),))
    other = replace(one, tool=replace(one.tool, version="9.9"))
    notes = league([one, broken, other]).notes
    assert notes[0].startswith("Several versions of the auditor, 0.0.0, 9.9")
    assert notes[1] == "Audit 2 is incomplete: a check failed."


def test_a_standing_names_its_commit() -> None:
    standing = three_projects().standings[0]
    assert isinstance(standing, Standing)
    assert (standing.commit, standing.revision) == (audits.COMMIT, "main")
