"""Rules are asked one by one; whatever one of them does, the audit goes on."""

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.detect import detect, practised, suppressions
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    NotAssessable,
    Outcome,
    Practice,
    PracticeOutcome,
    Project,
    Rule,
    Scope,
    Severity,
)
from tests.builders import project_of


def every_file(project: Project) -> Iterator[Hit]:
    for file in project.files:
        yield Hit(file.location(1), f"{len(project.files)} in sight")


RULE = Rule(
    id="every-file",
    about="Every file.",
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="test",
    remedy="None.",
    minutes=1,
    minutes_reason="test",
    example=Example(bad="x = 1", good=""),
    check=every_file,
)
PROJECT = project_of({"b.py": "x = 1\n", "a.py": "y = 2\n"})


def crash(_: Project) -> Iterator[Hit]:
    raise ZeroDivisionError("no luck")


def unknowable(_: Project) -> Iterator[Hit]:
    raise NotAssessable("there is no history")


def test_a_file_rule_sees_one_file_at_a_time() -> None:
    (result,) = detect(PROJECT, [RULE])
    assert [(str(hit.location), hit.message) for hit in result.hits] == [
        ("a.py:1", "1 in sight"),
        ("b.py:1", "1 in sight"),
    ]


def test_a_repository_rule_sees_all_files_at_once() -> None:
    (result,) = detect(PROJECT, [replace(RULE, scope=Scope.REPOSITORY)])
    assert {hit.message for hit in result.hits} == {"2 in sight"}


def test_a_crash_is_a_result_with_its_reason_and_the_others_go_on() -> None:
    crashed, found = detect(PROJECT, [replace(RULE, id="crashing", check=crash), RULE])
    assert (crashed.outcome, crashed.reason) == (Outcome.FAILED, "ZeroDivisionError: no luck")
    assert found.outcome is Outcome.FOUND


def test_what_cannot_be_known_is_not_clean() -> None:
    (result,) = detect(PROJECT, [replace(RULE, check=unknowable)])
    assert (result.outcome, result.reason) == (Outcome.NOT_ASSESSABLE, "there is no history")


def test_a_rule_about_nothing_here_does_not_apply() -> None:
    (result,) = detect(PROJECT, [replace(RULE, applies=lambda _: False)])
    assert result.outcome is Outcome.NOT_APPLICABLE


def practice(check: object) -> Practice:
    return Practice(id="p", title="P", about="P.", check=check)  # type: ignore[arg-type]


def test_a_practice_passes_with_its_evidence_and_fails_without() -> None:
    passed, failed, broken = practised(
        PROJECT, [practice(lambda _: "a.py"), practice(lambda _: None), practice(crash_practice)]
    )
    assert (passed.outcome, passed.evidence) == (PracticeOutcome.PASS, "a.py")
    assert failed.outcome is PracticeOutcome.FAIL
    assert broken.outcome is PracticeOutcome.FAILED


def crash_practice(_: Project) -> str | None:
    raise KeyError("lost")


def test_suppressions_of_the_target_are_listed() -> None:
    project = project_of("x = 1  # numbers-audit: ignore[data-leak, other] a fair reason\n")
    (mark,) = suppressions(project)
    assert (mark.place.line, mark.rules, mark.reason) == (
        1,
        ("data-leak", "other"),
        "a fair reason",
    )


LINES = """\
a = 1  # numbers-audit: ignore[every-line] the one beside it
b = 2
# numbers-audit: ignore[every-line] the one below
c = 3
d = 4  # numbers-audit: ignore[every-line]
e = 5  # numbers-audit: ignore[other-rule] not this one
"""


def every_line(project: Project) -> Iterator[Hit]:
    for file in project.files:
        for line in (1, 2, 4, 5, 6):
            yield Hit(file.location(line), "a line of code")


def test_a_trusted_mark_silences_its_rule_on_its_line_or_the_one_below_if_it_has_a_reason() -> None:
    project = project_of(LINES)
    rule = replace(RULE, id="every-line", check=every_line)
    (result,) = detect(project, [rule], suppressions(project))
    assert [hit.location.line for hit in result.hits] == [2, 5, 6]
    assert [mark.place.line for mark in result.silenced] == [1, 3]


def test_a_mark_that_nobody_trusts_silences_nothing() -> None:
    (result,) = detect(project_of(LINES), [replace(RULE, id="every-line", check=every_line)])
    assert len(result.hits) == 5
    assert result.silenced == ()


def test_a_rule_all_of_whose_hits_are_silenced_is_clean() -> None:
    project = project_of("# numbers-audit: ignore[every-file] made by a program\nx = 1\n")
    place = project.files[0].location(2)
    rule = replace(RULE, check=lambda _: iter([Hit(place, "second line")]))
    (result,) = detect(project, [rule], suppressions(project))
    assert (result.outcome, result.hits) == (Outcome.CLEAN, ())
