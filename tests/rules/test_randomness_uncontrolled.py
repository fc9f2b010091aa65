"""randomness-uncontrolled reports the first unseeded draw of a script, per library."""

import pytest

from auditor.rules.randomness_uncontrolled import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import random\nimport numpy as np\nimport torch\nif __name__ == '__main__':\n    pass\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("x = np.random.rand(3)\n", [6], id="numpy"),
        pytest.param("x = torch.randn(3)\n", [6], id="torch"),
        pytest.param("random.shuffle(rows)\n", [6], id="standard-library"),
        pytest.param(
            ("x = np.random.rand(3)\ny = np.random.rand(3)\n"), [6], id="once-per-library"
        ),
        pytest.param(
            ("torch.manual_seed(0)\nx = np.random.rand(3)\n"), [7], id="other-library-seeded"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(("np.random.seed(0)\nx = np.random.rand(3)\n"), id="seeded"),
        pytest.param(
            ("def seed():\n    torch.manual_seed(0)\nx = torch.randn(3)\n"),
            id="seeded-in-a-function",
        ),
        pytest.param(("set_seed(0)\nx = np.random.rand(3)\n"), id="helper-seeds-all"),
        pytest.param("x = torch.randn(3, generator=g)\n", id="generator-of-its-own"),
        pytest.param("dummy_input = torch.randn(1, 3)\n", id="shape-of-an-export"),
        pytest.param("def test():\n    net(torch.randn(1, 3))\ntest()\n", id="trying-a-model-out"),
        pytest.param(
            ("rng = np.random.default_rng(0)\nx = rng.random(3)\n"), id="generator-object"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_needs_a_library_that_learns() -> None:
    """Pictures and examples of NumPy may well look different each time."""
    source = "import numpy as np\nx = np.random.rand(3)\nif __name__ == '__main__':\n    pass\n"
    assert lines_hit(source) == []
    assert lines_hit(f"import sklearn\n{source}") == [3]
