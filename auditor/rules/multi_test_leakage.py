"""Hyperparameter that is tried out on the test set.

A loop fits a model for each value of a parameter and looks at the test rows each time. The value
that is then taken is the one that suits these rows, and their score is no longer an estimate of
anything: it is the best of many.

Reported is the look at the test rows in such a loop, once per loop. Rows that are called
validation, loops over seeds, folds and repetitions, and loops whose choice is judged on other rows
afterwards are not reported.
"""

from collections.abc import Iterator

from auditor.flow import Flow, flows, last_name
from auditor.flow.evaluation import (
    CHOOSING,
    TESTING,
    is_model,
    is_scored,
    is_test,
    named,
    names_in,
    tried_in,
)
from auditor.flow.lineage import Fit
from auditor.model import (
    Call,
    Category,
    Confidence,
    Example,
    Hit,
    Project,
    Rule,
    Severity,
    Statement,
    dotted,
    expressions_in,
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "xgboost", "lightgbm", "catboost"):
        told: set[int] = set()
        for judged in flow.lineages.judged:
            loop = _trying(flow, judged)
            if loop is not None and loop not in told and not _judged_later(flow, judged, loop):
                told.add(loop)
                text = f"`{judged.site.name}` asks the test rows about every choice"
                yield Hit(judged.site.location, text)


def _trying(flow: Flow, judged: Fit) -> int | None:
    """The loop around that fits the judged model with what it tries out."""
    around = [*flow.around(judged.site.index)]
    if not is_test(judged) or not _is_compared(flow, judged):
        return None
    if any(_makes_folds(header) for _, header in around):
        return None
    for at, header in around:
        tried = tried_in(header)
        for fit in flow.lineages.models if tried else ():
            made = fit.site.receiver.call
            if (
                fit.receiver == judged.receiver
                and fit.site.index in flow.block(at)
                and made is not None
                and is_model(fit)
                and tried & set(names_in(made))
            ):
                return at
    return None


def _is_compared(flow: Flow, judged: Fit) -> bool:
    """Whether a score comes of it, or predictions are held against the labels of the test."""
    names = {dotted(target) for target in judged.site.statement.targets}
    return is_scored(flow, judged) or any(
        names & set(map(dotted, site.call.args)) and any(map(TESTING.search, names_in(site.call)))
        for site in flow.calls
        if site.index >= judged.site.index
    )


def _makes_folds(header: Statement) -> bool:
    """Whether a loop goes over the folds of a cross-validation: rows of training, held out."""
    return any(
        isinstance(part, Call) and last_name(part.function) == "split"
        for part in expressions_in(header)
    )


def _judged_later(flow: Flow, judged: Fit, loop: int) -> bool:
    """Whether rows that the loop has not seen judge what it chose, or it has rows to choose by."""
    inside = flow.block(loop)
    seen = {named(fit) for fit in flow.lineages.judged if fit.site.index in inside}
    other = {
        named(fit)
        for fit in flow.lineages.judged
        if fit.site.index >= inside.stop and fit.data.rows != judged.data.rows
    }
    return any(map(CHOOSING.search, seen)) or any("train" not in name for name in other - seen)


RULE = Rule(
    id="multi-test-leakage",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Y22 multi-test leakage",
    remedy="Choose by cross-validation of the training rows (`GridSearchCV`); test once, last.",
    minutes=45,
    minutes_reason="a second split or a search in place of the loop, and one more run",
    example=Example(
        bad="""
            from sklearn.model_selection import train_test_split
            from sklearn.neighbors import KNeighborsClassifier
            def run(x, y):
                x_train, x_test, y_train, y_test = train_test_split(x, y)
                for k in range(1, 30):
                    model = KNeighborsClassifier(n_neighbors=k)
                    model.fit(x_train, y_train)
                    print(k, model.score(x_test, y_test))
        """,
        good="""
            from sklearn.model_selection import cross_val_score, train_test_split
            from sklearn.neighbors import KNeighborsClassifier
            def run(x, y):
                x_train, x_test, y_train, y_test = train_test_split(x, y)
                for k in range(1, 30):
                    model = KNeighborsClassifier(n_neighbors=k)
                    print(k, cross_val_score(model, x_train, y_train).mean())
        """,
    ),
    check=check,
)
