"""gradients-not-cleared reports training loops that never clear gradients."""

import pytest

from auditor.model import Severity
from auditor.rules.gradients_not_cleared import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("for x in loader:\n    loss = f(x)\n    loss.backward()\n    optimizer.step()\n"),
            [5],
            id="never",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    h = torch.zeros(3)\n"
                "    f(x, h).backward()\n"
                "    optimizer.step()\n"
            ),
            [5],
            id="zeros-are-no-clearing",
        ),
        pytest.param(
            (
                "def train(opt):\n"
                "    for x in loader:\n"
                "        f(x).backward()\n"
                "        opt.step()\n"
            ),
            [5],
            id="unknown-optimiser-by-name",
        ),
        pytest.param(
            (
                "def importance(net, mask):\n"
                "    for x in loader:\n"
                "        f(net(x, mask)).backward()\n"
                "        total += mask.grad.abs()\n"
            ),
            [5],
            id="read-without-a-step",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    loss = f(x)\n"
                "    loss.backward()\n"
                "    optimizer.zero_grad()\n"
                "    lr_scheduler.step()\n"
            ),
            [5],
            id="cleared-before-any-step",
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
                "for x in loader:\n"
                "    f(x).backward()\n"
                "    scaler.step(optimizer)\n"
                "    optimizer.zero_grad()\n"
            ),
            id="cleared-after-the-step",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    meter.reset()\n"
                "    f(x).backward()\n"
                "    take_step(args, optimizer)\n"
                "    optimizer.zero_grad()\n"
            ),
            id="cleared-after-a-function-stepped",
        ),
        pytest.param(
            (
                "class Model:\n"
                "    def fit(self):\n"
                "        for x in loader:\n"
                "            f(x).backward()\n"
                "            self.opt.step()\n"
                "            self.opt.zero_grad()\n"
            ),
            id="in-a-method",
        ),
        pytest.param(
            (
                "def attack(net, images):\n"
                "    for x in images:\n"
                "        x.requires_grad_()\n"
                "        f(net(x)).backward()\n"
                "        x = x + x.grad.sign()\n"
            ),
            id="of-the-network-in-an-attack",
        ),
        pytest.param(("for x in loader:\n    f(x).backward()\n"), id="added-up"),
        pytest.param(
            "for x in loader:\n"
            "    loss_of = torch.nn.MSELoss()\n"
            "    loss = loss_of(net(x), x)\n"
            "    loss.backward()\n",
            id="of-a-loss-made-anew",
        ),
    ],
)
def test_remarks_at_no_cost(source: str) -> None:
    (hit,) = RULE.check(project_of(ABOVE + source))
    assert (hit.severity, hit.minutes) == (Severity.INFO, 0)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "for x in loader:\n"
                "    optimizer.zero_grad()\n"
                "    f(x).backward()\n"
                "    optimizer.step()\n"
            ),
            id="cleared",
        ),
        pytest.param(
            ("for x in loader:\n    net.zero_grad()\n    f(x).backward()\n    optimizer.step()\n"),
            id="cleared-by-the-model",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    for p in params:\n"
                "        p.grad = None\n"
                "    f(x).backward()\n"
                "    optimizer.step()\n"
            ),
            id="set-to-none",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    w.grad.data.zero_()\n"
                "    f(x).backward()\n"
                "    optimizer.step()\n"
            ),
            id="gradient-reset-by-hand",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    for part in x:\n"
                "        f(part).backward()\n"
                "    optimizer.step()\n"
                "    optimizer.zero_grad()\n"
            ),
            id="added-up-and-cleared-around",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    reset_gradients(net)\n"
                "    f(x).backward()\n"
                "    optimizer.step()\n"
            ),
            id="helper",
        ),
        pytest.param(
            "def step(batches):\n"
            "    optimizer.zero_grad()\n"
            "    for x in batches:\n"
            "        f(x).backward()\n"
            "    finish(optimizer)\n",
            id="added-up-between-clearing-and-step",
        ),
        pytest.param(
            "for size in sizes:\n"
            "    net = Net(size).to(device)\n"
            "    out = net(x)\n"
            "    loss = out.sum()\n"
            "    loss.backward()\n",
            id="network-made-anew",
        ),
        pytest.param(("f(x).backward()\noptimizer.step()\n"), id="no-loop"),
        pytest.param(
            (
                "import torch.distributed.autograd as dist\n"
                "for x in loader:\n"
                "    dist.backward(context, [f(x)])\n"
                "    optimizer.step()\n"
            ),
            id="distributed-contexts",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
