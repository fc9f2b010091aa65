"""dataframe-values reports `.values` of what pandas made, and of nothing else."""

import pytest

from auditor.rules.dataframe_values import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("x = df.values\n", [3], id="frame"),
        pytest.param("x = df['a'].values\n", [3], id="column"),
        pytest.param("x = df[name].values\n", [3], id="computed-column"),
        pytest.param("x = df.iloc[rows].values\n", [3], id="rows"),
        pytest.param("x = table.iloc[3:].values\n", [3], id="rows-of-something"),
        pytest.param("x = df.index.values\n", [3], id="index"),
        pytest.param("x = table.values.reshape(-1, 1)\n", [3], id="used-as-an-array"),
        pytest.param(
            "def f(table):\n    table = table.dropna(subset=['a'])\n    return table['a'].values\n",
            [5],
            id="asked-what-frames-answer",
        ),
        pytest.param(("x = f(\n    1,\n    df.values,\n)\n"), [5], id="in-a-long-call"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = df.to_numpy()\n", id="to-numpy"),
        pytest.param("x = {1: 2}.values()\n", id="mapping"),
        pytest.param("x = table.values\n", id="unknown"),
        pytest.param("x = df.values()\n", id="frame-as-mapping"),
        pytest.param("x = config['a'].values\n", id="string-keys"),
        pytest.param("import xarray as xr\nx = table.values.reshape(-1)\n", id="of-xarray"),
        pytest.param("x = table.values().reshape(-1)\n", id="called"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
