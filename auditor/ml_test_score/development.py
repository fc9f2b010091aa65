"""Tests for models: whether they are reviewed, tuned, needed, and good for everybody."""

import re

from auditor.evidence.libraries import BASELINES, FAIRNESS, SLICERS, TUNERS
from auditor.evidence.places import prose, workflows
from auditor.evidence.signs import called, defined, imported, imported_by, named, tests, written
from auditor.evidence.tested import about, used
from auditor.ml_test_score.item import Item, Section, Shown, as_tested, by_hand, by_machine
from auditor.model import Kind, Project, Role

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
    tested = imported_by(tests(project), SLICERS)
    return as_tested(project, tested) or by_hand(imported(project, SLICERS))


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
