"""dataloader-not-tuned reports loaders without workers."""

import pytest

from auditor.rules.dataloader_not_tuned import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("rows = DataLoader(data, batch_size=2)\n", [3], id="default"),
        pytest.param("rows = DataLoader(data, batch_size=2, num_workers=0)\n", [3], id="zero"),
        pytest.param("rows = DataLoader(data, 2, False, None, None, 0)\n", [3], id="by-position"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("rows = DataLoader(data, batch_size=2, num_workers=4)\n", id="workers"),
        pytest.param("rows = DataLoader(data, batch_size=2, num_workers=n)\n", id="variable"),
        pytest.param("rows = DataLoader(data, **options)\n", id="passed-on"),
        pytest.param(
            ("data = TensorDataset(x, y)\nrows = DataLoader(data, batch_size=2)\n"), id="in-memory"
        ),
        pytest.param(
            ("from ours import DataLoader\nrows = DataLoader(data)\n"), id="class-of-ones-own"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
