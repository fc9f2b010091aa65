"""empty-column-misinitialised reports placeholders in new columns, and not values."""

import pytest

from auditor.rules.empty_column_misinitialised import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import numpy as np\nimport pandas as pd\nempty = pd.DataFrame()\ndf = pd.read_csv('a.csv')\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("empty['a'] = 0\n", [5], id="zero-in-an-empty-frame"),
        pytest.param("empty['a'] = ''\n", [5], id="text-in-an-empty-frame"),
        pytest.param(
            ("df['a'] = 0\nfor i, x in enumerate(xs):\n    df.loc[i, 'a'] = f(x)\n"),
            [5],
            id="filled-cell-by-cell",
        ),
        pytest.param(("df['a'] = ''\ndf['a'][mask] = names\n"), [5], id="filled-through-a-chain"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("empty['a'] = np.nan\n", id="missing"),
        pytest.param("empty['a'] = 1\n", id="a-number-that-means-something"),
        pytest.param(("df['a'] = 0\ndf.loc[mask, 'a'] = 1\n"), id="flag"),
        pytest.param("df['a'] = 0\ndf.ix[mask, 'a'] = 1\n", id="flag-of-old"),
        pytest.param("df['a'] = 0\n", id="constant-column"),
        pytest.param("empty['a'] = False\n", id="false"),
        pytest.param(
            ("df['a'] = 0\nfor i in rows:\n    df.loc[i, 'a'] += f(i)\n"), id="counted-up"
        ),
        pytest.param("counts['a'] = 0\n", id="no-frame"),
        pytest.param("def f(df: pd.DataFrame):\n    df['a'] = 0\n", id="parameter"),
        pytest.param(
            "df['a'] = 0.0\ndf.loc[df['gain'] < 0, 'a'] = df['gain']\n", id="zero-for-the-others"
        ),
        pytest.param("df['a'] = 0\ndf['a'][gain < 0] = gain\n", id="the-same-through-a-chain"),
        pytest.param(
            "df['a'] = 0\ndef fill(df):\n    df.loc[rows, 'a'] = names\n", id="in-another-function"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
