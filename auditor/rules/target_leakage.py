"""Target among the features.

A model that is given the column it has to predict needs to learn nothing else: it is perfect until
it meets rows whose answer nobody knows. A mean of the target per category that was computed over
all rows is a weaker dose of the same, worst for rare categories, where it is the row's own answer.

Reported is a model that is trained on a frame whose columns show, if the labels are one of them;
and a column made of the target's mean per group, if the frame is split or trained on afterwards.
Columns that are chosen by code, and pipelines and transformers that choose their own, get the
benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, last_name
from auditor.flow.columns import averaged, holds, taught
from auditor.flow.evaluation import is_model
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Project,
    Rule,
    Severity,
    Subscript,
    expressions_in,
)

CHOOSING = re.compile(r"Pipeline|pipeline|Search")
AVERAGING = ("mean", "transform", "median", "agg", "aggregate")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "xgboost", "lightgbm", "catboost"):
        learners = [
            (fit, taken)
            for fit in flow.lineages.models
            if is_model(fit) and (taken := taught(flow, fit)) is not None
        ]
        for fit, taken in learners:
            rows = fit.site.call.argument("X", 0)
            chooses = CHOOSING.search(fit.model)
            if not chooses and rows is not None and holds(flow, rows, fit.site.index, taken):
                text = f"`{fit.site.name}` finds its target `{taken.name}` among the features"
                yield Hit(fit.site.location, text)
        yield from _encoded(flow, {taken.name for _, taken in learners})


def _encoded(flow: Flow, targets: set[str]) -> Iterator[Hit]:
    """Columns made of a target's mean per group, over rows that are not the training half."""
    for site in flow.calls_of(*AVERAGING):
        of = averaged(flow, site)
        if of in targets and _becomes_column(flow, site) and _is_whole(flow, site):
            yield Hit(site.location, f"the mean of `{of}` per group holds the row's own answer")


def _becomes_column(flow: Flow, site: Site) -> bool:
    """Whether the means are written into a frame, at once or through `map` of their name."""
    if any(isinstance(target, Subscript) for target in site.statement.targets):
        return site.method == "transform" or _maps(flow, site.index, site.call)
    return any(
        _maps(flow, index, site.call)
        for index, statement in enumerate(flow.statements[site.index :], start=site.index)
        if any(isinstance(target, Subscript) for target in statement.targets)
    )


def _maps(flow: Flow, index: int, means: Call) -> bool:
    return any(
        isinstance(part, Call)
        and last_name(part.function) == "map"
        and any(_is(flow, arg, index, means) for arg in part.args)
        for part in expressions_in(flow.statements[index])
    )


def _is(flow: Flow, arg: Expression, index: int, means: Call) -> bool:
    found = flow.origin(arg, index)
    if isinstance(found, Call) and isinstance(found.function, Attribute) and found is not means:
        found = found.function.value  # `.to_dict()`
    return found is means


def _is_whole(flow: Flow, site: Site) -> bool:
    function = site.call.function
    rows = flow.lineages.of(function, site.statement.scope).rows
    return not any(part.half or "train" in part.name.lower() for part in rows)


RULE = Rule(
    id="target-leakage",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    source="Kaufman et al. 2012, 'Leakage in data mining'; Y22",
    remedy="Drop the target from the features; encode by means within the folds (`TargetEncoder`).",
    minutes=30,
    minutes_reason="one line changes, and every result has to be made anew",
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.ensemble import RandomForestClassifier
            df = pd.read_csv("rows.csv")
            x = df.drop(columns=["id"])
            y = df["label"]
            RandomForestClassifier(n_estimators=99).fit(x, y)
        """,
        good="""
            import pandas as pd
            from sklearn.ensemble import RandomForestClassifier
            df = pd.read_csv("rows.csv")
            x = df.drop(columns=["id", "label"])
            y = df["label"]
            RandomForestClassifier(n_estimators=99).fit(x, y)
        """,
    ),
    check=check,
)
