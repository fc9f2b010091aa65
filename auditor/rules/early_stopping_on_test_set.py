"""Training stopped, or its best epoch chosen, by the test set.

Early stopping and checkpoints of the best epoch choose a model by a score. Chosen by the test set,
the test score is the best of many and no longer an estimate of anything.

Reported where the rows that are watched have `test` in their name or are the test half of a split,
and the same rows judge the model afterwards. Watching the test set without choosing by it
(curves, logs) gets the benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import (
    Category,
    Collection,
    Confidence,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
    dotted,
    expressions_in,
)

CHOOSING = re.compile(r"(^|\.)(EarlyStopping|early_stopping|ModelCheckpoint)$")
JUDGING = ("evaluate", "predict", "score", "predict_proba")
TEST = re.compile(r"(^|_)test(_|s|ing|\d|$)|^[Xxy](_)?te$", re.IGNORECASE)
WATCHED = ("validation_data", "eval_set")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "keras", "tensorflow", "xgboost", "lightgbm", "catboost"):
        for site in flow.calls_of("fit", "fit_generator"):
            names = {name for watched in WATCHED for name in _test_names(site, watched)}
            if names and _chooses(flow, site) and _judges(flow, site, names):
                shown = min(names)
                yield Hit(site.location, f"`{site.name}` stops by `{shown}`, which judges it later")


def _test_names(site: Site, keyword: str) -> Iterator[str]:
    given = site.call.keyword(keyword)
    if given is not None:
        yield from (name for name in _names(given) if TEST.search(name))


def _names(given: Expression) -> Iterator[str]:
    match given:
        case Name(id=name):
            yield name
        case Collection(items=items):
            # Of several pairs the last one is watched.
            pairs = items[-1:] if items and isinstance(items[0], Collection) else items[:1]
            for item in pairs:
                yield from _names(item)
        case _:
            pass


def _chooses(flow: Flow, site: Site) -> bool:
    """Whether the call stops early, by an argument or by a callback that it is given."""
    if site.call.keyword("early_stopping_rounds") is not None:
        return True
    if site.call.keyword("callbacks") is None:
        return site.receiver.call is not None and (
            site.receiver.call.keyword("early_stopping_rounds") is not None
        )
    given = {dotted(part) for part in expressions_in(site.statement)}
    return any(
        CHOOSING.search(other.target or other.name)
        and other.keyword("save_best_only") is not False
        and (other.index == site.index or _reaches(flow, other, given))
        for other in flow.calls
    )


def _reaches(flow: Flow, other: Site, given: set[str]) -> bool:
    """Whether the callback, or a list that holds it, is named among what the call is given."""
    names = {dotted(target) for target in other.statement.targets}
    lists = {
        dotted(target)
        for statement in flow.statements
        if any(dotted(part) in names for value in statement.values for part in _inside(value))
        for target in statement.targets
    }
    return bool((names | lists) & given)


def _inside(value: Expression) -> tuple[Expression, ...]:
    return value.items if isinstance(value, Collection) else ()


def _judges(flow: Flow, site: Site, names: set[str]) -> bool:
    return any(
        other.index > site.index and any(dotted(arg) in names for arg in other.call.args)
        for other in flow.calls_of(*JUDGING)
    )


RULE = Rule(
    id="early-stopping-on-test-set",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Y22 multi-test leakage",
    remedy="Split a validation set off the training rows and watch that.",
    minutes=45,
    minutes_reason="a second split, and training once more",
    example=Example(
        bad="""
            from tensorflow import keras
            stop = keras.callbacks.EarlyStopping(patience=3)
            model.fit(x_train, y_train, validation_data=(x_test, y_test), callbacks=[stop])
            model.evaluate(x_test, y_test)
        """,
        good="""
            from tensorflow import keras
            stop = keras.callbacks.EarlyStopping(patience=3)
            model.fit(x_train, y_train, validation_data=(x_valid, y_valid), callbacks=[stop])
            model.evaluate(x_test, y_test)
        """,
    ),
    check=check,
)
