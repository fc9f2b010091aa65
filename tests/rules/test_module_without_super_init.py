"""module-without-super-init reports layers that are assigned too early."""

import pytest

from auditor.rules.module_without_super_init import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\nfrom dataclasses import dataclass\nfrom torch import nn\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("class Net(nn.Module):\n    def __init__(self):\n        self.a = nn.Linear(1, 1)\n"),
            [6],
            id="layer",
        ),
        pytest.param(
            (
                "class Net(nn.Module):\n"
                "    def __init__(self):\n"
                "        self.n = 3\n"
                "        self.w = nn.Parameter(torch.zeros(1))\n"
            ),
            [7],
            id="parameter",
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
                "class Net(nn.Module):\n"
                "    def __init__(self):\n"
                "        super().__init__()\n"
                "        self.a = nn.Linear(1, 1)\n"
            ),
            id="super",
        ),
        pytest.param(
            (
                "class Net(nn.Module):\n"
                "    def __init__(self):\n"
                "        nn.Module.__init__(self)\n"
                "        self.a = nn.Linear(1, 1)\n"
            ),
            id="parent-by-name",
        ),
        pytest.param(
            (
                "class Net(nn.Module, Mixin):\n"
                "    def __init__(self):\n"
                "        self.a = nn.Linear(1, 1)\n"
            ),
            id="another-base",
        ),
        pytest.param(
            ("class Net(nn.Module):\n    def build(self):\n        self.a = nn.Linear(1, 1)\n"),
            id="no-init",
        ),
        pytest.param(
            ("class Net:\n    def __init__(self):\n        self.a = nn.Linear(1, 1)\n"),
            id="no-module",
        ),
        pytest.param(
            ("class Net(nn.Module):\n    def __init__(self):\n        self.n = 3\n"),
            id="numbers-only",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
