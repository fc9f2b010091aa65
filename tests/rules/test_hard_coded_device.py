"""hard-coded-device reports devices that are written into the code, once per file."""

import pytest

from auditor.rules.hard_coded_device import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("net = torch.nn.Linear(1, 1).cuda()\n", [2], id="cuda"),
        pytest.param("x = x.to('cuda:0')\n", [2], id="to"),
        pytest.param("d = torch.device('cuda')\n", [2], id="device"),
        pytest.param("x = torch.zeros(3, device='cuda')\n", [2], id="argument"),
        pytest.param(("x = x.to('cuda')\ny = y.to('cuda')\n"), [2], id="once"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = x.to(device)\n", id="variable"),
        pytest.param(
            ("d = 'cuda' if torch.cuda.is_available() else 'cpu'\nx = x.to('cuda')\n"), id="asks"
        ),
        pytest.param(("if args.use_cuda:\n    x = x.cuda()\n"), id="under-a-condition"),
        pytest.param("x = x.cuda() if args.gpu else x\n", id="chosen"),
        pytest.param("x = x.to('cpu')\n", id="processor"),
        pytest.param("x = x.cuda(rank)\n", id="number"),
        pytest.param("x = x.to(torch.float32)\n", id="type"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
