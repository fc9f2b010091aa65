"""invalid-value-not-masked reports logarithms of probabilities that may be zero."""

import pytest

from auditor.rules.invalid_value_not_masked import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import tensorflow as tf\nimport torch\nimport torch.nn.functional as F\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("y = torch.log(F.softmax(x, dim=1))\n", [4], id="softmax"),
        pytest.param(("p = torch.sigmoid(x)\ny = torch.log(p)\n"), [5], id="behind-a-name"),
        pytest.param("y = tf.math.log(y_pred)\n", [4], id="by-its-name"),
        pytest.param("y = torch.log(action_mask)\n", [4], id="mask"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("p = torch.clamp(torch.sigmoid(x), 1e-6, 1)\ny = torch.log(p)\n"), id="clamped"
        ),
        pytest.param(
            ("p = torch.sigmoid(x)\ny = torch.log(p.clamp(1e-6))\n"), id="clamped-in-place"
        ),
        pytest.param(
            ("probs = torch.clip(probs, 1e-6, 1)\ny = torch.log(probs)\n"), id="guarded-above"
        ),
        pytest.param("y = torch.log(probs + 1e-9)\n", id="constant-added"),
        pytest.param("y = F.log_softmax(x, dim=1)\n", id="log-softmax"),
        pytest.param("y = torch.log(counts)\n", id="count"),
        pytest.param("x = x[x[m] != 0]\nx = x[m]\ny = torch.log(x[m])\n", id="named-after-itself"),
        pytest.param(
            "def f(x):\n    while x:\n        x = x[0]\n        torch.log(x)\n", id="in-a-circle"
        ),
        pytest.param(("import numpy as np\ny = np.log(probs)\n"), id="of-numpy"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
