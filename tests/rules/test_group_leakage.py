"""group-leakage reports random splits of rows that belong to patients, speakers and the like."""

import pytest

from auditor.rules.group_leakage import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import pandas as pd\n"
    "from sklearn.model_selection import train_test_split\n"
    'df = pd.read_csv("scans.csv")\n'
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ('print(df.groupby("patient_id").size())\ntrain, test = train_test_split(df)\n'),
            [5],
            id="patients",
        ),
        pytest.param(
            (
                'df["n"] = df.groupby(["SubjectID", "day"])["x"].transform("mean")\n'
                'a, b, c, d = train_test_split(df[["n"]], df["y"])\n'
            ),
            [5],
            id="subjects-and-days",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ('print(df.groupby("subject").size())\ntrain, test = train_test_split(df)\n'),
            id="subject-of-a-message",
        ),
        pytest.param(
            ('print(df.groupby("city").size())\ntrain, test = train_test_split(df)\n'),
            id="no-person",
        ),
        pytest.param(
            (
                'people = df.groupby("patient_id").agg("first")\n'
                "train, test = train_test_split(people)\n"
            ),
            id="one-row-each",
        ),
        pytest.param(
            (
                "from sklearn.model_selection import GroupKFold\n"
                'print(df.groupby("patient_id").size())\n'
                "train, test = train_test_split(df)\n"
            ),
            id="knows-groups",
        ),
        pytest.param(
            (
                'other = pd.read_csv("cities.csv")\n'
                'print(df.groupby("patient_id").size())\n'
                "train, test = train_test_split(other)\n"
            ),
            id="other-rows",
        ),
        pytest.param(
            ("train, test = train_test_split(df)\n"),
            id="never-grouped",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
