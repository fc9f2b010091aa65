"""no-checkpointing reports trainings of epochs and batches that keep nothing."""

import pytest

from auditor.rules.no_checkpointing import RULE
from tests.builders import project_of

NESTED = (
    "import torch\nfor epoch in range(9):\n    for x, y in loader:\n        loss(x, y).backward()\n"
)
CALLED = (
    "import torch\ndef train(epoch):\n    for x, y in loader:\n        loss(x, y).backward()\n"
    "for epoch in range(9):\n    train(epoch)\n"
)


def places(files: dict[str, str]) -> list[str]:
    return [str(hit.location) for hit in RULE.check(project_of(files))]


@pytest.mark.parametrize(
    "source",
    [pytest.param(NESTED, id="loops-in-loops"), pytest.param(CALLED, id="a-function-per-epoch")],
)
def test_reports(source: str) -> None:
    assert places({"train.py": source}) == ["train.py:4"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"train.py": f"{NESTED}torch.save(net, 'net.pt')\n"}, id="weights-saved"),
        pytest.param(
            {"train.py": NESTED, "io.py": "def f():\n    pickle.dump(x, y)\n"}, id="pickled"
        ),
        pytest.param({"train.py": f"{NESTED}manager.save_checkpoint()\n"}, id="manager"),
        pytest.param(
            {"train.py": "import torch\nfor epoch in range(9):\n    loss.backward()\n"},
            id="one-loop-is-short",
        ),
        pytest.param({"examples/train.py": NESTED}, id="example"),
        pytest.param({"tests/test_train.py": NESTED}, id="test"),
        pytest.param({"train.py": NESTED, "README.md": "# Tutorial\n"}, id="course"),
        pytest.param({"train.py": NESTED.replace("torch", "os")}, id="nothing-learns"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert places(files) == []
