"""train-eval-mode reports models left in evaluation mode, and follows functions of the file."""

import pytest

from auditor.rules.train_eval_mode import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "net.train()\n"
                "for x in loader:\n"
                "    f(net, x).backward()\n"
                "    if x.last:\n"
                "        net.eval()\n"
            ),
            [6],
            id="switched-once",
        ),
        pytest.param(
            (
                "def check(net):\n"
                "    net.eval()\n"
                "    return f(net)\n"
                "net.train()\n"
                "for x in loader:\n"
                "    f(net, x).backward()\n"
                "    check(net)\n"
            ),
            [8],
            id="by-a-function",
        ),
        pytest.param(
            (
                "for epoch in range(2):\n"
                "    net.train()\n"
                "    for x in loader:\n"
                "        f(net, x).backward()\n"
                "        net.eval()\n"
            ),
            [6],
            id="inner-loop-counts",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("for x in loader:\n    net.train()\n    f(net, x).backward()\n    net.eval()\n"),
            id="switched-back",
        ),
        pytest.param(
            (
                "for epoch in range(2):\n"
                "    net.train()\n"
                "    for x in loader:\n"
                "        f(net, x).backward()\n"
                "    net.eval()\n"
            ),
            id="after-the-batches",
        ),
        pytest.param(
            (
                "def check(net):\n"
                "    net.eval()\n"
                "    f(net)\n"
                "    net.train()\n"
                "for x in loader:\n"
                "    f(net, x).backward()\n"
                "    check(net)\n"
            ),
            id="function-switches-back",
        ),
        pytest.param(
            "for x in loader:\n    f(net, x).backward()\n    self.ema.ema_model.eval()\n",
            id="model-that-follows-another",
        ),
        pytest.param(
            "def check(net):\n    net.eval()\n    f(net)\n"
            "for x in loader:\n    f(net, x).backward()\n    check(eval_model)\n",
            id="copy-for-evaluation",
        ),
        pytest.param(("for x in loader:\n    net.eval()\n    net(x)\n"), id="no-training"),
        pytest.param(
            "def train(net):\n    for x in loader:\n        f(net, x).backward()\n"
            "        if done(x):\n            net.eval()\n            return f(net)\n",
            id="returns-after-it",
        ),
        pytest.param(
            ("for x in loader:\n    f(net, x).backward()\n    frame.eval('a + b')\n"),
            id="expression",
        ),
        pytest.param(
            "class Agent:\n    def eval(self):\n        self.env.run()\n"
            "    def learn(self):\n        for x in loader:\n"
            "            self.net(x).backward()\n            self.eval()\n",
            id="method-of-that-name",
        ),
        pytest.param(
            "for x in loader:\n    gan.generator.eval()\n    made = gan.sample()\n"
            "    gan.discriminator(made).backward()\n",
            id="another-part-is-trained",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
