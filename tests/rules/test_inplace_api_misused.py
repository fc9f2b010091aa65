"""inplace-api-misused reports results that are dropped, and changes of copies."""

import pytest

from auditor.rules.inplace_api_misused import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import numpy as np\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("df.dropna()\n", [4], id="dropped"),
        pytest.param("df.drop('a', axis=1)\n", [4], id="dropped-with-arguments"),
        pytest.param("df.dropna(inplace=False)\n", [4], id="not-in-place-said-twice"),
        pytest.param("df['a'].fillna(0)\n", [4], id="column"),
        pytest.param("np.clip(x, 0, 1)\n", [4], id="numpy"),
        pytest.param("df['a'].fillna(0, inplace=True)\n", [4], id="part-in-place"),
        pytest.param("df.a.replace(1, 2, inplace=True)\n", [4], id="attribute-in-place"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df = df.dropna()\n", id="assigned"),
        pytest.param("df.dropna(inplace=True)\n", id="in-place"),
        pytest.param(("def f():\n    return df.dropna()\n"), id="returned"),
        pytest.param("df.to_csv('b.csv')\n", id="for-its-effect"),
        pytest.param("df.describe()\n", id="shown"),
        pytest.param("np.clip(x, 0, 1, out=x)\n", id="into-an-array"),
        pytest.param("np.nan_to_num(x, copy=False)\n", id="copies-nothing"),
        pytest.param("df.dropna(**options)\n", id="passed-on"),
        pytest.param(("df.head()\ndf.dropna()\n"), id="notebook-saved-as-script"),
        pytest.param(("df\ndf.dropna()\n"), id="name-shown-in-a-script"),
        pytest.param(("try:\n    df.drop('a')\nexcept KeyError:\n    pass\n"), id="tried"),
        pytest.param("queue.drop('a')\n", id="other-object"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
