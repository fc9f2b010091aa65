"""Tests for monitoring: whether it is noticed that data, models or machines get worse."""

import re
from collections.abc import Iterator

from auditor.evidence.libraries import (
    DRIFT_WATCHERS,
    FEATURE_STORES,
    SERVERS,
    VALIDATORS,
    WATCHERS,
)
from auditor.evidence.places import workflows
from auditor.evidence.signs import (
    TEST_COMMANDS,
    called,
    defined,
    imported,
    imported_by,
    named,
    tests,
    watched_packages,
    written,
)
from auditor.evidence.tested import about, used, with_used
from auditor.ml_test_score.item import Item, Section, Shown, as_tested, by_hand, by_machine
from auditor.model import Project, Role, SourceFile

ROBOTS = r"^(\.github/)?(dependabot\.ya?ml|renovate\.json5?|\.renovaterc(\.json)?)$"
NIGHTLY = re.compile(r"^[^#\n]*\b(schedule|cron)\b", re.MULTILINE)
SKEW = re.compile(r"(?i)^test(?=.*(skew|parity)|(?=.*train).*serv)")
RETRAINS = re.compile(r"(?i)\bre-?train|\btrain(ing)?[\w-]{0,80}\.py\b")
DAGS = r"(^|/)(dags?|flows|pipelines?)/[^/]*train[^/]*\.py$"
NUMERIC_GUARDS = re.compile(
    r"(^|\.)(check_numerics|enable_check_numerics|assert_all_finite|TerminateOnNaN|detect_anomaly"
    r"|set_detect_anomaly|isnan|isfinite|is_nan|check_nan\w*|assert_not_nan)$"
)
FINITE = re.compile(
    r"(?i)^test.*(_finite$|nan_loss|(no|has)_nans?$|numerical(ly)?_stab|overflow|underflow)"
)
DRIFT = re.compile(
    r"(?i)((^|[._])(population_stability(_index)?|psi|drift(_\w{1,80})?|ks_2samp"
    r"|wasserstein_distance|jensenshannon)|\w_drift)$"
)
BENCHES = (
    r"(^|/)(asv\.conf\.json|benchmarks?/[^/]+\.(py|sh|ipynb)|locustfile\.py|perf_tests?/[^/]+)$"
)
BENCH_RUNS = re.compile(
    r"^[^#\n]*\b(asv|pytest-benchmark|--benchmark[\w-]{0,80}|benchmarks?[/\w-]{0,80}\.py)\b",
    re.MULTILINE,
)


def _notified(project: Project) -> Shown | None:
    """Packages only, so half a point: whether changed data sources are told is not seen."""
    nightly = (file for file in workflows(project) if NIGHTLY.search(file.facts.text or ""))
    return by_hand(watched_packages(project, ROBOTS) or written(nightly, TEST_COMMANDS))


def _invariants(project: Project) -> Shown | None:
    """A whole point where the service, or a module that it uses, checks its inputs."""
    service = with_used(project, _serving(project))
    serving = imported_by(service, VALIDATORS)
    checked = imported_by(service, ("pydantic", "marshmallow", "jsonschema", "voluptuous"))
    return by_machine(serving) or by_hand(checked or imported(project, VALIDATORS))


def _skew(project: Project) -> Shown | None:
    """A feature store, a test of equality, or one feature module that both sides import."""
    tested = defined(tests(project), SKEW) if any(_serving(project)) else None
    return (
        by_machine(imported(project, FEATURE_STORES))
        or as_tested(project, tested)
        or by_hand(_shared_features(project))
    )


def _shared_features(project: Project) -> str | None:
    features = {file.path for file in about(project, frozenset({Role.FEATURE_EXTRACTION}))}
    trained = {
        path
        for file in about(project, frozenset({Role.ML_CODE}))
        for path in used(project, file)
        if path in features
    }
    for file in _serving(project):
        shared = trained.intersection(used(project, file))
        if shared:
            return f"{file.path} serves with {min(shared)}, as training does"
    return None


def _serving(project: Project) -> Iterator[SourceFile]:
    return (file for file in project.python_files(tests=False) if imported_by([file], SERVERS))


def _fresh(project: Project) -> Shown | None:
    """Training that a clock starts."""
    scheduled = (file for file in workflows(project) if NIGHTLY.search(file.facts.text or ""))
    return by_machine(written(scheduled, RETRAINS) or named(project, DAGS))


def _stable(project: Project) -> Shown | None:
    tested = defined(tests(project), FINITE)
    guarded = called(about(project, frozenset({Role.ML_CODE})), NUMERIC_GUARDS)
    return as_tested(project, tested) or by_hand(guarded)


def _fast(project: Project) -> Shown | None:
    run = written(workflows(project), BENCH_RUNS)
    return by_machine(run) or by_hand(named(project, BENCHES))


def _served_quality(project: Project) -> Shown | None:
    """A library that watches drift, or a service that exports a drift statistic of its own."""
    service = with_used(project, _serving(project))
    drift = defined(service, DRIFT) or called(service, DRIFT)
    own = drift if imported_by(service, WATCHERS) else None
    return by_machine(imported(project, DRIFT_WATCHERS) or own)


ITEMS = (
    Item(
        id="dependency-changes",
        section=Section.MONITORING,
        title="Dependency changes result in notification",
        check=_notified,
    ),
    Item(
        id="data-invariants",
        section=Section.MONITORING,
        title="Data invariants hold in training and serving inputs",
        check=_invariants,
    ),
    Item(
        id="training-serving-skew",
        section=Section.MONITORING,
        title="Training and serving features compute the same values",
        check=_skew,
    ),
    Item(
        id="fresh-models",
        section=Section.MONITORING,
        title="Models are not too stale",
        check=_fresh,
        unseen="when models are trained anew may be arranged outside the repository",
    ),
    Item(
        id="numerical-stability",
        section=Section.MONITORING,
        title="The model is numerically stable",
        check=_stable,
    ),
    Item(
        id="computing-performance",
        section=Section.MONITORING,
        title="Computing performance has not regressed",
        check=_fast,
    ),
    Item(
        id="prediction-quality",
        section=Section.MONITORING,
        title="Prediction quality has not regressed on served data",
        check=_served_quality,
        unseen="what is watched in production may be arranged outside the repository",
    ),
)
