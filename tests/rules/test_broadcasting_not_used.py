"""broadcasting-not-used reports copies that go straight into arithmetic."""

import pytest

from auditor.rules.broadcasting_not_used import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import numpy as np\nimport tensorflow as tf\nimport torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            "b = torch.rand(1, 3)\nc = a + torch.tile(b, (4, 1))\n", [5], id="tile-in-a-sum"
        ),
        pytest.param("c = a + torch.tile(b.unsqueeze(0), (4, 1))\n", [4], id="new-axis"),
        pytest.param(("b = torch.rand(3)\nc = a * b.repeat(4, 1)\n"), [5], id="repeat-of-a-tensor"),
        pytest.param(
            ("b = np.zeros((1, 3))\nt = np.tile(b, (4, 1))\nc = a - t\n"), [5], id="only-use"
        ),
        pytest.param(
            (
                "t = tf.tile(b, [1, 3, 1])\n"
                "c = tf.concat([a, t], -1)\n"
                "d = tf.keras.layers.Dense(10)(c)\n"
            ),
            [4],
            id="into-a-dense-layer",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("c = a + b\n", id="broadcast"),
        pytest.param(("def f(b):\n    return np.tile(b, (4, 1))\n"), id="returned"),
        pytest.param(("t = np.tile(b, (4, 1))\nc = a - t\nplot(t)\n"), id="used-twice"),
        pytest.param("c = a + b.expand(4, 3)\n", id="expand-copies-nothing"),
        pytest.param("c = a * np.tile(np.arange(4), n)\n", id="made-longer"),
        pytest.param("c = a + torch.tile(b, (4, 1))\n", id="first-axis-of-what-is-not-known"),
        pytest.param("b = torch.rand(2, 3)\nc = a + b.repeat(4, 1)\n", id="first-axis-made-longer"),
        pytest.param("b = torch.rand(1, 3, 4)\nc = a * b.repeat(1, n, 1)\n", id="middle-axis"),
        pytest.param(
            ("t = tf.tile(b, [1, 3])\nc = tf.concat([a, t], -1)\nplot(c)\n"),
            id="concatenated-and-returned",
        ),
        pytest.param("c = a + 'x'.repeat(3)\n", id="text"),
        pytest.param("c = torch.rand(3).unsqueeze(-1).repeat(1, 7) + 1\n", id="plus-a-number"),
        pytest.param(
            "n = 0\nfor b in rows:\n"
            "    c = torch.rand(3).unsqueeze(-1).repeat(1, 7) + n\n    n += f(b)\n",
            id="plus-a-count",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
