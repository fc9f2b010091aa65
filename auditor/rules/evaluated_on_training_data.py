"""Model judged only on the rows it was trained on.

A model that has learnt its rows by heart is perfect on them. The score says how well it remembers,
not how well it will do.

Reported is a score on the very rows of the fit, in a file that has no split, no cross-validation
and no other rows that the same model is judged on. Models that describe rather than predict
(clustering, outliers, Gaussian mixtures, propensities of a treatment) are not reported, nor is a
score that a loop only compares, as a search for features does, or that an own implementation of the
file is held against.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.evaluation import METRIC, is_model, is_scored
from auditor.flow.lineage import Fit
from auditor.model import (
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Operation,
    Project,
    Rule,
    Severity,
    dotted,
    expressions_in,
)

SPLITTING = re.compile(r"split|cross_val|KFold|SearchCV|LeaveOneOut|fold", re.IGNORECASE)
HELD_OUT = re.compile(r"(^|_)(test|val|valid|validation|holdout|eval)(_|\d|$)", re.IGNORECASE)
TREATED = re.compile(r"treat|propens", re.IGNORECASE)
PREDICTS = re.compile(r"^predict|classify|^infer")
COMPARES = frozenset(("Gt", "GtE", "Lt", "LtE"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "xgboost", "lightgbm"):
        if _splits(flow) or _has_its_own(flow):
            continue
        for model in flow.lineages.models:
            if is_model(model) and not TREATED.search(_labels(model)):
                yield from _judged_on_own(flow, model)


def _splits(flow: Flow) -> bool:
    named = (entry.name or entry.module for entry in flow.code.imports)
    called = (site.name for site in flow.calls)
    own = (scope.name for scope in flow.code.scopes)
    held_out = any(HELD_OUT.search(name) for name in flow.targets.bound)
    return held_out or any(
        SPLITTING.search(name) for names in (named, called, own) for name in names
    )


def _has_its_own(flow: Flow) -> bool:
    """Whether the answers of a function of the file are measured too: a library checks them."""
    own = {scope.name for scope in flow.code.scopes if PREDICTS.search(scope.name)}
    return bool(own) and any(
        METRIC.fullmatch(site.target) and _name(flow.origin(arg, site.index)) in own
        for site in flow.calls
        for arg in site.call.args
    )


def _name(made: Expression) -> str:
    return dotted(made.function) if isinstance(made, Call) else ""


def _labels(model: Fit) -> str:
    given = model.site.call.argument("y", 1)
    return "" if given is None else dotted(given)


def _judged_on_own(flow: Flow, model: Fit) -> Iterator[Hit]:
    judged = flow.lineages.judged_by(model.receiver)
    own = [fit for fit in judged if _are_own(fit, model)]
    if len(own) == len(judged):
        for fit in own:
            if is_scored(flow, fit) and not _only_compared(flow, fit.site):
                text = f"`{fit.site.name}` judges the model on the rows it was fitted on"
                yield Hit(fit.site.location, text)
                return


def _only_compared(flow: Flow, site: Site) -> bool:
    """Whether a score is given to a name that its loop compares, and calls nothing with."""
    loop = flow.loop_around(site.index)
    name = dotted(site.statement.targets[0]) if len(site.statement.targets) == 1 else ""
    if loop is None or not name:
        return False
    given = any(name == dotted(arg) for other in flow.calls_within(loop) for arg in other.call.args)
    return not given and any(
        isinstance(part, Operation)
        and part.operator in COMPARES
        and name in map(dotted, part.operands)
        for at in flow.block(loop)
        for part in expressions_in(flow.statements[at])
    )


def _are_own(fit: Fit, model: Fit) -> bool:
    """Whether rows have the same name and origin: two functions may call other rows alike."""
    return (
        bool(_first(fit)) and _first(fit) == _first(model) and bool(fit.data.rows & model.data.rows)
    )


def _first(fit: Fit) -> str:
    """The data as they are written."""
    return dotted(fit.site.call.args[0]) if fit.site.call.args else ""


RULE = Rule(
    id="evaluated-on-training-data",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="Y22; no independent test data",
    remedy="Hold rows out with `train_test_split`, or use `cross_val_score`.",
    minutes=30,
    minutes_reason="a split, and judging the models once more",
    example=Example(
        bad="""
            from sklearn.linear_model import LogisticRegression
            def run(x, y):
                model = LogisticRegression()
                model.fit(x, y)
                return model.score(x, y)
        """,
        good="""
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import cross_val_score
            def run(x, y):
                return cross_val_score(LogisticRegression(), x, y).mean()
        """,
    ),
    check=check,
)
