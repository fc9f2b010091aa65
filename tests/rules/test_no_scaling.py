"""no-scaling reports scale-sensitive models where nothing scales."""

import pytest

from auditor.rules.no_scaling import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from sklearn.svm import SVC\n"
    "from sklearn.decomposition import PCA\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.tree import DecisionTreeClassifier\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("SVC(C=1).fit(x, y)\n", [5], id="fit"),
        pytest.param(("model = SVC(C=1)\nmodel.fit(x, y)\n"), [6], id="behind-a-name"),
        pytest.param(
            "model = make_pipeline(PCA(2), DecisionTreeClassifier())\n",
            [5],
            id="pipeline-without-scaler",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    ("source", "model"),
    [("SVC(C=1).fit(x, y)", "SVC"), ("m = make_pipeline(PCA(2), DecisionTreeClassifier())", "PCA")],
)
def test_the_message_names_the_model_without_its_package(source: str, model: str) -> None:
    (hit,) = RULE.check(project_of(f"{ABOVE}{source}\n"))
    assert hit.message == f"`{model}` depends on scale, and nothing scales"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "from sklearn.preprocessing import StandardScaler\n"
                "model = make_pipeline(StandardScaler(), SVC(C=1))\n"
            ),
            id="scaler-in-the-pipeline",
        ),
        pytest.param(("x = (x - mean) / std\nSVC(C=1).fit(x, y)\n"), id="divided-by-the-deviation"),
        pytest.param(("x = x / 255.0\nSVC(C=1).fit(x, y)\n"), id="pictures"),
        pytest.param(
            ("from sklearn.feature_extraction.text import TfidfVectorizer\nSVC(C=1).fit(x, y)\n"),
            id="texts",
        ),
        pytest.param(("x = normalize_rows(x)\nSVC(C=1).fit(x, y)\n"), id="function-of-ones-own"),
        pytest.param(("import numpy as np\nx = np.log(x)\nSVC(C=1).fit(x, y)\n"), id="logarithms"),
        pytest.param(("def f(x, y):\n    return SVC(C=1).fit(x, y)\n"), id="rows-of-the-caller"),
        pytest.param(
            ("def f(rows, y):\n    x = rows[['a', 'b']]\n    return SVC(C=1).fit(x, y)\n"),
            id="columns-of-the-callers-rows",
        ),
        pytest.param("SVC(C=1).fit(df[['lat', 'lon']], y)\n", id="coordinates"),
        pytest.param(
            (
                "from sklearn.neighbors import NearestNeighbors\n"
                "NearestNeighbors(metric='cosine').fit(x)\n"
            ),
            id="angles",
        ),
        pytest.param("DecisionTreeClassifier().fit(x, y)\n", id="trees-do-not-mind"),
        pytest.param("model = SVC(C=1)\n", id="never-fitted"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
