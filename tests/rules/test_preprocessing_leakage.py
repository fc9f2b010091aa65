"""preprocessing-leakage reports fits that saw the test rows."""

import pytest

from auditor.rules.preprocessing_leakage import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from imblearn.over_sampling import SMOTE\n"
    "from imblearn.under_sampling import RandomUnderSampler\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "from sklearn.model_selection import train_test_split\n"
    "from sklearn.preprocessing import OneHotEncoder, StandardScaler\n"
    "df = pd.read_csv('a.csv')\n"
    "x, y = df.drop(columns='y'), df['y']\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "x = StandardScaler().fit_transform(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [9],
            id="scaler-before-the-split",
        ),
        pytest.param(
            (
                "s = StandardScaler()\n"
                "s.fit(x)\n"
                "x = s.transform(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [10],
            id="fit-and-transform-apart",
        ),
        pytest.param(
            (
                "x['a'] = x['a'].fillna(x['a'].mean())\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [9],
            id="mean-before-the-split",
        ),
        pytest.param(
            (
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "x_train['a'] = x_train['a'].fillna(df['a'].mean())\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [10],
            id="mean-of-all-rows-after-the-split",
        ),
        pytest.param(
            (
                "x['a'].fillna(x['a'].mean(), inplace=True)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [9],
            id="in-place",
        ),
        pytest.param(
            (
                "def scaled(z):\n"
                "    return StandardScaler().fit_transform(z)\n"
                "x = scaled(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [10],
            id="through-a-function",
        ),
        pytest.param(
            (
                "train = pd.read_csv('b.csv')\n"
                "test = pd.read_csv('c.csv')\n"
                "both = pd.concat([train, test])\n"
                "both = both.fillna(both.mean())\n"
                "LogisticRegression().fit(both[:9], y)\n"
            ),
            [12],
            id="files-put-together",
        ),
        pytest.param(
            (
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "s = StandardScaler()\n"
                "x_train = s.fit_transform(x_train)\n"
                "x_test = s.fit_transform(x_test)\n"
                "m = LogisticRegression()\n"
                "m.fit(x_train, y_train)\n"
                "m.score(x_test, y_test)\n"
            ),
            [12],
            id="fitted-anew-on-the-test-half",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "s = StandardScaler().fit(x_train)\n"
                "x_train, x_test = s.transform(x_train), s.transform(x_test)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="fitted-on-the-training-half",
        ),
        pytest.param(
            (
                "z = StandardScaler().fit_transform(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="result-not-used",
        ),
        pytest.param(
            (
                "x = OneHotEncoder().fit_transform(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="categories-only",
        ),
        pytest.param(
            (
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "x_train = x_train.fillna(x_train.mean())\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="mean-of-the-training-half",
        ),
        pytest.param(
            (
                "x = x.div(x.sum(axis=1), axis=0)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="along-a-row",
        ),
        pytest.param(
            (
                "x = StandardScaler().fit_transform(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
            ),
            id="nothing-trained",
        ),
        pytest.param(
            ("x = StandardScaler().fit_transform(x)\nLogisticRegression().fit(x, y)\n"),
            id="no-split",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_statistics_inside_a_function_are_the_same_whatever_run_found_them() -> None:
    """Values are followed twice; what the first run numbered must not mean others in the second."""
    source = (
        "import numpy as np\n"
        "from sklearn.linear_model import LinearRegression\n"
        "def scaled(data):\n"
        "    return (data - np.min(data, 0)) / (np.max(data, 0) - np.min(data, 0))\n"
        "xy = np.array([[1.0, 2.0], [3.0, 4.0]])\n"
        "xy = scaled(xy)\n"
        "model = LinearRegression().fit(xy[:, :-1], xy[:, -1])\n"
    )
    assert lines_hit(source) == []
