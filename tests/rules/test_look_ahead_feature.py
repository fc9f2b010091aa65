"""look-ahead-feature reports features made of later rows, and lets targets look ahead."""

import pytest

from auditor.rules.look_ahead_feature import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from sklearn.linear_model import Ridge\n"
    'df = pd.read_csv("prices.csv", index_col="date")\n'
    "model = Ridge(alpha=1.0)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ('df["near"] = df["close"].shift(-1)\nmodel.fit(df[["near", "open"]], df["close"])\n'),
            [5],
            id="lead",
        ),
        pytest.param(
            (
                'df["smooth"] = df["close"].rolling(5, center=True).mean()\n'
                'model.fit(df[["smooth"]], df["close"])\n'
            ),
            [5],
            id="centred-window",
        ),
        pytest.param(
            ('df = df.bfill()\nmodel.fit(df[["open"]], df["close"])\n'),
            [5],
            id="filled-backwards",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ('df["target"] = df["close"].shift(-1)\nmodel.fit(df[["open"]], df["target"])\n'),
            id="target-by-name",
        ),
        pytest.param(
            ('df["move"] = df["close"].shift(-1)\nmodel.fit(df[["open"]], df["move"])\n'),
            id="target-by-use",
        ),
        pytest.param(
            (
                'df["move"] = df["close"].shift(-1)\n'
                'x = df.drop(columns=["move"])\n'
                "model.fit(x, y)\n"
            ),
            id="dropped",
        ),
        pytest.param(
            ('df["before"] = df["close"].shift(1)\nmodel.fit(df[["before"]], df["close"])\n'),
            id="lag",
        ),
        pytest.param(
            (
                'df["smooth"] = df["close"].rolling(5).mean()\n'
                'model.fit(df[["smooth"]], df["close"])\n'
            ),
            id="trailing-window",
        ),
        pytest.param(
            ('df["smooth"] = df["close"].rolling(5, center=True).mean()\ndf["smooth"].plot()\n'),
            id="only-shown",
        ),
        pytest.param(
            (
                'df = pd.read_csv("people.csv")\n'
                "df = df.bfill()\n"
                'model.fit(df[["age"]], df["pay"])\n'
            ),
            id="rows-in-no-order",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
