"""unnecessary-model-code reports layers that nothing reads, bases and subclasses considered."""

from collections.abc import Mapping

import pytest

from auditor.rules.unnecessary_model_code import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

NET = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        return self.inner(x)
"""
USED = "        return self.norm(self.inner(x))\n"


def net(init: str = "", forward: str = "", more: str = "") -> str:
    """The network above, with more lines in either method and below."""
    text = NET.replace("\n\n    def forward", f"\n{init}\n    def forward")
    return text.replace("        return self", f"{forward}        return self") + more


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param({"a.py": NET}, [9], id="never-read"),
        pytest.param(
            {"a.py": net(more="\n\nclass Other(nn.Module):\n    def forward(self, x):\n"
                         "        return self.norm(x)\n")},
            [9],
            id="read-in-an-unrelated-class",
        ),
        pytest.param({"a.py": net(init="        self.apply(reset)\n")}, [9], id="initialised"),
        pytest.param(
            {"a.py": net(init="        for one in self.modules():\n            reset(one)\n")},
            [9],
            id="initialised-with-all-modules",
        ),
        pytest.param(
            {"a.py": net(more="\n\nclass Wide(Net):\n    pass\n")}, [9], id="nor-in-the-subclass"
        ),
        pytest.param(
            {"a.py": NET.replace("nn.Module", "nn.Module").replace("nn.LayerNorm(width)", "Part()")
             + "\n\nclass Part(nn.Module):\n    def forward(self, x):\n        return x\n"},
            [9],
            id="a-layer-of-our-own",
        ),
        pytest.param(
            {"a.py": "from tensorflow import keras\n\n\nclass Net(keras.Model):\n"
             "    def __init__(self):\n        super().__init__()\n"
             "        self.drop = keras.layers.Dropout(0.5)\n\n"
             "    def call(self, x):\n        return x\n"},
            [7],
            id="keras",
        ),
    ],
)  # fmt: skip
def test_reports(texts: Mapping[str, str], lines: list[int]) -> None:
    assert lines_hit(texts) == lines


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.py": NET.replace("        return self.inner(x)\n", USED)}, id="used"),
        pytest.param(
            {"a.py": net(more="\n\nclass Wide(Net):\n    def forward(self, x):\n    " + USED)},
            id="used-in-a-subclass",
        ),
        pytest.param(
            {"a.py": NET, "b.py": "from a import Net\n\n\nclass Wide(Net):\n"
             "    def forward(self, x):\n    " + USED},
            id="used-in-a-subclass-elsewhere",
        ),
        pytest.param({"a.py": NET, "b.py": "print(net.norm)\n"}, id="read-from-outside"),
        pytest.param({"a.py": NET, "b.py": "KEYS = ['module.norm.weight']\n"}, id="named-in-text"),
        pytest.param(
            {"a.py": net(forward="        for one in self.children():\n            x = one(x)\n")},
            id="iterates-over-children",
        ),
        pytest.param(
            {"a.py": net(forward="        x = getattr(self, self.kind)(x)\n")}, id="getattr"
        ),
        pytest.param(
            {"a.py": NET.replace("norm = ", "norm = ").replace(
                "LayerNorm(width)", "LayerNorm(width)  # old checkpoints have it")},
            id="kept-for-checkpoints",
        ),
        pytest.param(
            {"a.py": NET.replace("(nn.Module)", "(Base)").replace(
                "from torch import nn", "from torch import nn\nfrom library import Base")},
            id="base-of-unknown-origin",
        ),
        pytest.param({"a.py": NET.partition("    def forward")[0]}, id="no-forward-pass"),
        pytest.param({"a.py": NET.replace("LayerNorm(width)", "Identity()")}, id="identity"),
        pytest.param({"tests/test_a.py": NET}, id="test"),
    ],
)  # fmt: skip
def test_stays_silent(texts: Mapping[str, str]) -> None:
    assert lines_hit(texts) == []


def test_tells_all_layers_of_a_class_at_once() -> None:
    texts = {"a.py": net(init="        self.out = nn.Linear(width, 1)\n")}
    assert messages_of(RULE, texts) == ["`Net` makes `self.norm`, `self.out` and never uses them"]
