"""nondeterministic-data-order reports listings whose order matters."""

import pytest

from auditor.rules.nondeterministic_data_order import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import glob\n"
    "import os\n"
    "import numpy as np\n"
    "from pathlib import Path\n"
    "from sklearn.model_selection import train_test_split\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("for name in os.listdir('data'):\n    rows.append(np.load(name))\n"),
            [6],
            id="loop-that-builds",
        ),
        pytest.param(
            ("names = glob.glob('*.png')\na, b = train_test_split(names)\n"),
            [6],
            id="list-that-is-split",
        ),
        pytest.param(
            ("for path in Path('data').iterdir():\n    rows.append(np.load(path))\n"),
            [6],
            id="pathlib",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("for name in sorted(os.listdir('data')):\n    rows.append(name)\n"), id="sorted"
        ),
        pytest.param(
            ("names = glob.glob('*.png')\nnames.sort()\na, b = train_test_split(names)\n"),
            id="sorted-afterwards",
        ),
        pytest.param("n = len(os.listdir('data'))\n", id="counted"),
        pytest.param("def files():\n    return glob.glob('*.png')\n", id="handed-out"),
        pytest.param(
            "for checkpoint in glob.glob('*'):\n    scores.append(judge(checkpoint))\n",
            id="checkpoints",
        ),
        pytest.param("names = set(os.listdir('data'))\n", id="set"),
        pytest.param(("for name in os.listdir('data'):\n    os.remove(name)\n"), id="deleted"),
        pytest.param("path = glob.glob('*.ckpt')[0]\n", id="first-match"),
        pytest.param(
            ("for name in os.listdir('data'):\n    rows.append(name)\nrows.sort()\n"),
            id="sorted-in-the-end",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
