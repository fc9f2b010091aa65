"""forward-called-directly reports `model.forward(x)`, and not how models are built."""

import pytest

from auditor.rules.forward_called_directly import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import torch\n"
    "from torch import nn\n"
    "class Net(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.pool = nn.MaxPool2d(2)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(("y = Net().pool\nmodel = Net()\nz = model.forward(x)\n"), [9], id="model"),
        pytest.param(
            ("class Big(Net):\n    def go(self, x):\n        return self.pool.forward(x)\n"),
            [9],
            id="part-of-a-model",
        ),
        pytest.param("y = model.forward(x)\n", [7], id="unknown-model"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(("model = Net()\ny = model(x)\n"), id="called"),
        pytest.param(
            ("class Big(Net):\n    def step(self, x):\n        return self.forward(x)\n"), id="self"
        ),
        pytest.param(
            ("class Big(Net):\n    def forward(self, x):\n        return super().forward(x)\n"),
            id="super",
        ),
        pytest.param(
            (
                "class Big(Net):\n"
                "    def forward(self, x):\n"
                "        return super(Big, self).forward(x)\n"
            ),
            id="old-super",
        ),
        pytest.param(
            ("class Big(Net):\n    def forward(self, x):\n        return Net.forward(self, x)\n"),
            id="parent-by-name",
        ),
        pytest.param("y = self.part.remote().forward(x)\n", id="remote"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
