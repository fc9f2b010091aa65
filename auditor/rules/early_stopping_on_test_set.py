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
from auditor.flow.evaluation import stops_early, watched
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity, dotted

JUDGING = ("evaluate", "predict", "score", "predict_proba")
TEST = re.compile(r"(^|_)test(_|s|ing|\d|$)|^[Xxy](_)?te$", re.IGNORECASE)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "keras", "tensorflow", "xgboost", "lightgbm", "catboost"):
        for site in flow.calls_of("fit", "fit_generator"):
            names = {name for name in watched(site) if TEST.search(name)}
            if names and stops_early(flow, site) and _judges(flow, site, names):
                shown = min(names)
                yield Hit(site.location, f"`{site.name}` stops by `{shown}`, which judges it later")


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
