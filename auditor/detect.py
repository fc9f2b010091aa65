"""Which rules apply where? Every rule is asked; a crash becomes a result with its reason."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from auditor.evidence.kept import MAX_FILES, Same
from auditor.evidence.marks import marks_in
from auditor.model import (
    History,
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
    SourceFile,
    Suppression,
)


class Answer(msgspec.Struct, frozen=True):
    """What one rule said of one file: hits, or why there are none."""

    rule: str
    hits: tuple[Hit, ...] = ()
    outcome: Outcome | None = None  # of a check that was ended by an exception
    reason: str = ""


Each = Callable[[Callable[[int], Sequence[Answer]], range], Iterable[Sequence[Answer]]]

MAX_CHOICES = 8  # of rules, by one process: which of them apply seldom changes
MAX_REASON = 300  # characters of an exception's words


def detect(
    project: Project,
    rules: Sequence[Rule],
    obeyed: Sequence[Suppression] = (),
    each: Each = map,
) -> tuple[RuleResult, ...]:
    """Run every rule over the project, in the order of the catalogue.

    What the `obeyed` marks of a trusted target silence is left out, and kept with the result.
    `each` maps a function over the numbers of what is asked; it may do so in several processes.
    """
    by_path: defaultdict[str, list[Suppression]] = defaultdict(list)
    for mark in obeyed:
        if mark.reason:  # a mark that gives none silences nothing
            by_path[mark.place.path].append(mark)
    asked = [_asked(project, rule) for rule in rules]
    answers = _answers(project, [rule for rule in asked if isinstance(rule, Rule)], each)
    return tuple(
        _heeded(_result(rule, answers) if isinstance(rule, Rule) else rule, by_path)
        for rule in asked
    )


def _asked(project: Project, rule: Rule) -> Rule | RuleResult:
    """The rule, or its result where it has nothing to be about."""
    try:
        if rule.applies(project):
            return rule
    except Exception as error:  # noqa: BLE001 - whatever a rule does, the audit goes on
        return RuleResult(rule, Outcome.FAILED, reason=_told(error))
    return RuleResult(rule, Outcome.NOT_APPLICABLE, reason="nothing here it could be about")


def _answers(project: Project, rules: Sequence[Rule], each: Each) -> Mapping[str, Sequence[Answer]]:
    """Answers by rule.

    Rules about single files are asked file by file, so that all of them find its flow ready. Those
    about the repository come first: a process that has them is the last to end.
    """
    local = _together(*(Same(rule) for rule in rules if rule.scope is Scope.FILE))
    whole = [rule for rule in rules if rule.scope is Scope.REPOSITORY]
    around = (Same(project.modules), Same(project.history))

    def ask(number: int) -> Sequence[Answer]:
        if number < len(whole):
            return [_answer(project, whole[number])]
        return _of_file(Same(project.files[number - len(whole)]), *around, local)

    found: defaultdict[str, list[Answer]] = defaultdict(list)
    for answers in each(ask, range(len(whole) + len(project.files))):
        for answer in answers:
            found[answer.rule].append(answer)
    return found


@lru_cache(MAX_CHOICES)
def _together(*rules: Same[Rule]) -> Same[Sequence[Rule]]:
    """The same rules as one value, which `_of_file` knows again."""
    return Same(tuple(rule.value for rule in rules))


@lru_cache(MAX_FILES)  # for a trend: most files of a revision are those of the one before
def _of_file(
    file: Same[SourceFile],
    modules: Same[Mapping[str, str]],
    history: Same[History | None],
    rules: Same[Sequence[Rule]],
) -> Sequence[Answer]:
    """Answers of the rules about single files, which see nothing else of the repository."""
    alone = Project((file.value,), modules.value, history.value)
    answers = (_answer(alone, rule) for rule in rules.value)
    return [answer for answer in answers if answer.hits or answer.outcome]


def _answer(project: Project, rule: Rule) -> Answer:
    try:
        return Answer(rule.id, tuple(rule.check(project)))
    except NotAssessable as reason:
        return Answer(rule.id, (), Outcome.NOT_ASSESSABLE, str(reason))
    except Exception as error:  # noqa: BLE001 - whatever a rule does, the audit goes on
        return Answer(rule.id, (), Outcome.FAILED, _told(error))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_REASON]


def _result(rule: Rule, by_rule: Mapping[str, Sequence[Answer]]) -> RuleResult:
    answers = by_rule.get(rule.id, ())
    ended = next((answer for answer in answers if answer.outcome is not None), None)
    if ended is not None and ended.outcome is not None:
        return RuleResult(rule, ended.outcome, reason=ended.reason)
    hits = tuple(sorted({hit for answer in answers for hit in answer.hits}, key=_order))
    return RuleResult(rule, Outcome.FOUND if hits else Outcome.CLEAN, hits)


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
