"""nondeterministic-algorithms reports seeds without the switch, once."""

import pytest

from auditor.rules.nondeterministic_algorithms import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("torch.manual_seed(0)\n", [2], id="seeded"),
        pytest.param(
            ("torch.manual_seed(0)\ntorch.cuda.manual_seed_all(0)\n"), [2], id="first-seed-only"
        ),
        pytest.param("torch.cuda.manual_seed_all(0)\n", [2], id="seeded-for-cuda"),
        pytest.param(
            ("x.index_add(0, i, y)\nif __name__ == '__main__':\n    pass\n"),
            [2],
            id="unstable-operation-in-a-script",
        ),
        pytest.param(
            "torch.bincount(x, weights=w)\nif __name__ == '__main__':\n    pass\n",
            [2],
            id="weights-added-up",
        ),
        pytest.param(
            ("torch.manual_seed(0)\ntorch.backends.cudnn.deterministic = False\n"),
            [2],
            id="switched-off",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("torch.manual_seed(0)\ntorch.use_deterministic_algorithms(True)\n"), id="switched-on"
        ),
        pytest.param(
            ("torch.manual_seed(0)\ntorch.backends.cudnn.deterministic = True\n"), id="cudnn"
        ),
        pytest.param(
            ("torch.manual_seed(0)\ntorch.backends.cudnn.deterministic = args.repeat\n"),
            id="by-argument",
        ),
        pytest.param(
            (
                "import pytorch_lightning as pl\n"
                "pl.seed_everything(0)\n"
                "pl.Trainer(deterministic=True)\n"
            ),
            id="trainer",
        ),
        pytest.param("net = torch.nn.Linear(1, 1)\n", id="never-seeded"),
        pytest.param("y = x.index_add(0, i, z)\n", id="unstable-operation-in-a-library"),
        pytest.param(
            "torch.bincount(x)\nif __name__ == '__main__':\n    pass\n", id="whole-numbers-counted"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
