"""tensorarray-not-used reports TensorFlow tensors that grow in loops."""

import pytest

from auditor.rules.tensorarray_not_used import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import tensorflow as tf\nimport torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(("for i in range(n):\n    c = tf.concat([c, [i]], 0)\n"), [4], id="concat"),
        pytest.param(("while go:\n    c = tf.concat([c, x], axis=1)\n"), [4], id="while"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("c = tf.concat([c, d], 0)\n", id="no-loop"),
        pytest.param(
            "for i in range(n):\n    c = tf.concat([c, model(c)], 0)\n    d = model(c)\n",
            id="each-turn-needs-it",
        ),
        pytest.param("for p in parts:\n    c = tf.concat([c, p], -1)\n", id="features"),
        pytest.param("for p in parts:\n    c = tf.concat([c, p], axis=3)\n", id="channels"),
        pytest.param(("for i in range(n):\n    e = tf.concat([c, d], 0)\n"), id="other-name"),
        pytest.param(
            ("c = tf.TensorArray(tf.int32, n)\nfor i in range(n):\n    c = c.write(i, b)\n"),
            id="array",
        ),
        pytest.param(("for i in range(n):\n    c.append(b)\nd = tf.stack(c)\n"), id="list"),
        pytest.param(("for i in range(n):\n    c = torch.cat([c, d])\n"), id="torch"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
