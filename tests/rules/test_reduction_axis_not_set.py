"""reduction-axis-not-set reports softmax without its axis."""

import pytest

from auditor.rules.reduction_axis_not_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\nimport torch.nn.functional as F\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("y = F.softmax(x)\n", [3], id="function"),
        pytest.param("y = torch.nn.Softmax()(x)\n", [3], id="class"),
        pytest.param("y = F.log_softmax(x)\n", [3], id="logarithm"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("y = F.softmax(x, dim=-1)\n", id="dim"),
        pytest.param("y = F.softmax(x, -1)\n", id="position"),
        pytest.param("y = torch.nn.LogSoftmax(1)(x)\n", id="class-with-dim"),
        pytest.param("y = F.softmax(x, **options)\n", id="passed-on"),
        pytest.param("y = softmax(x)\n", id="function-of-ones-own"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
