"""chain-indexing reports two indexings of a frame, and leaves lists and slices alone."""

import pytest

from auditor.rules.chain_indexing import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("x = df['a'][0]\n", [3], id="cell"),
        pytest.param("df['a'][0] = 1\n", [3], id="written"),
        pytest.param("x = df[df['a'] > 1]['b']\n", [3], id="mask-then-column"),
        pytest.param(
            ("def f(rows: pd.DataFrame):\n    return rows['a'][0]\n"), [4], id="frame-by-annotation"
        ),
        pytest.param(
            ("def f(train_df):\n    return train_df['a'][0]\n"), [4], id="frame-by-custom"
        ),
        pytest.param("x = df.dropna().reset_index()['a'][0]\n", [3], id="frame-after-methods"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = df.loc[0, 'a']\n", id="loc"),
        pytest.param("x = df['a']\n", id="one-indexing"),
        pytest.param("x = df['a'][:10]\n", id="slice-of-a-column"),
        pytest.param("x = df['a'].iloc[0]\n", id="iloc-of-a-column"),
        pytest.param(("rows = [[1]]\nx = rows[0][0]\n"), id="nested-list"),
        pytest.param("x = df.groupby('a')['b']['c']\n", id="grouped"),
        pytest.param("x = config['a']['b']\n", id="two-columns-of-a-mapping"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
