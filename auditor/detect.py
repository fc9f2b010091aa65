"""Which rules apply where? Every rule is asked; a crash becomes a result with its reason."""

import re
from collections.abc import Iterable, Iterator

from auditor.model import (
    Hit,
    NotAssessable,
    Outcome,
    Practice,
    PracticeOutcome,
    PracticeReport,
    Project,
    Rule,
    RuleResult,
    Scope,
    Suppression,
)

MARK = re.compile(r"numbers-audit:\s*ignore\[([a-z0-9, -]{1,200})\][ \t]*(.{0,200})")


def detect(project: Project, rules: Iterable[Rule]) -> tuple[RuleResult, ...]:
    """Run every rule over the project, in the order of the catalogue."""
    return tuple(_result(project, rule) for rule in rules)


def _result(project: Project, rule: Rule) -> RuleResult:
    try:
        if not rule.applies(project):
            return RuleResult(rule, Outcome.NOT_APPLICABLE, reason="nothing here it could be about")
        hits = tuple(sorted(set(_hits(project, rule)), key=_order))
    except NotAssessable as reason:
        return RuleResult(rule, Outcome.NOT_ASSESSABLE, reason=str(reason))
    except Exception as error:  # noqa: BLE001 - whatever a rule does, the audit goes on
        return RuleResult(rule, Outcome.FAILED, reason=f"{type(error).__name__}: {error}"[:300])
    return RuleResult(rule, Outcome.FOUND if hits else Outcome.CLEAN, hits)


def _hits(project: Project, rule: Rule) -> Iterator[Hit]:
    match rule.scope:
        case Scope.REPOSITORY:
            yield from rule.check(project)
        case Scope.FILE:
            for file in project.files:
                yield from rule.check(project.only(file))


def _order(hit: Hit) -> tuple[str, int, int, str]:
    place = hit.location
    return place.path, -1 if place.cell is None else place.cell, place.line, hit.message


def practised(project: Project, practices: Iterable[Practice]) -> tuple[PracticeReport, ...]:
    """What the repository as a whole does and lacks."""
    return tuple(_practised(project, practice) for practice in practices)


def _practised(project: Project, practice: Practice) -> PracticeReport:
    try:
        if not practice.applies(project):
            outcome, evidence = PracticeOutcome.NOT_APPLICABLE, None
        else:
            evidence = practice.check(project)
            outcome = PracticeOutcome.FAIL if evidence is None else PracticeOutcome.PASS
    except Exception as error:  # noqa: BLE001 - as above
        outcome, evidence = PracticeOutcome.FAILED, f"{type(error).__name__}: {error}"[:300]
    return PracticeReport(id=practice.id, title=practice.title, outcome=outcome, evidence=evidence)


def suppressions(project: Project) -> tuple[Suppression, ...]:
    """The marks with which a repository asks not to be told of something: shown, not obeyed."""
    found = (
        Suppression(
            file.path,
            file.location(comment.line).line,
            tuple(sorted(slug.strip() for slug in mark[1].split(",") if slug.strip())),
            mark[2].strip(),
        )
        for file in project.files
        for comment in file.facts.comments
        if (mark := MARK.search(comment.text))
    )
    return tuple(sorted(found))
