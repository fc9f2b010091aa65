"""Features are computed by one copy of the code in training and by another in serving.

The model was trained on what the first copy gives and answers on what the second one gives. Once
they drift apart it is asked about inputs that it never saw, and nothing fails: predictions only
get worse. This is training-serving skew.

Reported are copies that turn raw data into model inputs, with one site in code that trains and one
in code that serves or predicts, by the measure of `duplicate-code`.
"""

from collections.abc import Iterator

from auditor.evidence.copies import About, families
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity


def check(project: Project) -> Iterator[Hit]:
    for family in families(project, About.FEATURES):
        yield family.hit(f"features of training and serving: {family.again}")


_FEATURES = """
    import numpy as np
    import pandas as pd

    def features(frame):
        frame = frame.dropna(subset=["age", "fare"])
        frame["age"] = frame["age"].clip(0, 100)
        frame["fare"] = np.log1p(frame["fare"])
        frame["family"] = frame["siblings"] + frame["parents"]
        frame["title"] = frame["name"].str.extract("([A-Za-z]+)[.]")
        frame["title"] = frame["title"].fillna("none").str.lower()
        frame["deck"] = frame["cabin"].str[0].fillna("unknown")
        columns = pd.get_dummies(frame[["title", "deck"]])
        frame = frame.drop(columns=["name", "cabin", "title", "deck"])
        return pd.concat([frame, columns], axis=1)
"""
_TRAIN = """
    from sklearn.linear_model import LogisticRegression

    def train(frame, labels):
        return LogisticRegression().fit(features(frame), labels)
"""
_SERVE = """
    from flask import Flask, request

    app = Flask(__name__)

    @app.route("/predict", methods=["POST"])
    def predict():
        return model.predict(features(pd.DataFrame(request.json))).tolist()
"""

RULE = Rule(
    id="duplicate-feature-code",
    about=__doc__,
    category=Category.DESIGN,
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    source="T21 duplicate feature extraction code; B17 Monitor 3, training-serving skew",
    remedy="Compute features in one function or pipeline that training saves and serving loads.",
    minutes=30,
    minutes_each=10,
    minutes_reason="10 minutes a duplicated block, and half an hour to compare both on real rows",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"train.py": _FEATURES + _TRAIN, "serve.py": _FEATURES + _SERVE},
        good={
            "features.py": _FEATURES,
            "train.py": "from features import features" + _TRAIN,
            "serve.py": "from features import features" + _SERVE,
        },
    ),
    check=check,
)
