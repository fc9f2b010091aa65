"""frame-without-types reports frames of data whose types do not show."""

import pytest

from auditor.rules.frame_without_types import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import pandas as pd\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df = pd.DataFrame(rows)\n", id="name"),
        pytest.param("df = pd.DataFrame({'a': x, 'b': [1]})\n", id="column"),
        pytest.param("df = pd.DataFrame([f(), g()], columns=['a'])\n", id="results-of-calls"),
    ],
)
def test_reports(source: str) -> None:
    assert lines_hit(ABOVE + source) == [2]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df = pd.DataFrame({'a': [1, 2]})\n", id="numbers"),
        pytest.param("df = pd.DataFrame(columns=['a'])\n", id="empty"),
        pytest.param("df = pd.DataFrame(rows, dtype=float)\n", id="types"),
        pytest.param("df = pd.DataFrame(rows, **options)\n", id="passed-on"),
        pytest.param("df = pd.DataFrame(rows).astype(int)\n", id="typed-at-once"),
        pytest.param("df = pd.DataFrame(rows)\ndf['a'] = df['a'].astype(int)\n", id="typed-below"),
        pytest.param("df = pd.DataFrame(pd.read_csv('a.csv'))\n", id="frame"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_has_to_be_called_by_its_name() -> None:
    assert RULE.off
