"""Classes split by chance.

A random split of classified rows gives each half other shares of the classes; a rare class may miss
from the test half altogether. `stratify` keeps the shares and costs nothing.

Reported where a classifier of scikit-learn or a boosting library is trained on the split's labels.
Splits in order (`shuffle=False`) and arguments that are passed on get the benefit of the doubt, and
so do data whose classes are known to be of one size: iris, digits, and most of what is made up.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Hit,
    Literal,
    Name,
    Project,
    Rule,
    Severity,
    Subscript,
)

CLASSIFIERS = re.compile(
    r"(sklearn|xgboost|lightgbm|catboost|imblearn)\.[\w.]{0,60}"
    r"(Classifier|LogisticRegression|SVC|NB|DiscriminantAnalysis|Perceptron)"
)

EVEN = re.compile(r"sklearn\.datasets\.(load_iris|load_digits|make_\w{1,40})")
MAX_STEPS = 8  # from a name to where its value came from


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "sklearn"):
        lineages = flow.lineages
        splits = {
            split
            for model in lineages.models
            if CLASSIFIERS.fullmatch(model.model)
            for split in lineages.split_of(model)
        }
        for split in sorted(splits):
            site = lineages.split_sites[split]
            in_order = site.keyword("shuffle") is False
            labelled = len(site.call.args) > 1
            stated = in_order or site.sets("stratify")
            if labelled and not stated and not _are_even(flow, site):
                yield Hit(site.location, f"`{site.name}` splits classes without `stratify`")


def _are_even(flow: Flow, split: Site) -> bool:
    """Whether labels come from data whose classes are of one size."""
    labels, index = split.call.args[1], split.index
    for _ in range(MAX_STEPS):
        labels, index = flow.traced(labels, index)
        at = flow.binding(labels.id, index) if isinstance(labels, Name) else None
        if at is not None and flow.statements[at].values:
            labels, index = flow.statements[at].values[0], at  # one name of several
        match labels:
            case Call() if EVEN.fullmatch(flow.target(labels)):
                return labels.keyword("weights") is None
            case Call(args=(Literal(value="iris"), *_)):
                return True
            case Call(function=Attribute(value=inner)) | Attribute(value=inner):
                labels = inner
            case Subscript(value=inner):
                labels = inner
            case _:
                return False
    return False


RULE = Rule(
    id="split-not-stratified",
    about=__doc__,
    category=Category.LEAKAGE,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="scikit-learn user guide on stratification",
    remedy="Pass `stratify=y`.",
    minutes=5,
    minutes_reason="one argument, and scores that change once",
    example=Example(
        bad="""
            from sklearn.model_selection import train_test_split
            from sklearn.svm import SVC
            def run(x, y):
                x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
                SVC(C=1).fit(x_train, y_train)
        """,
        good="""
            from sklearn.model_selection import train_test_split
            from sklearn.svm import SVC
            def run(x, y):
                split = train_test_split(x, y, random_state=0, stratify=y)
                x_train, x_test, y_train, y_test = split
                SVC(C=1).fit(x_train, y_train)
        """,
    ),
    check=check,
)
