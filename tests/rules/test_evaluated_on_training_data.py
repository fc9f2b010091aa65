"""evaluated-on-training-data reports models that are judged on their own rows alone."""

import pytest

from auditor.rules.evaluated_on_training_data import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from sklearn.cluster import KMeans\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "from sklearn.metrics import accuracy_score\n"
    "df = pd.read_csv('a.csv')\n"
    "model = LogisticRegression()\n"
    "model.fit(df, df['y'])\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("print(model.score(df, df['y']))\n", [8], id="score"),
        pytest.param(
            ("p = model.predict(df)\nprint(accuracy_score(df['y'], p))\n"), [8], id="measure"
        ),
        pytest.param(
            "print(accuracy_score(df['y'], model.predict(df)))\n", [8], id="measure-at-once"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "other = LogisticRegression()\nother.fit(df, treatment)\n"
            "print(accuracy_score(treatment, other.predict(df)))\n",
            id="propensities",
        ),
        pytest.param(
            "def predict_probability(rows):\n    return rows @ weights\n"
            "p = model.predict(df)\nq = predict_probability(df)\n"
            "print(accuracy_score(df['y'], p), accuracy_score(df['y'], q))\n",
            id="held-against-an-own-one",
        ),
        pytest.param(
            ("new = pd.read_csv('b.csv')\nprint(model.score(new, new['y']))\n"), id="other-rows"
        ),
        pytest.param(
            (
                "new = pd.read_csv('b.csv')\n"
                "print(model.score(df, df['y']), model.score(new, new['y']))\n"
            ),
            id="both",
        ),
        pytest.param(
            (
                "from sklearn.model_selection import cross_val_score\n"
                "print(model.score(df, df['y']))\n"
            ),
            id="cross-validation",
        ),
        pytest.param(
            ("x_test = load()\nprint(model.score(df, df['y']))\n"), id="rows-held-out-elsewhere"
        ),
        pytest.param(("p = model.predict(df)\nplot(p)\n"), id="predicted-only"),
        pytest.param(
            ("groups = KMeans(3)\ngroups.fit(df)\nprint(groups.score(df))\n"), id="clusters"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_parameters_of_two_methods_are_not_the_same_rows() -> None:
    source = (
        "from sklearn.base import clone\n"
        "class Wrapped:\n"
        "    def fit(self, X, y):\n"
        "        self.model_ = clone(self.model)\n"
        "        self.model_.fit(X, y)\n"
        "        return self\n"
        "    def score(self, X, y):\n"
        "        return self.model_.score(X, y)\n"
    )
    assert lines_hit(source) == []
    fitted = "from sklearn.svm import SVC\ndef f(X, y):\n    m = SVC()\n    m.fit(X, y)\n"
    assert lines_hit(fitted + "    m.score(X, y)\n") == [5]


def test_a_score_that_a_search_compares_is_no_judgement() -> None:
    search = (
        "from sklearn.linear_model import Ridge\n"
        "def choose(x, y, names):\n"
        "    for name in names:\n"
        "        model = Ridge(alpha=1)\n"
        "        model.fit(x, y)\n"
        "        score = model.score(x, y)\n"
        "        if score > best:\n"
        "            best = score\n"
    )
    assert lines_hit(search) == []
    assert lines_hit(search + "        print(score)\n") == [6]
