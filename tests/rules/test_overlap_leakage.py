"""overlap-leakage reports oversampling before the split."""

import pytest

from auditor.rules.overlap_leakage import RULE
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
                "x, y = SMOTE().fit_resample(x, y)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [9],
            id="smote",
        ),
        pytest.param(
            (
                "from sklearn.utils import resample\n"
                "x = pd.concat([resample(x[y > 0]), resample(x[y < 0])])\n"
                "x = pd.concat([resample(x), x])\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [10],
            id="first-of-one-split",
        ),
        pytest.param(
            (
                "x, y = SMOTE().fit_sample(x, y)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [9],
            id="older-name",
        ),
        pytest.param(
            (
                "from sklearn.utils import resample\n"
                "x = resample(x)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            [10],
            id="with-replacement",
        ),
        pytest.param(
            (
                "def run(x, y):\n"
                "    x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "    LogisticRegression().fit(x_train, y_train)\n"
                "x, y = SMOTE().fit_resample(x, y)\n"
                "run(x, y)\n"
            ),
            [12],
            id="split-in-a-function",
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
                "x_train, y_train = SMOTE().fit_resample(x_train, y_train)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="training-half",
        ),
        pytest.param(
            (
                "x, y = RandomUnderSampler().fit_resample(x, y)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="undersampling",
        ),
        pytest.param(
            (
                "from sklearn.utils import resample\n"
                "x = resample(x, replace=False)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="without-replacement",
        ),
        pytest.param(
            (
                "u, v = SMOTE().fit_resample(x, y)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
                "LogisticRegression().fit(x_train, y_train)\n"
            ),
            id="result-not-split",
        ),
        pytest.param(
            (
                "x, y = SMOTE().fit_resample(x, y)\n"
                "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
            ),
            id="nothing-trained",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
