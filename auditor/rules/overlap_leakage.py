"""Oversampling before the split.

Oversampling copies rows, or makes new ones between neighbours. Done before the split, copies of one
row land in both halves: the model is tested on what it was trained on.

Reported is the first sampling of what is split, if a model is trained on a half. Undersampling only
drops rows and is not reported; neither is oversampling of the training half.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn", "imblearn"):
        lineages = flow.lineages
        leaking: dict[int, set[int]] = {}
        for model in lineages.models:
            for split in lineages.split_of(model):
                sampled = lineages.splits[split].sampled & model.data.sampled
                leaking.setdefault(split, set()).update(sampled)
        told: set[int] = set()
        for places in leaking.values():
            sites = [*lineages.samplings_of(places - told)]
            told |= places
            if sites:
                more = f", as do {len(sites) - 1} more" if len(sites) > 1 else ""
                text = f"`{sites[0].name}` copies rows that are then split{more}"
                yield Hit(sites[0].location, text)


RULE = Rule(
    id="overlap-leakage",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    source="Y22 overlap leakage",
    remedy="Split first and sample the training half, or use imblearn's Pipeline.",
    minutes=45,
    minutes_reason="lines change places, models are trained and judged once more",
    example=Example(
        bad="""
            from imblearn.over_sampling import SMOTE
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import train_test_split
            def run(x, y):
                x, y = SMOTE().fit_resample(x, y)
                x_train, x_test, y_train, y_test = train_test_split(x, y)
                LogisticRegression().fit(x_train, y_train)
        """,
        good="""
            from imblearn.over_sampling import SMOTE
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import train_test_split
            def run(x, y):
                x_train, x_test, y_train, y_test = train_test_split(x, y)
                x_train, y_train = SMOTE().fit_resample(x_train, y_train)
                LogisticRegression().fit(x_train, y_train)
        """,
    ),
    check=check,
)
