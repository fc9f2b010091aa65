"""whole-frame-statistics reports statistics of groups that hold test rows."""

import pytest

from auditor.rules.whole_frame_statistics import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from sklearn.linear_model import Ridge\n"
    "from sklearn.model_selection import train_test_split\n"
    'df = pd.read_csv("sales.csv")\n'
    "model = Ridge(alpha=1.0)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                'df["usual"] = df.groupby("store")["price"].transform("mean")\n'
                'x_train, x_test, y_train, y_test = train_test_split(df[["usual"]], df["sales"])\n'
                "model.fit(x_train, y_train)\n"
            ),
            [6],
            id="mean-of-a-group",
        ),
        pytest.param(
            (
                'df["place"] = df.groupby("store")["price"].rank()\n'
                'x_train, x_test, y_train, y_test = train_test_split(df, df["sales"])\n'
                "model.fit(x_train, y_train)\n"
            ),
            [6],
            id="rank-in-a-group",
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
                'x_train, x_test, y_train, y_test = train_test_split(df, df["sales"])\n'
                'x_train["usual"] = x_train.groupby("store")["price"].transform("mean")\n'
                "model.fit(x_train, y_train)\n"
            ),
            id="training-half",
        ),
        pytest.param(
            ('df["usual"] = df.groupby("store")["price"].transform("mean")\ndf["usual"].plot()\n'),
            id="nothing-trained",
        ),
        pytest.param(
            (
                'df["usual"] = df.groupby("store")["price"].transform("mean")\n'
                'model.fit(df[["usual"]], df["sales"])\n'
            ),
            id="nothing-split",
        ),
        pytest.param(
            (
                'df["so_far"] = df.groupby("store")["price"].cumsum()\n'
                'x_train, x_test, y_train, y_test = train_test_split(df, df["sales"])\n'
                "model.fit(x_train, y_train)\n"
            ),
            id="running-sum",
        ),
        pytest.param(
            (
                'df["rows"] = df.groupby("store")["price"].transform("size")\n'
                'x_train, x_test, y_train, y_test = train_test_split(df, df["sales"])\n'
                "model.fit(x_train, y_train)\n"
            ),
            id="sizes",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
