"""gradients-set-to-zero reports `set_to_none=False` where it is written out."""

import pytest

from auditor.rules.gradients_set_to_zero import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n"


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("optimizer.zero_grad(set_to_none=False)", id="of-an-optimiser"),
        pytest.param("net.zero_grad(set_to_none=False)", id="of-a-model"),
    ],
)
def test_reports(call: str) -> None:
    assert lines_hit(ABOVE + call) == [3]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("optimizer.zero_grad()", id="default"),
        pytest.param("optimizer.zero_grad(set_to_none=True)", id="dropped"),
        pytest.param("optimizer.zero_grad(set_to_none=drop)", id="chosen-elsewhere"),
        pytest.param(
            "optimizer.zero_grad(set_to_none=False)\nfor p in net.parameters():\n    p.grad += 1\n",
            id="gradients-are-added-to",
        ),
        pytest.param(
            "if 'set_to_none' in signature(optimizer.zero_grad).parameters:\n"
            "    optimizer.zero_grad(set_to_none=False)\n",
            id="asked-for-by-name",
        ),
    ],
)
def test_stays_silent(call: str) -> None:
    assert lines_hit(ABOVE + call) == []


def test_needs_pytorch() -> None:
    assert lines_hit("optimizer.zero_grad(set_to_none=False)") == []
