"""require-grad-typo reports the attribute that nothing reads."""

import pytest

from auditor.rules.require_grad_typo import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("x.require_grad = False\n", [2], id="false"),
        pytest.param("net.fc.require_grad = True\n", [2], id="of-a-layer"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x.requires_grad = False\n", id="right"),
        pytest.param("require_grad = False\n", id="variable"),
        pytest.param(
            ("class A:\n    def __init__(self):\n        self.require_grad = True\n"),
            id="field-of-ones-own",
        ),
        pytest.param("print(x.require_grad)\n", id="read"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
