"""Which rules apply where? Every rule is asked; a crash becomes a result with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from auditor.evidence.marks import marks_in
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


def detect(
    project: Project, rules: Iterable[Rule], obeyed: Sequence[Suppression] = ()
) -> tuple[RuleResult, ...]:
    """Run every rule over the project, in the order of the catalogue.

    What the `obeyed` marks of a trusted target silence is left out, and kept with the result.
    """
    by_path: defaultdict[str, list[Suppression]] = defaultdict(list)
    for mark in obeyed:
        if mark.reason:  # a mark that gives none silences nothing
            by_path[mark.place.path].append(mark)
    return tuple(_heeded(_result(project, rule), by_path) for rule in rules)


def _heeded(result: RuleResult, marks: Mapping[str, Sequence[Suppression]]) -> RuleResult:
    told, silenced = [], []
    for hit in result.hits:
        place = hit.location
        by = next((m for m in marks.get(place.path, ()) if m.silences(result.rule.id, place)), None)
        if by is None:
            told.append(hit)
        else:
            silenced.append(by)
    if not silenced:
        return result
    outcome = Outcome.FOUND if told else Outcome.CLEAN
    return replace(result, outcome=outcome, hits=tuple(told), silenced=tuple(silenced))


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
    """The marks with which a repository asks not to be told of something, by file and line."""
    return tuple(mark for file in project.files for mark in marks_in(file))
