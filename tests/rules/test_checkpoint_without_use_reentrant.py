"""checkpoint-without-use-reentrant reports activation checkpoints that leave it open."""

import pytest

from auditor.rules.checkpoint_without_use_reentrant import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch.utils.checkpoint\nfrom torch.utils.checkpoint import checkpoint\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("y = checkpoint(f, x)\n", [3], id="function"),
        pytest.param("y = torch.utils.checkpoint.checkpoint(f, x)\n", [3], id="module"),
        pytest.param(
            "y = torch.utils.checkpoint.checkpoint_sequential(f, 2, x)\n", [3], id="in-a-row"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("y = checkpoint(f, x, use_reentrant=False)\n", id="stated"),
        pytest.param("y = checkpoint(f, x, use_reentrant=True)\n", id="stated-otherwise"),
        pytest.param("y = checkpoint(f, x, **options)\n", id="passed-on"),
        pytest.param("trainer.checkpoint(path)\n", id="method-of-ones-own"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
