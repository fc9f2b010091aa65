"""columns-and-dtype-not-set reports tables read without columns or types, and none with either."""

import pytest

from auditor.model import Severity
from auditor.rules.columns_and_dtype_not_set import RULE
from tests.builders import project_of
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
        pytest.param("df = pd.DataFrame(rows)\n", [2], id="name"),
        pytest.param("df = pd.DataFrame({'a': x, 'b': [1]})\n", [2], id="column"),
        pytest.param(
            "c = {'a': x}\nc = {'a': [f()]}\ndf = pd.DataFrame(c)\n", [4], id="named-dictionary"
        ),
        pytest.param(
            "c = {}\nfor k in keys:\n    c[k] = f(k)\ndf = pd.DataFrame(c)\n",
            [5],
            id="dictionary-that-is-filled",
        ),
        pytest.param(
            "import numpy as np\na = np.zeros(3)\nb = np.arange(3)\n"
            "df = pd.DataFrame([a, b], columns=c)\n",
            [5],
            id="rows-of-two-types",
        ),
        pytest.param("df = pd.DataFrame({'a': d[0, 1]})\n", [2], id="one-cell"),
        pytest.param("df = pd.DataFrame([f(), g()], columns=['a'])\n", [2], id="results-of-calls"),
        pytest.param(
            "y = pd.Series(f())\ndf = pd.DataFrame({'a': y})\n", [3], id="series-without-a-type"
        ),
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
        pytest.param("df = pd.DataFrame({'a': [1, 2]})\n", id="numbers"),
        pytest.param(
            "import numpy as np\nc = np.bincount(x)\nd = {'a': c / 2, 'b': c[c > 1]}\n"
            "df = pd.DataFrame(d)\n",
            id="named-dictionary-of-arrays",
        ),
        pytest.param(
            "from sklearn.metrics import roc_curve\na, b, _ = roc_curve(y, p)\n"
            "df = pd.DataFrame({'a': a, 'b': b})\n",
            id="arrays-of-one-call",
        ),
        pytest.param(
            "df = pd.DataFrame({'a': x.astype(int), 'b': y.mean(axis=0)})\n", id="typed-columns"
        ),
        pytest.param(
            "import numpy as np\ndf = pd.DataFrame({'a': d[np.arange(3), y]})\n",
            id="picked-by-arrays",
        ),
        pytest.param("df = pd.DataFrame(rows, dtype=float)\n", id="types"),
        pytest.param("y = pd.Series(f(), dtype=int)\ndf = pd.DataFrame({'a': y})\n", id="series"),
        pytest.param("df = pd.DataFrame(rows, **options)\n", id="frame-with-options"),
        pytest.param("df = pd.DataFrame(rows).astype(int)\n", id="typed-at-once"),
        pytest.param("df = pd.DataFrame(rows)\ndf['a'] = df['a'].astype(int)\n", id="typed-below"),
        pytest.param("df = pd.DataFrame(pd.read_csv('a.csv', dtype=str))\n", id="frame"),
        pytest.param(
            "df = pd.DataFrame(columns=['a'], dtype=float)\n", id="empty-frame-with-types"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_a_frame_that_is_built_weighs_less_than_a_file_that_is_read() -> None:
    hits = RULE.check(project_of(ABOVE + "a = pd.DataFrame(rows)\nb = pd.read_csv('b.csv')\n"))
    built, read = sorted(hits, key=lambda hit: hit.location.line)
    assert (built.severity, built.size) == (Severity.INFO, 0)
    assert (read.severity, read.size) == (None, 1)
