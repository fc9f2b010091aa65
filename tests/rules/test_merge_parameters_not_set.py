"""merge-parameters-not-set reports merges that leave key or kind open."""

import pytest

from auditor.rules.merge_parameters_not_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import pandas as pd\na, b = pd.read_csv('a.csv'), pd.read_csv('b.csv')\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("c = a.merge(b)\n", [3], id="nothing-stated"),
        pytest.param("c = pd.merge(a, b)\n", [3], id="function"),
        pytest.param("c = a.merge(b, on='id')\n", [3], id="key-without-kind"),
        pytest.param("c = a.merge(b, how='left')\n", [3], id="kind-without-key"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("c = a.merge(b, on='id', how='left')\n", id="key-and-kind"),
        pytest.param(
            "c = a.merge(b, left_on='i', right_on='j', validate='1:1')\n", id="key-and-validation"
        ),
        pytest.param("c = pd.merge(a, b, 'left', 'id')\n", id="by-position"),
        pytest.param("c = a.merge(b, how='cross')\n", id="cross-has-no-key"),
        pytest.param("c = a.merge(b, **options)\n", id="passed-on"),
        pytest.param("c = config.merge(other)\n", id="other-merge"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
