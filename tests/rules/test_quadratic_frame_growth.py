"""quadratic-frame-growth reports frames and arrays that grow in loops."""

import pytest

from auditor.rules.quadratic_frame_growth import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import numpy as np\nimport pandas as pd\ndf = pd.DataFrame()\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(("for row in rows:\n    df = pd.concat([df, row])\n"), [5], id="concat"),
        pytest.param(
            ("for row in rows:\n    df = pd.concat([df, row]).reset_index(drop=True)\n"),
            [5],
            id="concat-and-more",
        ),
        pytest.param(("for row in rows:\n    df = df.append(row)\n"), [5], id="append"),
        pytest.param(("for row in rows:\n    x = np.append(x, row)\n"), [5], id="numpy"),
        pytest.param(("while go:\n    x = np.vstack([x, row])\n"), [5], id="vstack"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("for row in rows:\n    parts.append(row)\ndf = pd.concat(parts)\n"), id="list"
        ),
        pytest.param("df = pd.concat([df, row])\n", id="no-loop"),
        pytest.param("for k in keys:\n    x[k] = np.concatenate(x[k], 2)\n", id="a-list-of-parts"),
        pytest.param(
            "for row in rows:\n    if far(x, row):\n        x = np.append(x, row)\n",
            id="each-turn-reads-it",
        ),
        pytest.param("while go:\n    x = np.concatenate([x, x])\n", id="doubled"),
        pytest.param(
            ("for part in parts:\n    x = np.zeros(3)\n    x = np.append(x, part)\n"),
            id="started-anew-each-turn",
        ),
        pytest.param(("for x in parts:\n    x = np.concatenate((x, y))\n"), id="bound-by-the-loop"),
        pytest.param(("for row in rows:\n    new = pd.concat([df, row])\n"), id="other-name"),
        pytest.param(("for row in rows:\n    names = names.append(row)\n"), id="list-that-grows"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
