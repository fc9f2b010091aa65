"""seed-incomplete reports generators that are left out."""

import pytest

from auditor.rules.seed_incomplete import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import random\nimport numpy as np\nimport torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("np.random.seed(0)\nnet = torch.nn.Linear(1, 1)\n"), [4], id="torch-left-out"
        ),
        pytest.param(("torch.manual_seed(0)\nx = np.random.rand(3)\n"), [4], id="numpy-left-out"),
        pytest.param(
            "np.random.seed(0)\nnet = torch.nn.Linear(1, 1)\nnet.load_state_dict(w)\n"
            "loss(net(x)).backward()\n",
            [4],
            id="loaded-and-trained-on",
        ),
        pytest.param(
            ("torch.manual_seed(0)\nrandom.shuffle(rows)\n"), [4], id="standard-library-left-out"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("np.random.seed(0)\ntorch.manual_seed(0)\nnet = torch.nn.Linear(1, 1)\n"), id="all"
        ),
        pytest.param(("np.random.seed(0)\nx = torch.zeros(3)\n"), id="nothing-drawn"),
        pytest.param("x = np.random.rand(3)\n", id="nothing-seeded"),
        pytest.param(
            ("np.random.seed(0)\nseed_everything(0)\nnet = torch.nn.Linear(1, 1)\n"), id="helper"
        ),
        pytest.param(
            ("np.random.seed(0)\nrows = torch.utils.data.DataLoader(d, generator=g)\n"),
            id="own-generator",
        ),
        pytest.param(
            "np.random.seed(0)\nnet = torch.nn.Linear(1, 1)\nnet.load_state_dict(w)\ny = net(x)\n",
            id="weights-that-are-loaded",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
