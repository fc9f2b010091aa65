"""legacy-random-state reports functions of libraries that reseed the process."""

import pytest

from auditor.rules.legacy_random_state import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import numpy as np\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("def sample(rows, seed):\n    np.random.seed(seed)\n    return rows\n"),
            [3],
            id="in-a-function",
        ),
        pytest.param(
            ("class A:\n    def __init__(self):\n        np.random.seed(0)\n"), [4], id="in-a-class"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("def sample(rows, seed):\n    return np.random.default_rng(seed)\n"), id="generator"
        ),
        pytest.param(("def set_seed(n):\n    np.random.seed(n)\n"), id="function-for-seeding"),
        pytest.param(("def worker_init(i):\n    np.random.seed(i)\n"), id="worker"),
        pytest.param(
            (
                "def sample(seed):\n"
                "    np.random.seed(seed)\n"
                "if __name__ == '__main__':\n"
                "    sample(0)\n"
            ),
            id="script",
        ),
        pytest.param("np.random.seed(0)\n", id="module-level"),
        pytest.param("def test_it():\n    np.random.seed(0)\n", id="test"),
        pytest.param(
            "def evaluate(n):\n    np.random.seed(n)\n    torch.manual_seed(n)\n",
            id="every-library",
        ),
        pytest.param(
            ("def sample(rows):\n    return np.random.permutation(rows)\n"), id="draws-only"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
