"""Feature that knows the future.

`shift(-1)`, a centred rolling window and filling backwards put values of later rows into a row.
When the model is used, these rows do not exist yet: what it learnt cannot be computed.

Reported is a column made that way, if a model is trained on the frame. The column that is the
target may look ahead, it has to: columns called target, label, future or the like, and those that
are taken as labels or dropped before training, are not reported. Filling backwards is reported
where rows are in the order of time.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, flows
from auditor.flow.columns import column
from auditor.flow.lineage import Looks, Step
from auditor.model import (
    Category,
    Collection,
    Confidence,
    Example,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    Subscript,
    expressions_in,
)

AIM = re.compile(
    r"(?i)target|label|^y|_y$|fut|next|fwd|forward|ahead|lead|tomorrow|return|^ret|pred|signal|outcome"
    r"|actual|truth|diff|direction|response|horizon|(^|_)t?[+_]?\d+$"
)
FILLING = ("bfill", "backfill", "fillna")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "keras", "tensorflow", "xgboost", "lightgbm", "catboost"):
        lineages = flow.lineages
        told: set[int] = set()
        for model in lineages.models:
            for step in lineages.steps_of(model.data, Looks.AHEAD):
                if id(step.site) not in told and _is_feature(flow, step):
                    told.add(id(step.site))
                    text = f"`{step.site.name}` gives a row what later rows hold"
                    yield Hit(step.site.location, text)


def _is_feature(flow: Flow, step: Step) -> bool:
    if step.site.method in FILLING:
        return any(flow.lineages.steps_of(step.data, Looks.ALONG, Looks.BACK))
    names = set(_columns(step))
    return bool(names) and not any(AIM.search(name) or _is_aim(flow, name) for name in names)


def _columns(step: Step) -> Iterator[str]:
    """Columns that the step is written to."""
    for target in step.site.statement.targets:
        match target:
            case Subscript(index=Literal(value=str(name))):
                yield name
            case _:
                pass


def _is_aim(flow: Flow, name: str) -> bool:
    """Whether a column is what a model learns, or is taken out before it learns."""
    labels = (
        column(flow, fit.site.call.args[1], fit.site.index)
        for fit in flow.lineages.models
        if len(fit.site.call.args) > 1
    )
    if any(taken is not None and taken.name == name for taken in labels):
        return True
    return any(
        isinstance(part, Literal) and part.value == name
        for site in flow.calls_of("drop", "pop")
        for part in expressions_in(site.statement)
    ) or any(
        part.value == name
        for statement in flow.statements
        for part in _parts_of_targets(statement.values)
    )


def _parts_of_targets(values: tuple[object, ...]) -> Iterator[Literal]:
    """Names of columns that are taken alone: `df["a"]` assigned to a name as it is."""
    for value in values:
        match value:
            case Subscript(index=Literal(value=str()) as name):
                yield name
            case Subscript(index=Collection(items=(Literal() as name,))):
                yield name
            case _:
                pass


RULE = Rule(
    id="look-ahead-feature",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="Kaufman et al. 2012, 'Leakage in data mining'",
    remedy="Use lags (`shift(1)`), trailing windows and forward filling.",
    minutes=30,
    minutes_reason="the feature is made anew, and every result with it",
    off="both findings that were read use series that are known as a whole when they are used",
    example=Example(
        bad="""
            import pandas as pd
            from sklearn.linear_model import Ridge
            df = pd.read_csv("sales.csv")
            df["smooth"] = df["sales"].rolling(7, center=True).mean()
            model = Ridge(alpha=1.0)
            model.fit(df[["smooth", "price"]], df["sales"])
        """,
        good="""
            import pandas as pd
            from sklearn.linear_model import Ridge
            df = pd.read_csv("sales.csv")
            df["smooth"] = df["sales"].shift(1).rolling(7).mean()
            model = Ridge(alpha=1.0)
            model.fit(df[["smooth", "price"]], df["sales"])
        """,
    ),
    check=check,
)
