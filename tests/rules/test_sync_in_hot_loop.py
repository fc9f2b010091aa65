"""sync-in-hot-loop reports training steps that wait often."""

import pytest

from auditor.rules.sync_in_hot_loop import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "for x in loader:\n"
                "    loss = f(x)\n"
                "    loss.backward()\n"
                "    a += loss.item()\n"
                "    b += p.item()\n"
                "    c += q.cpu()\n"
            ),
            [5],
            id="three-waits",
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
                "for x in loader:\n"
                "    loss = f(x)\n"
                "    loss.backward()\n"
                "    a += loss.item()\n"
                "    b += p.item()\n"
            ),
            id="two-waits",
        ),
        pytest.param(
            (
                "for i, x in enumerate(loader):\n"
                "    f(x).backward()\n"
                "    if i % 100 == 0:\n"
                "        print(a.item(), b.item(), c.item())\n"
            ),
            id="now-and-then",
        ),
        pytest.param(
            ("for x in loader:\n    a += f(x).item()\n    b += p.item()\n    c += q.item()\n"),
            id="evaluation",
        ),
        pytest.param(
            ("for x in loader:\n    f(x).backward()\nprint(a.item(), b.item(), c.item())\n"),
            id="after-the-loop",
        ),
        pytest.param(
            (
                "for x in loader:\n"
                "    f(x).backward()\n"
                "    for k, v in a.items():\n"
                "        b.item(k), c.item(k), d.item(k)\n"
            ),
            id="of-dictionaries",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
