"""columns-and-dtype-not-set reports tables read without columns or types, and none with either."""

import pytest

from auditor.rules.columns_and_dtype_not_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import pandas as pd\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("df = pd.read_csv('a.csv')\n", [2], id="read-csv"),
        pytest.param("df = pd.read_csv('a.csv', sep=';')\n", [2], id="separator-is-no-type"),
        pytest.param("df = pd.read_excel('a.xlsx')\n", [2], id="read-excel"),
        pytest.param("df = pd.DataFrame(columns=['a'])\n", [2], id="empty-frame"),
        pytest.param(
            ("a = pd.read_csv('a.csv')\nb = pd.read_csv('b.csv')\na = a[['x', 'y']]\n"),
            [3],
            id="other-frame-chosen-from",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df = pd.read_csv('a.csv', dtype={'a': str})\n", id="dtype"),
        pytest.param("df = pd.read_csv('a.csv', usecols=['a'])\n", id="usecols"),
        pytest.param("df = pd.read_csv('a.csv', names=['a'])\n", id="names"),
        pytest.param("df = pd.read_csv('a.csv', **options)\n", id="passed-on"),
        pytest.param(("df = pd.read_csv('a.csv')\ndf = df[['a', 'b']]\n"), id="chosen-afterwards"),
        pytest.param("df = pd.read_csv('a.csv')[['a', 'b']]\n", id="chosen-at-once"),
        pytest.param(("df = pd.read_csv('a.csv')\ndf = df.astype(float)\n"), id="typed-afterwards"),
        pytest.param(
            ("df = pd.read_csv('a.csv')\nschema.validate(df)\n"), id="checked-by-a-schema"
        ),
        pytest.param("df = pd.read_parquet('a.parquet')\n", id="format-with-types"),
        pytest.param("df = pd.DataFrame({'a': x})\n", id="frame-of-data-in-hand"),
        pytest.param(
            "df = pd.DataFrame(columns=['a'], dtype=float)\n", id="empty-frame-with-types"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
