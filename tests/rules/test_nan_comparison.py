"""nan-comparison reports comparisons with NaN, whatever its name and side."""

import pytest

from auditor.model import Severity
from auditor.rules.nan_comparison import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import math\nimport numpy as np\nfrom numpy import nan as missing\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("found = a == np.nan\n", [4], id="equal"),
        pytest.param("found = np.nan != a\n", [4], id="on-the-left"),
        pytest.param(("if a is np.nan:\n    pass\n"), [4], id="identity"),
        pytest.param(("if a is not np.nan:\n    pass\n"), [4], id="not-identity"),
        pytest.param("found = a == math.nan\n", [4], id="of-math"),
        pytest.param("found = a == missing\n", [4], id="alias"),
        pytest.param("found = a == float('nan')\n", [4], id="made-from-text"),
        pytest.param("found = np.nan == np.nan\n", [4], id="both-sides-count-once"),
        pytest.param(("empty = np.nan\nfound = a == empty\n"), [5], id="behind-a-name"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("found = np.isnan(a)\n", id="isnan"),
        pytest.param("found = a != a\n", id="value-against-itself"),
        pytest.param("found = a == 'nan'\n", id="text"),
        pytest.param("found = a == float('inf')\n", id="other-float"),
        pytest.param(("from ours import nan\nfound = a == nan\n"), id="name-of-ones-own"),
        pytest.param("found = a < np.nan\n", id="less-than"),
        pytest.param("import pandas as pd\nfound = a is pd.NA\n", id="there-is-one"),
        pytest.param("import pandas as pd\nfound = a is pd.NaT\n", id="there-is-one-of-time"),
        pytest.param(
            "class A:\n    def clean(self):\n        return where(self == float('nan'))\n",
            id="its-own-equality",
        ),
        pytest.param(
            "def sort_of(x):\n    if x is np.nan:\n        return 1\n    return math.isnan(x)\n",
            id="told-from-other-nan",
        ),
        pytest.param(
            "class A:\n    def __init__(self):\n        self.k = np.nan\n"
            "    def f(self, k):\n        if not k:\n            k = self.k\n"
            "        return k == 2\n",
            id="parameter-bound-anew",
        ),
        pytest.param(
            "for v in rows:\n    if a:\n        v = np.nan\n    elif v != '-':\n        v = 1\n",
            id="bound-in-another-branch",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


@pytest.mark.parametrize(
    ("source", "message", "severity"),
    [
        pytest.param("f = a == np.nan\n", "`== np.nan` never finds NaN", None, id="equal"),
        pytest.param(
            "f = a is np.nan\n",
            "`is np.nan` misses every NaN that was computed",
            Severity.MEDIUM,
            id="same-object",
        ),
        pytest.param(
            "class A:\n    def __init__(self):\n        self.best = np.nan\n"
            "    def first(self):\n        return self.best is np.nan\n",
            "`is np.nan` misses every NaN that was computed",
            Severity.INFO,
            id="mark-of-ones-own",
        ),
        pytest.param(
            "class A:\n    def __init__(self, fill=np.nan):\n        self.fill = fill\n"
            "    def fills(self):\n        return self.fill is np.nan\n",
            "`is np.nan` misses every NaN that was computed",
            Severity.INFO,
            id="mark-by-default",
        ),
        pytest.param(
            "class A:\n    def __init__(self, fill=np.nan):\n        self.fill = fill\n"
            "    def fills(self, key):\n        used = self.known.get(key, self.fill)\n"
            "        return used is not np.nan\n",
            "`is not np.nan` misses every NaN that was computed",
            Severity.INFO,
            id="mark-unless-known",
        ),
        pytest.param(
            "class A:\n    def __init__(self, fill):\n"
            "        self.fill = np.nan if fill == 'nan' else fill\n"
            "    def fills(self):\n        return self.fill is np.nan\n",
            "`is np.nan` misses every NaN that was computed",
            Severity.INFO,
            id="mark-on-request",
        ),
    ],
)
def test_identity_finds_some_and_weighs_less(
    source: str, message: str, severity: Severity | None
) -> None:
    (hit,) = RULE.check(project_of(ABOVE + source))
    assert (hit.message, hit.severity) == (message, severity)


def test_a_test_that_asks_for_the_very_nan_fails_aloud() -> None:
    source = ABOVE + "def test_fill():\n    assert fill {} np.nan\n"
    assert list(RULE.check(project_of({"tests/test_a.py": source.format("is")}))) == []
    assert list(RULE.check(project_of({"tests/test_a.py": source.format("==")}))) != []
