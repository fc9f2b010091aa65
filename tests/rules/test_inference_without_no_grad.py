"""inference-without-no-grad reports evaluations that record gradients."""

import pytest

from auditor.rules.inference_without_no_grad import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("def check(net, loader):\n    net.eval()\n    for x in loader:\n        y = net(x)\n"),
            [5],
            id="function",
        ),
        pytest.param(
            (
                "class A:\n"
                "    def check(self):\n"
                "        self.net.eval()\n"
                "        for x in self.rows:\n"
                "            y = self.net(x)\n"
            ),
            [6],
            id="method",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "@torch.no_grad()\n"
                "def check(net, loader):\n"
                "    net.eval()\n"
                "    for x in loader:\n"
                "        y = net(x)\n"
            ),
            id="decorator",
        ),
        pytest.param(
            (
                "def check(net, loader):\n"
                "    net.eval()\n"
                "    with torch.no_grad():\n"
                "        for x in loader:\n"
                "            y = net(x)\n"
            ),
            id="with",
        ),
        pytest.param(
            (
                "def check(net, loader):\n"
                "    net.eval()\n"
                "    with torch.inference_mode():\n"
                "        for x in loader:\n"
                "            y = net(x)\n"
            ),
            id="inference-mode",
        ),
        pytest.param(
            (
                "def check(net, loader):\n"
                "    net.eval()\n"
                "    for x in loader:\n"
                "        y = net(x)\n"
                "with torch.no_grad():\n"
                "    check(net, rows)\n"
            ),
            id="caller",
        ),
        pytest.param(
            (
                "def attack(net, loader):\n"
                "    net.eval()\n"
                "    for x in loader:\n"
                "        net(x).sum().backward()\n"
            ),
            id="gradients-wanted",
        ),
        pytest.param(
            (
                "torch.set_grad_enabled(False)\n"
                "def check(net, loader):\n"
                "    net.eval()\n"
                "    for x in loader:\n"
                "        y = net(x)\n"
            ),
            id="for-all",
        ),
        pytest.param(
            "def check(net, loader):\n    net.eval()\n    for x in loader:\n"
            "        y = net(Variable(x, volatile=True))\n",
            id="volatile",
        ),
        pytest.param(("def check(net, x):\n    net.eval()\n    return net(x)\n"), id="no-loop"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
