"""Result taken from the rows that chose it.

Early stopping, and keeping the best epoch, choose a model by the score of the validation rows. The
score of these rows is then the best of many: a result needs rows that had no part in any choice.

Reported is the score of the very rows that a training was stopped by, in a file where no other
rows judge the model. Where those rows are called test set, `early-stopping-on-test-set` speaks.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.evaluation import CHOOSING, TESTING, stops_early, watched
from auditor.model import (
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Project,
    Rule,
    Severity,
    dotted,
)

JUDGING = ("evaluate", "score", "evaluate_generator")
LOOKING = (*JUDGING, "predict", "predict_proba", "predict_generator", "predict_classes")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "keras", "tensorflow", "xgboost", "lightgbm", "catboost"):
        if any(TESTING.search(name) for name in flow.targets.bound):
            continue
        for fit in flow.calls_of("fit", "fit_generator"):
            names = {name for name in watched(fit) if CHOOSING.search(name)}
            if names and stops_early(flow, fit):
                yield from _judged(flow, fit, names)


def _judged(flow: Flow, fit: Site, names: set[str]) -> Iterator[Hit]:
    """The first score of the watched rows, where the model sees no others afterwards."""
    later = [
        (site, _rows(site))
        for site in flow.calls_of(*LOOKING)
        if site.index > fit.index and _of_same(site, fit)
    ]
    if all(name in names or "train" in name.lower() for _, name in later):
        judging = [site for site, name in later if name in names and site.method in JUDGING]
        for site in judging[:1]:
            shown = _rows(site)
            text = f"`{site.name}` judges by `{shown}`, which training was stopped by"
            yield Hit(site.location, text)


def _of_same(site: Site, fit: Site) -> bool:
    return site.name.rpartition(".")[0] == fit.name.rpartition(".")[0]


def _rows(site: Site) -> str:
    given: Expression | None = site.call.argument("x", 0) or site.call.argument("X", 0)
    return "" if given is None else dotted(given)


RULE = Rule(
    id="no-independent-test-set",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Y22 multi-test leakage; B17 'model quality on held-out data'",
    remedy="Split a test set off first, touch it once, and report its score.",
    minutes=30,
    minutes_reason="one more split, and judging once more",
    example=Example(
        bad="""
            from tensorflow import keras
            stop = keras.callbacks.EarlyStopping(patience=3)
            model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])
            print(model.evaluate(x_val, y_val))
        """,
        good="""
            from tensorflow import keras
            stop = keras.callbacks.EarlyStopping(patience=3)
            model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])
            print(model.evaluate(x_test, y_test))
        """,
    ),
    check=check,
)
