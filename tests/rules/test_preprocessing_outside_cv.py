"""preprocessing-outside-cv reports fits that saw every fold, and no steps of a Pipeline."""

import pytest

from auditor.model import Severity
from auditor.rules.preprocessing_outside_cv import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from imblearn.over_sampling import SMOTE\n"
    "from sklearn.feature_extraction.text import CountVectorizer\n"
    "from sklearn.feature_selection import SelectKBest\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "from sklearn.model_selection import GridSearchCV, cross_val_score\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import OneHotEncoder, StandardScaler\n"
    "model = LogisticRegression(C=1.0)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("z = StandardScaler().fit_transform(x)\ncross_val_score(model, z, y)\n"),
            [9],
            id="scaler",
        ),
        pytest.param(
            (
                "z = SelectKBest(k=9).fit_transform(x, y)\n"
                "search = GridSearchCV(model, grid)\n"
                "search.fit(z, y)\n"
            ),
            [9],
            id="searched",
        ),
        pytest.param(
            ("z, t = SMOTE().fit_resample(x, y)\ncross_val_score(model, z, t)\n"),
            [9],
            id="oversampling",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("cross_val_score(make_pipeline(StandardScaler(), model), x, y)\n"),
            id="pipeline",
        ),
        pytest.param(
            ("z = OneHotEncoder().fit_transform(x)\ncross_val_score(model, z, y)\n"),
            id="categories-only",
        ),
        pytest.param(
            ("z = CountVectorizer().fit_transform(x)\ncross_val_score(model, z, y)\n"),
            id="words-without-weights",
        ),
        pytest.param(
            (
                "scaler = StandardScaler().fit(other)\n"
                "cross_val_score(model, scaler.transform(x), y)\n"
            ),
            id="fitted-on-other-rows",
        ),
        pytest.param(
            ("z = StandardScaler().fit_transform(x)\nmodel.fit(z, y)\n"),
            id="no-folds",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_a_selection_weighs_more_than_a_scaler() -> None:
    source = "z = SelectKBest(k=9).fit_transform(x, y)\ncross_val_score(model, z, y)\n"
    (hit,) = RULE.check(project_of(ABOVE + source))
    assert hit.severity is Severity.HIGH
