"""duplicate-feature-code reports features that training and serving compute by two copies."""

from collections.abc import Mapping

import pytest

from auditor.rules.duplicate_feature_code import RULE
from tests.copies import FEATURES, PLAIN
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

FIT = """
from sklearn.linear_model import LogisticRegression


def fit(frame, labels):
    return LogisticRegression().fit(features(frame), labels)
"""
ANSWER = """
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["POST"])
def answer():
    return model.predict(features(pd.DataFrame(request.json))).tolist()
"""


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"train.py": FEATURES, "serve.py": FEATURES}, id="by-name"),
        pytest.param({"model.py": FEATURES + FIT, "api/main.py": FEATURES}, id="by-what-it-fits"),
        pytest.param(
            {
                "training/requirements.txt": "pandas==2.2.0\n",
                "serving/requirements.txt": "pandas==2.2.0\n",
                "training/train.py": FEATURES + FIT,
                "serving/main.py": FEATURES + ANSWER,
            },
            id="installed-by-themselves-yet-asked-about-the-same-rows",
        ),
    ],
)
def test_reports(texts: Mapping[str, str]) -> None:
    assert len(lines_hit(texts)) == 1


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"train.py": FEATURES, "train_large.py": FEATURES}, id="both-train"),
        pytest.param({"serve.py": FEATURES, "api.py": FEATURES}, id="both-serve"),
        pytest.param({"train.py": PLAIN, "serve.py": PLAIN}, id="no-features"),
        pytest.param(
            {"features.py": FEATURES, "train.py": "from features import features\n" + FIT},
            id="shared",
        ),
    ],
)
def test_stays_silent(texts: Mapping[str, str]) -> None:
    assert lines_hit(texts) == []


def test_names_the_copy_that_serves() -> None:
    texts = {"model.py": FEATURES + FIT, "other.py": FEATURES, "predict.py": FEATURES}
    assert messages_of(RULE, texts) == [
        "features of training and serving: 11 lines stand again in predict.py:5-15 and 1 more"
    ]
