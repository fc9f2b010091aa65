"""unpinned-hub-asset reports what hubs may change, and no local files."""

import pytest

from auditor.rules.unpinned_hub_asset import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import torch\n"
    "from datasets import load_dataset\n"
    "from huggingface_hub import hf_hub_download\n"
    "from transformers import AutoModel, pipeline\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("net = AutoModel.from_pretrained('bert-base-uncased')\n", [5], id="model"),
        pytest.param(
            ("NAME = 'gpt2'\nnet = AutoModel.from_pretrained(NAME)\n"), [6], id="behind-a-name"
        ),
        pytest.param("rows = load_dataset('squad')\n", [5], id="data-set"),
        pytest.param("path = hf_hub_download(repo_id='a/b', filename='c')\n", [5], id="file"),
        pytest.param("p = pipeline('ner', 'dslim/bert-base-NER')\n", [5], id="pipeline"),
        pytest.param("net = torch.hub.load('pytorch/vision', 'resnet18')\n", [5], id="torch-hub"),
        pytest.param(
            "net = AutoModel.from_pretrained(name, trust_remote_code=True)\n",
            [5],
            id="code-of-others",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "net = AutoModel.from_pretrained('bert', revision='86b5e09')\n", id="revision"
        ),
        pytest.param("net = AutoModel.from_pretrained('./checkpoints')\n", id="folder"),
        pytest.param("net = AutoModel.from_pretrained(args.name)\n", id="computed"),
        pytest.param("net = AutoModel.from_pretrained('bert', **options)\n", id="passed-on"),
        pytest.param("rows = load_dataset('csv', data_files='a.csv')\n", id="file-of-ones-own"),
        pytest.param(
            "net = torch.hub.load('pytorch/vision:4e00acf', 'resnet18')\n", id="torch-hub-commit"
        ),
        pytest.param(
            "net = torch.hub.load('models', 'net', source='local')\n", id="torch-hub-local"
        ),
        pytest.param("x = Config.from_pretrained('bert')\n", id="other-class"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
