"""Tests for models: whether they are reviewed, tuned, needed, and good for everybody."""

import re
from collections.abc import Iterable, Iterator

from auditor.evidence.libraries import BASELINES, FAIRNESS, SLICERS, TUNERS
from auditor.evidence.places import prose, workflows
from auditor.evidence.signs import called, defined, imported, imported_by, named, tests, written
from auditor.evidence.tested import about, used
from auditor.ml_test_score.item import Item, Section, Shown, as_tested, by_hand, by_machine
from auditor.model import (
    Call,
    CodeScope,
    Does,
    Kind,
    Project,
    Role,
    SourceFile,
    expressions_in,
)

ON_REVIEW = re.compile(r"^[^#\n]*\b(pull_request|merge_request|merge_group)\b", re.MULTILINE)
SEARCHES = re.compile(r"^sklearn\..*(GridSearchCV|RandomizedSearchCV|HalvingRandomSearchCV)$")
SWEEP_FILES = r"(^|/)[\w-]*(sweep|hparam[-_]?search|hpo|katib)[\w-]*\.(ya?ml|json)$"
BASELINE_FILES = (
    r"^(?!(.*/)?(tests?|benchmarks?)/)(.*/)?(baselines?[_-]\w+|baseline|\w+[_-]baselines?)"
    r"\.(py|ipynb)$"
)
BASELINE_NAMES = re.compile(
    r"^(train|run|fit|evaluate|compute|build|make|get)_baseline\w*$|^baseline_(model|score|accuracy)$"
    r"|^\w*Baseline(Model|Classifier|Regressor|Predictor)?$"
)  # not the baseline of policy gradients, which is a value
SLICED = re.compile(
    r"(^|_)(slice|subgroup|cohort)s?_(metrics?|scores?|accuracy|quality|performance|report)"
    r"|(metrics?|scores?|accuracy|evaluat\w{1,4}|performance|report|quality|errors?)"
    r"_(by|per|on|for|of|each)_(slice|subgroup|cohort|group|segment)s?(_|$)"
    r"|(^|_)(evaluate|score)_(slices?|subgroups?|cohorts?)(_|$)",
    re.IGNORECASE,
)
SLICES = re.compile(r"(^|_)(slices|subgroups?|cohorts?)(_|$)", re.IGNORECASE)
"""Slices of scans and of arrays are none: only names that also speak of scores or answers count."""
ANSWERS = re.compile(
    r"(y_)?(pred(iction|icted)?s?|prob(a|abilit(y|ies))?s?|y_hat|y_score|answers)|model|estimator"
)
GROUPING = re.compile(r"groupby$")
METRIC = re.compile(r"^(sklearn|torchmetrics|evaluate|keras)\.([\w.]{1,60}\.)?\w*(metrics|score)\b")
BIAS_HEADING = re.compile(
    r"^#+ .*(\bfairness\b|\bethical considerations\b|\bbias(es)?,? (and|&) (limitations|risks)"
    r"|\blimitations (and|&) bias|\bbias, risks)",
    re.IGNORECASE | re.MULTILINE,
)  # not the bias of a layer, nor Weights & Biases


def _reviewed(project: Project) -> Shown | None:
    """Model code under version control, and a rule that somebody else looks at each change."""
    if not any(about(project, frozenset({Role.ML_CODE}))):
        return None
    owners = named(project, r"^(\.github/|docs/|\.gitlab/)?codeowners$")
    checked = written(workflows(project), ON_REVIEW)
    template = named(
        project,
        r"^(\.github/|docs/)?pull_request_template(\.md|/[^/]+)$|^\.gitlab/merge_request_templates/",
    )
    if owners and checked:
        return by_machine(f"{owners}; {checked}")
    return by_hand(owners or template)


def _tuned(project: Project) -> Shown | None:
    """A search in a script can be run again; in a notebook it was run once."""
    scripts = [file for file in project.python_files(tests=False) if file.kind is Kind.SOURCE]
    once = imported(project, TUNERS) or called(project.python_files(tests=False), SEARCHES)
    again = once and (called(scripts, SEARCHES) or imported_by(scripts, TUNERS))
    return by_machine(again or named(project, SWEEP_FILES)) or by_hand(once)


def _simpler(project: Project) -> Shown | None:
    tested = _compared(project)
    sources = list(project.python_files(tests=False))
    seen = (
        imported(project, BASELINES)
        or named(project, BASELINE_FILES)
        or defined(sources, BASELINE_NAMES)
    )
    return as_tested(project, tested) or by_hand(seen)


def _compared(project: Project) -> str | None:
    """A test that imports a baseline, or uses a module of the project that does."""
    sources = project.python_files(tests=False)
    models = {file.path for file in sources if imported_by([file], BASELINES)}
    for test in tests(project) if models else ():
        for path in used(project, test):
            if path in models:
                return f"{test.path} uses the baselines of {path}"
    return imported_by(tests(project), BASELINES)


def _slices(project: Project) -> Shown | None:
    """A library of slices, a function that is named after them, or scores of each group."""
    tested = imported_by(tests(project), SLICERS) or _tested_slices(project)
    seen = imported(project, SLICERS) or next(_sliced(project.python_files(tests=False)), None)
    return as_tested(project, tested) or by_hand(seen)


def _tested_slices(project: Project) -> str | None:
    """A test that scores slices itself, or uses a module of the project that does."""
    own = (file for file in project.python_files(tests=False) if any(_sliced([file])))
    slicing = {file.path for file in own}
    for test in tests(project) if slicing else ():
        for path in used(project, test):
            if path in slicing:
                return f"{test.path} uses the slices of {path}"
    return next(_sliced(tests(project)), None)


def _sliced(files: Iterable[SourceFile]) -> Iterator[str]:
    for file in files:
        for scope in file.facts.code.scopes[1:] if file.facts.code else ():
            if _scores_slices(scope):
                yield f"{file.location(scope.line)} defines {scope.name}"
        for line in _scored_groups(file):
            yield f"{file.location(line)} scores each group"


def _scores_slices(scope: CodeScope) -> bool:
    """By its name, or by a name that speaks of slices and answers that it is given."""
    if scope.kind != "function":
        return False
    given = any(ANSWERS.fullmatch(parameter.name) for parameter in scope.parameters)
    return SLICED.search(scope.name) is not None or (
        given and SLICES.search(scope.name) is not None
    )


def _scored_groups(file: SourceFile) -> Iterator[int]:
    """Lines with a metric in a loop over the groups of a frame, or applied to each of them."""
    grouping = file.facts.code is not None and file.contents.calls_any(GROUPING)
    statements = file.facts.code.statements if file.facts.code and grouping else ()
    grouped: set[int] = set()
    for index, statement in enumerate(statements):
        calls = [one for one in expressions_in(statement) if isinstance(one, Call)]
        if statement.parent in grouped and statement.does is not Does.FUNCTION:
            grouped.add(index)
        groups = any(GROUPING.search(call.name) for call in calls)
        if statement.does is Does.FOR and groups:
            grouped.add(index)
        if (groups or index in grouped) and any(
            METRIC.search(file.full(call.target)) for call in calls
        ):
            yield statement.line


def _inclusion(project: Project) -> Shown | None:
    tested = imported_by(tests(project), FAIRNESS)
    seen = imported(project, FAIRNESS) or written(prose(project), BIAS_HEADING)
    return as_tested(project, tested) or by_hand(seen)


ITEMS = (
    Item(
        id="model-review",
        section=Section.MODEL,
        title="Model specs are reviewed and submitted",
        check=_reviewed,
    ),
    Item(
        id="offline-online",
        section=Section.MODEL,
        title="Offline and online metrics correlate",
        unseen="online metrics are not in the code",
    ),
    Item(
        id="hyperparameters",
        section=Section.MODEL,
        title="All hyperparameters have been tuned",
        check=_tuned,
    ),
    Item(
        id="staleness-impact",
        section=Section.MODEL,
        title="The impact of model staleness is known",
        unseen="what an old model costs shows in production, not in code",
    ),
    Item(
        id="simpler-model",
        section=Section.MODEL,
        title="A simpler model is not better",
        check=_simpler,
    ),
    Item(
        id="slice-quality",
        section=Section.MODEL,
        title="Model quality is sufficient on important data slices",
        check=_slices,
    ),
    Item(
        id="inclusion",
        section=Section.MODEL,
        title="The model is tested for considerations of inclusion",
        check=_inclusion,
    ),
)
