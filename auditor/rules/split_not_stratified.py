"""Classes split by chance.

A random split of classified rows gives each half other shares of the classes; a rare class may miss
from the test half altogether. `stratify` keeps the shares and costs nothing.

Reported where a classifier of scikit-learn or a boosting library is trained on the split's labels.
Splits in order (`shuffle=False`) and arguments that are passed on get the benefit of the doubt.
"""

import re
from collections.abc import Iterator

from auditor.flow import flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

CLASSIFIERS = re.compile(
    r"(sklearn|xgboost|lightgbm|catboost|imblearn)\.[\w.]{0,60}"
    r"(Classifier|LogisticRegression|SVC|NB|DiscriminantAnalysis|Perceptron)"
)


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
            if labelled and not in_order and not site.sets("stratify"):
                yield Hit(site.location, f"`{site.name}` splits classes without `stratify`")


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
