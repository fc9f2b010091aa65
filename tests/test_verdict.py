"""The verdict says how much debt there is, by two yardsticks, and what weighs most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.model import Audit, Finding, Percentile, Rating, Severity
from auditor.rules import CATALOGUE
from auditor.verdict import AMOUNTS, COMPARED, amount, duration, reasons_of, verdict
from tests import audits

RULES = {rule.id: rule for rule in CATALOGUE}


def place(percentile: float) -> Percentile:
    return Percentile(measure="debt_ratio", value=0.01, percentile=percentile, repositories=181)


def known(audit: Audit) -> Audit:
    """With findings of rules that there are."""
    names = iter(sorted(RULES) * len(audit.findings))
    findings = tuple(replace(finding, rule=next(names)) for finding in audit.findings)
    return replace(audit, findings=findings)


REALISTIC = known(audits.realistic())
WEEK = 5 * 8 * 60.0  # minutes


@pytest.mark.parametrize(
    ("rating", "percentile", "words"),
    [
        pytest.param(Rating.A, 3.0, "Very little technical debt", id="least-of-all"),
        pytest.param(Rating.A, 50.0, "As much technical debt as usual", id="in-the-middle"),
        pytest.param(Rating.A, 100.0, "Much more technical debt than usual", id="most-of-all"),
        pytest.param(Rating.D, 3.0, "A lot of technical debt", id="the-rating-is-graver"),
        pytest.param(Rating.C, 99.0, "A lot of technical debt", id="the-place-is-graver"),
        pytest.param(Rating.E, 99.0, "More technical debt than the code is worth", id="worst"),
    ],
)
def test_the_graver_of_two_yardsticks_counts(rating: Rating, percentile: float, words: str) -> None:
    assert amount(rating, place(percentile), WEEK) == words


@pytest.mark.parametrize(
    ("rating", "percentile", "minutes", "words"),
    [
        pytest.param(Rating.A, 99.0, 240.0, "Little technical debt", id="an-afternoon"),
        pytest.param(Rating.A, 50.0, 959.0, "Little technical debt", id="just-under-two-days"),
        pytest.param(Rating.A, 99.0, 960.0, "Much more technical debt than usual", id="two-days"),
        pytest.param(Rating.A, 3.0, 240.0, "Very little technical debt", id="less-than-others"),
        pytest.param(Rating.C, 50.0, 240.0, "A good deal of technical debt", id="bad-rating"),
    ],
)
def test_what_is_paid_back_in_two_days_is_little(
    rating: Rating, percentile: float, minutes: float, words: str
) -> None:
    assert amount(rating, place(percentile), minutes) == words


def test_little_debt_of_a_small_repository_is_not_held_against_larger_ones() -> None:
    debt = replace(REALISTIC.debt, minutes=240.0)
    smaller = replace(place(4.0), measure="code_lines")
    audit = replace(REALISTIC, debt=debt, percentiles=(smaller, place(86.0)))
    assert verdict(audit, CATALOGUE).summary.startswith(
        "Little technical debt: about 4 hours to pay back"
    )
    larger = replace(audit, percentiles=(replace(smaller, percentile=10.0), place(86.0)))
    assert verdict(larger, CATALOGUE).summary.startswith(
        "Little technical debt in all, though more for its size than 86% of 181 ML repositories: "
    )
    usual = replace(larger, percentiles=(place(53.0),))
    assert verdict(usual, CATALOGUE).summary.startswith(
        "Little technical debt, for its size about as much as usual"
        " (53% of 181 ML repositories have less): about 4 hours"
    )
    less = replace(audit, percentiles=(place(12.0),))
    assert verdict(less, CATALOGUE).summary.startswith(
        "Very little technical debt for its size, less than 88% of 181 ML repositories: about"
    )
    much = replace(audit, debt=replace(debt, minutes=6000.0))
    assert "more than 86% of 181 ML repositories" in verdict(much, CATALOGUE).summary


@pytest.mark.parametrize(
    ("rating", "words"),
    [
        (Rating.A, "Little technical debt"),
        (Rating.B, "A moderate amount of technical debt"),
        (Rating.C, "A good deal of technical debt"),
        (Rating.D, "A lot of technical debt"),
        (Rating.E, "More technical debt than the code is worth"),
    ],
)
def test_each_rating_has_its_words(rating: Rating, words: str) -> None:
    """A place among the best does not make it sound like less."""
    assert amount(rating, None, WEEK) == words
    if rating is not Rating.A:
        assert amount(rating, place(1.0), WEEK) == words


@pytest.mark.parametrize(
    ("percentile", "words"),
    [
        (19.9, "Very little technical debt"),
        (20.0, "Little technical debt"),
        (40.0, "As much technical debt as usual"),
        (60.0, "More technical debt than usual"),
        (80.0, "Much more technical debt than usual"),
        (100.0, "Much more technical debt than usual"),
    ],
)
def test_each_fifth_of_the_corpus_has_its_words(percentile: float, words: str) -> None:
    assert amount(Rating.A, place(percentile), WEEK) == words


def test_a_place_among_the_worst_is_graver_than_a_middling_rating() -> None:
    assert amount(Rating.B, place(70.0), WEEK) == "A good deal of technical debt"
    assert amount(Rating.B, place(90.0), WEEK) == "A lot of technical debt"


def test_without_a_corpus_the_rating_speaks_alone() -> None:
    assert amount(Rating.A, None, WEEK) == "Little technical debt"
    assert amount(None, None, WEEK) == "Little technical debt"
    assert "ML repositories" not in verdict(replace(REALISTIC, percentiles=()), CATALOGUE).summary


@given(
    percentiles=st.tuples(st.floats(0, 100), st.floats(0, 100)),
    minutes=st.tuples(st.floats(1, 5000), st.floats(1, 5000)),
    rating=st.sampled_from(Rating),
)
def test_more_debt_never_sounds_like_less(
    percentiles: tuple[float, float], minutes: tuple[float, float], rating: Rating
) -> None:
    at = (COMPARED if rating is Rating.A else AMOUNTS).index
    less = amount(rating, place(min(percentiles)), min(minutes))
    assert at(less) <= at(amount(rating, place(max(percentiles)), max(minutes)))


def test_two_sentences_say_how_much_and_why() -> None:
    audit = replace(REALISTIC, percentiles=(place(83.4),))
    summary = verdict(audit, CATALOGUE).summary
    first, _, second = summary.partition("). ")
    assert first.startswith(
        "Much more technical debt than usual for its size, more than 83% of 181 ML"
    )
    assert f"rating {audit.debt.rating}" in first
    assert second.startswith("What matters most: ")
    assert second.count(";") == 2


@pytest.mark.parametrize(
    ("percentile", "words"),
    [
        (0.2, "less than nearly all of 181"),
        (99.7, "more than nearly all of 181"),
        (7.0, "less than 93% of"),
    ],
)
def test_the_ends_of_the_corpus_are_told_in_words(percentile: float, words: str) -> None:
    audit = replace(REALISTIC, percentiles=(place(percentile),))
    assert words in verdict(audit, CATALOGUE).summary


OWED = replace(REALISTIC.debt, minutes=125.0, ratio=0.0123, rating=Rating.A)


def about(*findings: Finding, ratio: float = 0.0123, code: int = 1200) -> str:
    """What is said of so much debt, in a repository that is compared with no others."""
    audit = replace(
        REALISTIC,
        findings=findings or (leak(),),
        debt=replace(OWED, ratio=ratio),
        lines=replace(REALISTIC.lines, code=code),
        percentiles=(),
    )
    return verdict(audit, CATALOGUE).summary


def leak(rule: str = "preprocessing-leakage", **other: object) -> Finding:
    given = {"minutes": 30.0, "priority": 30.0, "path": "a.py", "cell": None, "line": 3} | other
    return replace(REALISTIC.findings[0], rule=rule, **given)


def test_both_sentences_word_for_word() -> None:
    others = [leak("wildcard-import", minutes=60.0, priority=60.0), leak("long-function")]
    title = RULES["preprocessing-leakage"].title
    assert about(leak(), *others) == (
        "Little technical debt: about 2 hours to pay back in 1,200 lines of code,"
        " 1.2% of what writing them costs (rating A). What matters most: "
        f"{title[:1].lower()}{title[1:]} (25%); "
        f"{_beginning('wildcard-import')} (50%); {_beginning('long-function')} (25%)."
    )


def _beginning(rule: str) -> str:
    title = RULES[rule].title
    return title[:1].lower() + title[1:]


def test_another_measure_of_the_corpus_says_nothing_of_debt() -> None:
    other = replace(place(99.0), measure="ml_code")
    first = verdict(replace(REALISTIC, percentiles=(other,)), CATALOGUE).summary
    assert first == verdict(replace(REALISTIC, percentiles=()), CATALOGUE).summary
    both = verdict(replace(REALISTIC, percentiles=(other, place(41.0))), CATALOGUE).summary
    assert "for its size, more than 41% of 181 ML repositories: about" in both


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0.0, "0.0%"), (0.0009, "under 0.1%"), (0.001, "0.1%"), (0.0994, "9.9%"), (0.1, "10%"),
        (0.256, "26%"), (2.5, "250%"),
    ],
)  # fmt: skip
def test_parts_are_told_with_two_digits(ratio: float, words: str) -> None:
    assert f"lines of code, {words} of what writing them costs" in about(ratio=ratio)


def test_titles_are_lowered_unless_they_begin_with_a_name() -> None:
    titles = {"PyTorch is old": "PyTorch is old", "ML idle": "ML idle", "A leak": "a leak"}
    for title, lowered in titles.items():
        rule = replace(RULES["preprocessing-leakage"], about=title)
        audit = replace(REALISTIC, findings=(leak(),), percentiles=())
        assert verdict(audit, (rule,)).summary.endswith(f"It comes from one thing: {lowered}.")


def test_a_reason_is_told_with_its_worst_place() -> None:
    findings = (
        leak(minutes=10.0, priority=10.0, line=9, message="mild"),
        leak(minutes=20.0, priority=20.0, line=7, cell=2, path="b.ipynb", message="grave"),
        leak(minutes=20.0, priority=20.0, line=8, message="as grave, and further down"),
        leak("wildcard-import", minutes=100.0, priority=0.0),
    )
    reason, other = reasons_of(findings, RULES)
    assert (reason.rule, reason.title) == (findings[0].rule, RULES[findings[0].rule].title)
    assert (reason.minutes, reason.share, reason.findings) == (50.0, 0.3333, 3)
    assert reason.example == "b.ipynb[2]:7"
    assert reason.evidence == "3 places in 2 files, for one: grave"
    assert reason.remedy == RULES[reason.rule].remedy
    assert other.evidence == findings[3].message
    assert other.example == "a.py:3"


def test_reasons_that_weigh_alike_are_sorted_by_rule() -> None:
    same = [rule for rule in sorted(RULES) if RULES[rule].severity == Severity.LOW][:3]
    reasons = reasons_of([leak(rule) for rule in reversed(same)], RULES)
    assert [reason.rule for reason in reasons] == same


def test_a_fourth_reason_has_to_weigh_a_twentieth() -> None:
    names = sorted(RULES)[:3]
    heavy = [leak(name, minutes=31.0, priority=1000.0) for name in names]
    fourth = leak(sorted(RULES)[3], minutes=93 / 19, priority=0.0)
    assert len(reasons_of([*heavy, fourth], RULES)) == 4
    assert len(reasons_of([*heavy, replace(fourth, minutes=4.8)], RULES)) == 3


def test_without_minutes_there_is_no_reason() -> None:
    assert reasons_of((leak(minutes=0.0),), RULES) == ()


def test_one_reason_is_told_as_one() -> None:
    rule = next(iter(RULES))
    only = replace(REALISTIC, findings=(replace(REALISTIC.findings[0], rule=rule),))
    assert "It comes from one thing:" in verdict(only, CATALOGUE).summary


def test_nothing_found_and_nothing_there_are_different_verdicts() -> None:
    clean = replace(REALISTIC, findings=())
    assert verdict(clean, CATALOGUE).summary == "No debt was found by the rules that apply here."
    assert verdict(audits.empty(), CATALOGUE).summary == "There is no code here to judge."


def in_languages(**lines: int) -> Audit:
    return replace(
        REALISTIC,
        lines=replace(REALISTIC.lines, by_language=lines, code=1200),
        findings=(leak(),),
        debt=replace(OWED, minutes=125.0),
        percentiles=(place(3.0),),
    )


def test_of_a_program_that_few_rules_read_only_what_was_found_is_told() -> None:
    """A place among others would be praise for what nobody looked at."""
    told = verdict(in_languages(Python=490, CUDA=300, C=200, Go=10), CATALOGUE).summary
    assert told.startswith(
        "Few rules read CUDA and C, 51% of this program: its debt is known in part."
        " What was found takes about 2 hours to pay back in 1,200 lines of code,"
        " 1.2% of what writing them costs (rating A). It comes from one thing: "
    )
    none = verdict(replace(in_languages(Rust=9), findings=()), CATALOGUE).summary
    assert none == (
        "Few rules read Rust, nearly all of this program: its debt is known in part."
        " No debt was found by the rules that apply here."
    )


@pytest.mark.parametrize("other", [{"C": 500}, {"YAML": 9000, "HTML": 9000}, {}])
def test_settings_pages_and_half_a_program_hinder_no_judgement(other: dict[str, int]) -> None:
    told = verdict(in_languages(Python=500, **other), CATALOGUE).summary
    assert told.startswith("Very little technical debt for its size, less than 97% of")


def test_harm_outweighs_minutes() -> None:
    mild, grave = "wildcard-import", "preprocessing-leakage"
    findings = (
        replace(REALISTIC.findings[0], rule=mild, minutes=60.0, priority=60.0),
        replace(REALISTIC.findings[0], rule=grave, minutes=45.0, priority=45.0),
    )
    assert [reason.rule for reason in reasons_of(findings, RULES)] == [grave, mild]


def test_at_least_three_reasons_and_more_only_if_they_weigh() -> None:
    names = sorted(RULES)[:8]
    finding = REALISTIC.findings[0]
    heavy = [replace(finding, rule=name, minutes=50.0, priority=50.0) for name in names]
    light = [replace(finding, rule=name, minutes=1.0, priority=1.0) for name in names[2:]]
    assert len(reasons_of(heavy, RULES)) == 5
    assert len(reasons_of([*heavy[:2], *light], RULES)) == 3


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (89, "89 minutes"),
        (95, "2 hours"),
        (1.4, "1 minute"),
        (90, "2 hours"),
        (959, "16 hours"),
        (60 * 8 * 1500, "1,500 working days"),
        (960, "2 working days"),
    ],
)
def test_durations_are_told_as_people_plan(minutes: float, words: str) -> None:
    assert duration(minutes) == words


def test_remarks_are_no_reason() -> None:
    """A finding that costs nothing is left out, however severe the others of its rule are."""
    first, *others = REALISTIC.findings
    remark = replace(first, minutes=0.0, priority=0.0)
    alone = reasons_of([remark, *others], RULES)
    assert alone == reasons_of(others, RULES)
