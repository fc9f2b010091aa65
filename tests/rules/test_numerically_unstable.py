"""numerically-unstable reports formulas that a function computes exactly."""

import pytest

from auditor.model import Severity
from auditor.rules.numerically_unstable import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import numpy as np\nimport torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("y = torch.log(1 + x)\n", [3], id="log1p"),
        pytest.param("y = np.log(np.exp(x) + 1.0)\n", [3], id="one-on-the-right"),
        pytest.param("y = torch.exp(x) - 1\n", [3], id="expm1"),
        pytest.param("y = torch.log(torch.sum(torch.exp(x), dim=1))\n", [3], id="logsumexp"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    ("formula", "better"),
    [
        ("torch.log(1 + x)", "log1p"),
        ("torch.exp(x) - 1", "expm1"),
        ("torch.log(torch.sum(torch.exp(x), dim=1))", "logsumexp"),
    ],
)
def test_the_message_names_the_exact_function(formula: str, better: str) -> None:
    (hit,) = RULE.check(project_of(f"{ABOVE}y = {formula}\n"))
    assert hit.message == f"`{better}` is exact where this formula is not"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("y = torch.log(2 + x)\n", id="other-constant"),
        pytest.param("y = np.log(price + 1)\n", id="scale-of-prices"),
        pytest.param("y = torch.round(torch.exp(x) - 1)\n", id="rounded"),
        pytest.param("y = torch.log(torch.sum(torch.exp(x - m), dim=1))\n", id="maximum-taken"),
        pytest.param("y = torch.exp(x) - 2\n", id="other-difference"),
        pytest.param("y = torch.log(torch.sum(torch.exp(x)))\n", id="no-axis"),
        pytest.param("y = torch.log(torch.sum(torch.exp(x), dim=None))\n", id="axis-is-none"),
        pytest.param(
            "y = torch.log(torch.sum(torch.exp(x) + 1, 1))\n", id="added-after-the-exponential"
        ),
        pytest.param("y = np.log(1 + 1)\n", id="constants"),
        pytest.param("y = torch.log1p(x)\n", id="already"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_remarks_the_logarithm_of_what_may_be_a_count() -> None:
    remark, finding = RULE.check(
        project_of("import torch\ny = torch.log(1 + x)\nz = torch.log(1 + x / c)\n")
    )
    assert (remark.severity, remark.minutes) == (Severity.INFO, 0)
    assert (finding.severity, finding.minutes) == (None, None)
