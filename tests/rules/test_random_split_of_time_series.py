"""random-split-of-time-series reports shuffled splits of rows with lags or dates."""

import pytest

from auditor.rules.random_split_of_time_series import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from sklearn.model_selection import train_test_split\n"
    'df = pd.read_csv("prices.csv")\n'
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ('df["before"] = df["close"].shift(1)\ntrain, test = train_test_split(df)\n'),
            [5],
            id="lags",
        ),
        pytest.param(
            (
                'df["usual"] = df["close"].rolling(7).mean()\n'
                'x = df[["usual"]]\n'
                'a, b, c, d = train_test_split(x, df["close"])\n'
            ),
            [6],
            id="windows",
        ),
        pytest.param(
            ('df = df.set_index("date")\ntrain, test = train_test_split(df, shuffle=True)\n'),
            [5],
            id="index-of-time",
        ),
        pytest.param(
            (
                'df = pd.read_csv("b.csv", index_col=0, parse_dates=True)\n'
                "train, test = train_test_split(df)\n"
            ),
            [5],
            id="read-with-dates",
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
                'df["before"] = df["close"].shift(1)\n'
                "train, test = train_test_split(df, shuffle=False)\n"
            ),
            id="in-order",
        ),
        pytest.param(
            (
                'df["before"] = df["close"].shift(1)\n'
                "train, test = train_test_split(df, **options)\n"
            ),
            id="options-passed-on",
        ),
        pytest.param(
            ("train, test = train_test_split(df)\n"),
            id="no-order-shows",
        ),
        pytest.param(
            (
                'df = pd.read_csv("b.csv", index_col="id", parse_dates=["day"])\n'
                "train, test = train_test_split(df)\n"
            ),
            id="dates-that-are-no-index",
        ),
        pytest.param(
            ('df["steps"] = df.diff(axis=1).sum(axis=1)\ntrain, test = train_test_split(df)\n'),
            id="within-a-row",
        ),
        pytest.param(
            ('df = df.set_index("id")\ntrain, test = train_test_split(df)\n'),
            id="other-index",
        ),
        pytest.param(
            (
                'df["before"] = df["close"].shift(1)\n'
                'people = df.groupby("person").agg("max")\n'
                "train, test = train_test_split(people)\n"
            ),
            id="groups-put-together",
        ),
        pytest.param(
            (
                "from sklearn.model_selection import TimeSeriesSplit\n"
                'df["before"] = df["close"].shift(1)\n'
                "train, test = train_test_split(df)\n"
            ),
            id="knows-better-elsewhere",
        ),
        pytest.param(
            (
                'df["before"] = df["close"].shift(1)\n'
                'other = pd.read_csv("people.csv")\n'
                "train, test = train_test_split(other)\n"
            ),
            id="other-rows",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
