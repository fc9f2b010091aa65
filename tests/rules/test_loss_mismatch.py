"""loss-mismatch reports losses that are given what they apply themselves."""

import pytest

from auditor.rules.loss_mismatch import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import tensorflow as tf\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("loss = F.cross_entropy(F.softmax(x, dim=1), y)\n", [5], id="function"),
        pytest.param(
            ("p = torch.sigmoid(x)\nloss = F.binary_cross_entropy_with_logits(p, y)\n"),
            [6],
            id="behind-a-name",
        ),
        pytest.param(
            ("criterion = nn.CrossEntropyLoss()\nloss = criterion(F.softmax(x, dim=1), y)\n"),
            [6],
            id="criterion",
        ),
        pytest.param(
            ("squash = nn.Softmax(dim=1)\nloss = F.cross_entropy(squash(x), y)\n"), [6], id="layer"
        ),
        pytest.param(
            "loss = F.nll_loss(torch.softmax(x, dim=1), y)\n", [5], id="nll-wants-logarithms"
        ),
        pytest.param(
            "loss = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.softmax(x))\n",
            [5],
            id="tensorflow",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("loss = F.cross_entropy(net(x), y)\n", id="logits"),
        pytest.param("loss = F.nll_loss(F.log_softmax(x, dim=1), y)\n", id="nll-of-log-softmax"),
        pytest.param(
            "loss = F.binary_cross_entropy(torch.sigmoid(x), y)\n", id="loss-of-probabilities"
        ),
        pytest.param(
            "loss = tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(y), x)\n",
            id="labels-first",
        ),
        pytest.param(
            ("criterion = nn.BCELoss()\nloss = criterion(torch.sigmoid(x), y)\n"),
            id="criterion-of-probabilities",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_a_loss_that_depends_on_a_branch_is_not_known() -> None:
    other = "        self.loss = nn.KLDivLoss() if x else None\n"
    source = (
        "class Net(nn.Module):\n    def __init__(self):\n"
        "{}        self.loss = nn.CrossEntropyLoss()\n"
        "    def forward(self, x, y):\n        return self.loss(F.log_softmax(x, dim=1), y)\n"
    )
    assert lines_hit(ABOVE + source.format("")) == [9]
    assert lines_hit(ABOVE + source.format(other)) == []
