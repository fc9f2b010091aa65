"""Model that was fitted on the rows that judge it.

A model is split off its test rows, and then fitted once more on all of them, or on the test rows
themselves. What it scores there is how well it remembers. It happens where cells of a notebook
are run again, and where `x` is written for `x_train`.

Reported is the last fit above a score, if its rows hold those of the score. A last fit on all rows
that nothing judges any more is how a model is made ready for use, and is not reported; neither are
models that describe rather than predict, nor a line through the true and the predicted labels.
"""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from auditor.flow import Flow, flows
from auditor.flow.evaluation import fits_labels, is_model, is_scored
from auditor.flow.lineage import Fit, Rows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "keras", "tensorflow", "xgboost", "lightgbm", "catboost"):
        told: set[int] = set()
        for judged in flow.lineages.judged:
            fit = _last_fit(flow, judged)
            if fit is None or id(fit.site) in told or fits_labels(fit.site):
                continue
            if is_model(fit) and _knows(flow, fit, judged) and is_scored(flow, judged):
                told.add(id(fit.site))
                line = judged.site.location.line
                yield Hit(fit.site.location, f"`{fit.site.name}` is given the rows of line {line}")


def _last_fit(flow: Flow, judged: Fit) -> Fit | None:
    fits = flow.lineages.fitted_in(judged.site.statement.scope, judged.receiver)
    above = bisect_left(fits, judged.site.index, key=attrgetter("site.index"))
    return fits[above - 1] if above else None


def _knows(flow: Flow, fit: Fit, judged: Fit) -> bool:
    """Whether a model was fitted on the test half that judges it, alone or among all rows."""
    for rows in judged.data.rows:
        test, train = Rows(rows.origin, "test"), Rows(rows.origin, "train")
        alone = rows == test and train not in judged.data.rows and rows.origin < fit.site.index
        if alone and fit.data.rows & (flow.lineages.whole(rows.origin) | {test}):
            return True
    return False


RULE = Rule(
    id="refit-on-test-set",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Y22 overlap leakage",
    remedy="Fit on the training half before judging; fit on all rows last, and judge no more.",
    minutes=30,
    minutes_reason="one name changes, and the model is trained and judged once more",
    example=Example(
        bad="""
            from sklearn.model_selection import train_test_split
            from sklearn.tree import DecisionTreeClassifier
            def run(x, y):
                x_train, x_test, y_train, y_test = train_test_split(x, y)
                model = DecisionTreeClassifier()
                model.fit(x, y)
                return model.score(x_test, y_test)
        """,
        good="""
            from sklearn.model_selection import train_test_split
            from sklearn.tree import DecisionTreeClassifier
            def run(x, y):
                x_train, x_test, y_train, y_test = train_test_split(x, y)
                model = DecisionTreeClassifier()
                model.fit(x_train, y_train)
                return model.score(x_test, y_test)
        """,
    ),
    check=check,
)
