"""Several models hang on one set of features.

Changing anything changes everything: no input of a model is ever independent of the others, so
Sculley et al. speak of the CACE principle. Where one wide table feeds several models, a column
that is better for one of them may harm the next, and none can be changed alone.

Reported are files of features that three programs or more read, each of which trains (those of one
folder together), and one table on which a program fits models for three targets or more. Comparing
models on one target is how models are chosen and silent; so are raw data, splits and labels,
courses and examples. That the inputs of one model are entangled among themselves is always true and
shown nowhere.
"""

import re
from collections.abc import Iterator, Mapping

from auditor.evidence.dependencies import listing
from auditor.evidence.paths import Access, Use, by_path
from auditor.evidence.programs import Sort, is_aside, sort_of, trains
from auditor.flow import Flow, Is, Site, flows
from auditor.model import (
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Kind,
    Project,
    Rule,
    Scope,
    Severity,
    Subscript,
    dotted,
    plain,
)

MANY = 3  # models: two may share by accident
FEATURES = re.compile(r"feat|embedd|vectors?|prepared|processed|joined|merged", re.IGNORECASE)
NO_FEATURES = re.compile(
    r"fold|split|label|target|names|_?ids?\b|submission|config|importance", re.IGNORECASE
)


def check(project: Project) -> Iterator[Hit]:
    if sort_of(project) is Sort.COURSE:
        return
    yield from _shared(by_path(project))
    for flow in flows(project, "sklearn", "xgboost", "lightgbm", "catboost"):
        if flow.file.kind is Kind.SOURCE and not is_aside(flow.file.path):
            yield from _several_targets(flow)


def _shared(paths: Mapping[str, tuple[Use, ...]]) -> Iterator[Hit]:
    """One hit for a folder of features: its files are one set, which the same models hang on."""
    folders: dict[str, list[tuple[str, list[Use]]]] = {}
    for path, uses in paths.items():
        readers = _readers(uses) if FEATURES.search(path) and not NO_FEATURES.search(path) else []
        if len(readers) >= MANY:
            folders.setdefault(path.rpartition("/")[0], []).append((path, readers))
    for folder, found in folders.items():
        path, readers = max(found, key=lambda one: len(one[1]))
        more = f" and {len(found) - 1} more of that folder feed" if len(found) > 1 else " feeds"
        names = listing([use.file.name for use in readers], most=3)
        text = f"{path[-60:]}{more} {len(readers)} models: {names}"
        yield Hit(readers[0].location, text, size=len(readers), identity=folder or path)


def _readers(uses: tuple[Use, ...]) -> list[Use]:
    """The first reading of each program that trains."""
    readers: dict[str, Use] = {}
    for use in uses:
        if use.access is Access.READ and trains(use.file) and not is_aside(use.file.path):
            readers.setdefault(use.file.path, use)
    return [*readers.values()]


def _several_targets(flow: Flow) -> Iterator[Hit]:
    """Fits on one table in one scope, each on a column of its own."""
    fits: dict[tuple[int, str], dict[str, Site]] = {}
    for site in flow.calls_of("fit"):
        if site.receiver.kind is Is.ESTIMATOR and len(site.call.args) > 1:
            table, target = dotted(site.call.args[0]), _written(site.call.args[1])
            if target and not any(mark in table for mark in ("…", "()", "[]")):
                key = (site.statement.scope, table)
                fits.setdefault(key, {}).setdefault(target, site)
    for (_, table), found in fits.items():
        if len(found) >= MANY:
            first = next(iter(found.values()))
            names = listing(sorted(found), most=3)
            text = f"`{table}` feeds {len(found)} models, for {names}"
            yield Hit(first.location, text, size=len(found), identity=table)


def _written(target: Expression) -> str:
    """The column that `rows["price"]` names; a name alone may be anything."""
    match target:
        case Subscript(index=index) if isinstance(plain(index), str):
            return str(plain(index))
        case _:
            return ""


RULE = Rule(
    id="entanglement",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    source="S15 section 2 (entanglement, the CACE principle)",
    remedy=(
        "Give each model a list of the features it needs, and watch what each change does to all."
    ),
    minutes=120,
    minutes_each=60,
    minutes_reason=(
        "two hours to make features a versioned product of their own, an hour a model to"
        " find"
        " out which of them it needs"
    ),
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            from sklearn.linear_model import Ridge

            price = Ridge().fit(features, rows["price"])
            days = Ridge().fit(features, rows["days"])
            views = Ridge().fit(features, rows["views"])
        """,
        good="""
            from sklearn.linear_model import Ridge

            price = Ridge().fit(rows[FOR_PRICE], rows["price"])
            days = Ridge().fit(rows[FOR_DAYS], rows["days"])
            views = Ridge().fit(rows[FOR_VIEWS], rows["views"])
        """,
    ),
    check=check,
)
