"""model-code-reusability reports models that read their script's command line."""

import pytest

from auditor.rules.model_code_reusability import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

PARSER = (
    "import argparse\nfrom torch import nn\n"
    "parser = argparse.ArgumentParser()\n"
    "parser.add_argument('--width', type=int)\n"
)


def model(width: str, parameters: str = "self", base: str = "nn.Module") -> str:
    return (
        f"class Net({base}):\n"
        f"    def __init__({parameters}):\n"
        "        super().__init__()\n"
        f"        self.inner = nn.Linear(28, {width})\n"
        f"        self.outer = nn.Linear({width}, 10)\n"
        "    def forward(self, x):\n"
        "        return self.outer(self.inner(x).relu())\n"
    )


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            PARSER + "args = parser.parse_args()\n" + model("args.width"), [9], id="arguments"
        ),
        pytest.param(
            PARSER + "opt = parser.parse_args()\nwidth = int(opt.width)\n" + model("width"),
            [10],
            id="value-computed-of-them",
        ),
        pytest.param(
            "import tensorflow as tf\nfrom torch import nn\nFLAGS = tf.app.flags.FLAGS\n"
            + model("FLAGS.width"),
            [7],
            id="flags",
        ),
        pytest.param(
            PARSER + model("args.width") + "args = parser.parse_args()\n", [8], id="parsed-below"
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            PARSER + "args = parser.parse_args()\n" + model("width", "self, width"), id="parameter"
        ),
        pytest.param(
            PARSER + "args = parser.parse_args()\n" + model("args.width", "self, args"),
            id="arguments-as-parameter",
        ),
        pytest.param("from torch import nn\nwidth = 64\n" + model("width"), id="constant"),
        pytest.param("from torch import nn\n" + model("64"), id="literal"),
        pytest.param(
            PARSER + model("64") + "def main():\n    args = parser.parse_args()\n", id="in-main"
        ),
        pytest.param(
            PARSER + "args = parser.parse_args()\nclass Settings:\n    def show(self):\n"
            "        print(args.width)\n",
            id="no-model",
        ),
        pytest.param(
            "from skorch.callbacks import Callback\n"
            + PARSER
            + "args = parser.parse_args()\n"
            + model("args.width", base="Callback"),
            id="watches-a-training",
        ),
        pytest.param(
            "import torch\n"
            + PARSER
            + "args = parser.parse_args()\n"
            + model("args.width", base="object").replace("Net", "NetInput"),
            id="brings-the-data",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []


def test_names_what_is_read() -> None:
    source = PARSER + "args = parser.parse_args()\n" + model("args.width")
    assert messages_of(RULE, source) == ["`Net` reads `args` of the script's command line"]
