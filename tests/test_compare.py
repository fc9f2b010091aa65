"""A comparison says what changed between two audits, and only what both of them know."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.compare import FIGURES, compare, marked
from auditor.model import (
    Audit,
    Better,
    Category,
    Delta,
    Finding,
    Judgement,
    Measure,
    MLTestScore,
    Outcome,
    PracticeOutcome,
    Rating,
    RuleReport,
    Score,
    Unit,
)
from auditor.pipeline import examine
from auditor.settings import settings
from tests import audits
from tests.repositories import Repository

RULES = ("first", "second", "third")


def finding(rule: str, fingerprint: str) -> Finding:
    found = audits.realistic().findings[0]
    return replace(found, rule=rule, fingerprint=fingerprint, message=f"says {fingerprint}")


def rule(id_: str, outcome: Outcome, findings: int) -> RuleReport:
    return replace(
        audits.realistic().rules[0],
        id=id_,
        category=Category.SYSTEM,
        outcome=outcome,
        findings=findings,
    )


def with_findings(*found: Finding, outcome: Outcome = Outcome.FOUND) -> Audit:
    counts = Counter(each.rule for each in found)
    rules = tuple(rule(id_, outcome, counts[id_]) for id_ in RULES)
    return replace(audits.realistic(), findings=found, rules=rules)


def fingerprints(found: Iterable[Finding]) -> list[str]:
    return sorted(each.fingerprint for each in found)


def measure(delta: Delta, id_: str) -> Measure:
    (found,) = (each for each in delta.measures if each.id == id_)
    return found


FOUND = st.lists(
    st.builds(finding, st.sampled_from(RULES), st.sampled_from("abc")), max_size=8
).map(lambda found: with_findings(*found))

AUDITS = st.sampled_from((audits.realistic(), audits.later(), audits.empty()))

ANY = st.one_of(FOUND, AUDITS)


@given(ANY)
def test_nothing_changes_between_an_audit_and_itself(audit: Audit) -> None:
    delta = compare(audit, audit)
    assert delta.same_project
    assert (delta.new, delta.fixed, delta.practices) == ((), (), ())
    assert delta.persisting == audit.findings
    assert {each.judgement for each in delta.measures} <= {Judgement.SAME, Judgement.UNKNOWN}


MIRRORED = {Judgement.BETTER: Judgement.WORSE, Judgement.WORSE: Judgement.BETTER}


@given(ANY, ANY)
def test_the_other_way_round_all_is_the_other_way_round(one: Audit, other: Audit) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.same_project == back.same_project
    assert fingerprints(there.new) == fingerprints(back.fixed)
    assert fingerprints(there.fixed) == fingerprints(back.new)
    assert len(there.persisting) == len(back.persisting)
    for forth, home in zip(there.measures, back.measures, strict=True):
        assert (forth.before, forth.after) == (home.after, home.before)
        assert home.judgement is MIRRORED.get(forth.judgement, forth.judgement)
    assert {each.id for each in there.practices if each.gained} == {
        each.id for each in back.practices if not each.gained
    }


@given(FOUND, FOUND)
def test_every_finding_is_in_one_group(before: Audit, after: Audit) -> None:
    delta = compare(before, after)
    assert len(delta.new) + len(delta.persisting) == len(after.findings)
    assert len(delta.fixed) + len(delta.persisting) == len(before.findings)


def test_a_moved_finding_persists() -> None:
    before = finding("first", "a")
    delta = compare(with_findings(before), with_findings(replace(before, line=99, path="else.py")))
    assert [each.line for each in delta.persisting] == [99]
    assert delta.new == delta.fixed == ()


def gone_to(path: str, audit: Audit) -> Audit:
    """The audit with its first file, and what is found there, at another path."""
    first = audit.files[0].path
    files = (replace(audit.files[0], path=path), *audit.files[1:])
    moved = (
        replace(each, path=path, fingerprint=f"{each.fingerprint}{path}", line=each.line + 7)
        if each.path == first
        else each
        for each in audit.findings
    )
    return replace(audit, files=files, findings=tuple(moved))


def test_findings_of_a_file_that_was_moved_persist() -> None:
    audit = audits.realistic()
    name = audit.files[0].path.rpartition("/")[2]
    delta = compare(audit, gone_to(f"elsewhere/{name}", audit))
    assert delta.new == delta.fixed == ()
    assert any(each.path == f"elsewhere/{name}" for each in delta.persisting)


def test_a_file_of_another_name_or_one_that_stays_was_not_moved() -> None:
    audit = audits.realistic()
    assert compare(audit, gone_to("another_name.py", audit)).new
    name = audit.files[0].path.rpartition("/")[2]
    copied = gone_to(f"elsewhere/{name}", audit)
    both = replace(copied, files=(*copied.files, audit.files[0]))
    assert compare(audit, both).new


def test_numbers_in_a_message_make_no_new_finding_in_the_same_file() -> None:
    before = replace(finding("first", "a"), message="starts from `torch:22.07`")
    after = replace(before, fingerprint="b", message="starts from `torch:22.10`")
    assert compare(with_findings(before), with_findings(after)).new == ()
    other = replace(after, message="starts from `jax:22.10`")
    assert fingerprints(compare(with_findings(before), with_findings(other)).new) == ["b"]


def copy_of(path: str, minutes: float) -> Finding:
    says = f"30 lines stand again in {path}:1-30"
    return replace(finding("first", path), message=says, minutes=minutes)


def test_copied_code_persists_when_the_other_file_was_edited() -> None:
    before = with_findings(copy_of("b.py", 20), copy_of("c.py", 40))
    delta = compare(before, with_findings(copy_of("d.py", 30), copy_of("e.py", 20)))
    assert delta.new == delta.fixed == ()


def test_more_copied_code_is_new() -> None:
    delta = compare(with_findings(copy_of("b.py", 20)), with_findings(copy_of("c.py", 50)))
    assert [each.minutes for each in delta.new] == [50]


def test_of_two_that_say_the_same_only_the_one_that_was_added_is_new() -> None:
    one = finding("first", "a")
    audit = marked(with_findings(one, one), with_findings(one))
    assert [each.new for each in audit.findings] == [False, True]


def test_the_same_fingerprint_twice_counts_twice() -> None:
    once, twice = with_findings(finding("first", "a")), with_findings(*[finding("first", "a")] * 2)
    assert fingerprints(compare(once, twice).new) == ["a"]
    assert fingerprints(compare(twice, once).fixed) == ["a"]


def test_one_fingerprint_of_two_rules_is_two_findings() -> None:
    delta = compare(with_findings(finding("first", "a")), with_findings(finding("second", "a")))
    assert [each.rule for each in delta.new] == ["second"]
    assert [each.rule for each in delta.fixed] == ["first"]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_ASSESSABLE])
def test_a_rule_without_an_answer_fixes_nothing(outcome: Outcome) -> None:
    before, after = with_findings(finding("first", "a")), with_findings(outcome=outcome)
    delta = compare(before, after)
    assert (delta.new, delta.fixed, delta.persisting) == ((), (), ())
    (change,) = (each for each in delta.rules if each.id == "first")
    assert (change.before, change.after, change.comparable) == (1, None, False)
    assert change.after_outcome is outcome
    assert "debt.density.system" not in {each.id for each in delta.measures}


def test_a_rule_that_one_side_lacks_is_kept_apart() -> None:
    after = with_findings(finding("first", "a"), finding("second", "b"))
    before = replace(with_findings(), rules=with_findings().rules[:1])
    delta = compare(before, after)
    assert fingerprints(delta.new) == ["a"]
    (change,) = (each for each in delta.rules if each.id == "second")
    assert (change.before, change.before_outcome, change.after) == (None, None, 1)


def test_a_rule_that_did_not_apply_had_nothing_to_find() -> None:
    before = with_findings(outcome=Outcome.NOT_APPLICABLE)
    delta = compare(before, with_findings(finding("first", "a")))
    assert fingerprints(delta.new) == ["a"]


def test_projects_without_a_common_finding_are_compared_by_rule() -> None:
    before = with_findings(finding("first", "a"))
    after = with_findings(finding("first", "a"), finding("first", "b"))
    other = replace(after.target, name="else/where", url="https://github.com/else/where")
    lines = replace(after.lines, code=after.lines.code * 4)
    delta = compare(before, replace(after, target=other, lines=lines))
    assert not delta.same_project
    assert (delta.new, delta.fixed, delta.persisting) == ((), (), ())
    (change,) = (each for each in delta.rules if each.id == "first")
    assert change.before_density == 1000 / before.lines.code
    assert change.after_density == 1000 * 2 / (4 * before.lines.code)
    assert measure(delta, "debt.density.system").judgement is Judgement.BETTER
    assert measure(delta, "debt.minutes").better is Better.NEITHER
    ml = measure(delta, "role_shares.ml_code")
    assert ml.before == 4 * (ml.after or 0) == pytest.approx(2616 / 8591)
    assert "lines.by_role.ml_code" not in {each.id for each in delta.measures}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (("o/n", "https://github.com/o/n"), ("o/n", "git@github.com:O/N.git"), True),
        (("o/n", "https://github.com/o/n"), ("n", None), True),
        (("n", None), ("n", None), True),
        (("o/n", "https://github.com/o/n"), ("p/n", "https://github.com/p/n"), False),
        (("o/n", "https://github.com/o/n"), ("o/n", "https://gitlab.com/o/n"), False),
        (("o/n", "https://github.com/o/n"), ("m", None), False),
        (("n", "ssh://git@h:22/o/n.git/"), ("n", "ssh://h:22/o/n"), True),
    ],
)
def test_one_project_is_known_by_its_address_else_by_its_name(
    before: tuple[str, str | None],
    after: tuple[str, str | None],
    same: bool,  # noqa: FBT001 - a column of the table
) -> None:
    audit = audits.realistic()
    sides = [
        replace(audit, target=replace(audit.target, name=name, url=url))
        for name, url in (before, after)
    ]
    assert compare(*sides).same_project is same


def test_two_folders_of_a_repository_are_two_projects() -> None:
    audit = audits.realistic()
    part = replace(audit, target=replace(audit.target, subdir="web"))
    assert not compare(audit, part).same_project
    assert compare(part, replace(part, target=replace(part.target, subdir="web/"))).same_project


@pytest.mark.parametrize(
    ("better", "before", "after", "judgement"),
    [
        (Better.UP, 1.0, 2.0, Judgement.BETTER),
        (Better.UP, 2.0, 1.0, Judgement.WORSE),
        (Better.DOWN, 1.0, 2.0, Judgement.WORSE),
        (Better.DOWN, 2.0, 1.0, Judgement.BETTER),
        (Better.NEITHER, 1.0, 2.0, Judgement.CHANGED),
        (Better.DOWN, 1.0, 1.0, Judgement.SAME),
        (Better.DOWN, None, 1.0, Judgement.UNKNOWN),
        (Better.UP, 1.0, None, Judgement.UNKNOWN),
        (Better.UP, None, None, Judgement.UNKNOWN),
        (Better.UP, None, 0.0, Judgement.UNKNOWN),
    ],
)
def test_better_is_what_moves_a_measure_its_way(
    better: Better, before: float | None, after: float | None, judgement: Judgement
) -> None:
    made = Measure(id="x", unit=Unit.SCORE, better=better, before=before, after=after)
    assert made.judgement is judgement


def test_measures_what_the_audits_say() -> None:
    before, after = audits.realistic(), audits.later()
    delta = compare(before, after)
    assert measure(delta, "debt.ratio").judgement is Judgement.BETTER
    assert measure(delta, "lines.by_role.ml_code").difference == -287
    assert measure(delta, "practices").difference == pytest.approx(0.05)
    assert measure(delta, "complexity.hard").before == pytest.approx(21 / 214)
    assert [(each.id, each.gained) for each in delta.practices] == [("lock-file", True)]
    assert len({id_ for id_, *_ in FIGURES}) == len(FIGURES)


def test_ratings_are_ordered() -> None:
    audit = audits.realistic()
    worse = replace(audit, debt=replace(audit.debt, rating=Rating.D))
    assert measure(compare(audit, worse), "debt.rating").difference == 3
    assert measure(compare(audit, worse), "debt.rating").judgement is Judgement.WORSE


def test_a_score_that_one_side_lacks_is_unknown() -> None:
    audit = audits.realistic()
    without = replace(
        audit,
        engineering_score=Score(value=None, reason="not calibrated"),
        ml_test_score=MLTestScore(value=None, sections={}, reason="not assessed"),
    )
    delta = compare(audit, without)
    for id_ in ("engineering_score", "ml_test_score", "ml_test_score.data"):
        assert measure(delta, id_).judgement is Judgement.UNKNOWN
        assert measure(delta, id_).difference is None


def test_a_practice_that_stops_to_apply_is_neither_gained_nor_lost() -> None:
    audit = audits.realistic()
    gone = tuple(
        replace(practice, outcome=PracticeOutcome.NOT_APPLICABLE) for practice in audit.practices
    )
    delta = compare(audit, replace(audit, practices=gone))
    assert delta.practices == ()
    assert measure(delta, "practices").judgement is Judgement.UNKNOWN


def test_notes_tell_two_versions_of_the_auditor_and_incomplete_audits() -> None:
    audit = audits.realistic()
    other = replace(with_findings(outcome=Outcome.FAILED), tool=replace(audit.tool, version="9"))
    notes = compare(audit, other).notes
    assert "0.0.0 and 9" in notes[0]
    assert "Debt of the first has 1,372 minutes of rules that the other did not" in notes[1]
    assert "second audit is incomplete" in notes[2]
    assert compare(audit, audit).notes == ()


# ---- releases of a repository


NET = "class Net:\n    def go(self, x):\n" + "        x = x + 1\n" * 20 + "        return x\n"
TEST = "def test_other():\n    assert 1\n"


def test_a_finding_about_a_folder_stays_the_same_when_another_file_becomes_its_largest(
    tmp_path: Path,
) -> None:
    made = Repository(tmp_path / "made")
    first = made.commit({"pkg/a.py": NET, "tests/test_other.py": TEST})
    second = made.commit({"pkg/b.py": NET.replace("Net", "Other") + "\n\nX = 1\n"})
    chosen = settings(None, tmp_path, {"cache": tmp_path / "cache", "select": ["untested-code"]})
    before, after = (examine(str(made.path), chosen, revision=each) for each in (first, second))
    assert [each.path for each in before.findings] == ["pkg/a.py"]
    assert [each.path for each in compare(before, after).persisting] == ["pkg/b.py"]
