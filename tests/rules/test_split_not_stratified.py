"""split-not-stratified reports splits of classes by chance."""

import pytest

from auditor.rules.split_not_stratified import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from sklearn.linear_model import LinearRegression\n"
    "from sklearn.model_selection import train_test_split\n"
    "from sklearn.svm import SVC\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("a, b, c, d = train_test_split(x, y)\nSVC(C=1).fit(a, c)\n"), [4], id="classifier"
        ),
        pytest.param(
            ("a, b, c, d = train_test_split(x, y)\nmodel = SVC(C=1)\nmodel.fit(a, c)\n"),
            [4],
            id="behind-a-name",
        ),
        pytest.param(
            "from sklearn.datasets import make_classification\n"
            "x, y = make_classification(weights=[0.9, 0.1])\n"
            "a, b, c, d = train_test_split(x, y)\nSVC(C=1).fit(a, c)\n",
            [6],
            id="made-of-two-sizes",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("a, b, c, d = train_test_split(x, y, stratify=y)\nSVC(C=1).fit(a, c)\n"),
            id="stratified",
        ),
        pytest.param(
            ("a, b, c, d = train_test_split(x, y, shuffle=False)\nSVC(C=1).fit(a, c)\n"),
            id="in-order",
        ),
        pytest.param(
            ("a, b, c, d = train_test_split(x, y)\nLinearRegression().fit(a, c)\n"), id="regression"
        ),
        pytest.param(
            ("a, b, c, d = train_test_split(x, y, **options)\nSVC(C=1).fit(a, c)\n"), id="passed-on"
        ),
        pytest.param(("a, b, c, d = train_test_split(x, y)\nSVC(C=1).fit(x, y)\n"), id="not-used"),
        pytest.param(
            "from sklearn.datasets import load_iris\niris = load_iris()\n"
            "x, y = iris.data, iris.target\na, b, c, d = train_test_split(x, y)\n"
            "SVC(C=1).fit(a, c)\n",
            id="classes-of-one-size",
        ),
        pytest.param(
            "from sklearn.datasets import make_moons\nx, y = make_moons(100)\n"
            "a, b, c, d = train_test_split(x, y.astype(int))\nSVC(C=1).fit(a, c)\n",
            id="made-of-one-size",
        ),
        pytest.param(
            "import seaborn as sns\niris = sns.load_dataset('iris')\ny = iris['species']\n"
            "a, b, c, d = train_test_split(iris, y)\nSVC(C=1).fit(a, c)\n",
            id="iris-by-another-library",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
