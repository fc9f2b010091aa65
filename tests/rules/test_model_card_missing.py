"""model-card-missing asks for a card where weights are given out."""

import pytest

from auditor.model import Hit
from auditor.rules.model_card_missing import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


NET = {"net.py": "import torch\n"}
LINK = "# Net\n\n[weights](https://x.org/releases/download/v1/net.pth)\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"README.md": LINK}, "README.md:3", id="linked"),
        pytest.param({"weights/net.pt": "\x00" * 200_000}, "weights/net.pt:1", id="committed"),
    ],
)
def test_reports(files: dict[str, str], place: str) -> None:
    (hit,) = hits({**NET, **files})
    assert str(hit.location) == place


@pytest.mark.parametrize(
    "card",
    [
        pytest.param({"MODEL_CARD.md": "x\n"}, id="file"),
        pytest.param({"docs/model-card.md": "x\n"}, id="file-in-docs"),
        pytest.param({"docs/about.md": "## Intended use\n\nDigits.\n"}, id="heading"),
        pytest.param({"README.md": LINK + "\n## Limitations\n\nMany.\n"}, id="limits"),
    ],
)
def test_a_card_silences_it(card: dict[str, str]) -> None:
    assert hits({**NET, "README.md": LINK, **card}) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({**NET, "README.md": "# Net\n"}, id="nothing-published"),
        pytest.param(
            {**NET, "README.md": "[port](https://github.com/them/llama.onnx)\n"}, id="repository"
        ),
        pytest.param(
            {**NET, "README.md": "[x](https://x.org/features_rcnn_train.h5)\n"}, id="features"
        ),
        pytest.param(
            {**NET, "README.md": "[model](https://huggingface.co/us/net)\n"}, id="card-on-the-hub"
        ),
        pytest.param({**NET, "docs/examples/net.pt": "\x00" * 200_000}, id="example"),
        pytest.param(
            {**NET, "README.md": "[data](https://huggingface.co/datasets/x/y)\n"}, id="data"
        ),
        pytest.param({"README.md": LINK, "a.py": "import os\n"}, id="no-ml"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
