"""The sources of an audit are those that were audited, without the credentials in them."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model import Listing
from auditor.pipeline import study
from auditor.pipeline.listings import WITHHELD, listings
from auditor.settings import Settings
from tests.repositories import Repository

KEY = "ghp_" + "a8Kd93jfLq0Zx7Wm2Bv5Nc1Hs6Yt4RpE8uGo"
PEM = "-----BEGIN RSA PRIVATE " + "KEY-----"
CELLS = ["# %%\nimport torch\n", f'x = 1\ntoken = "{KEY}"\ny = 2\n']
FILES = {
    "train.py": f'import torch\n\nKEY = "{KEY}"\nx = torch.ones(1)\n',
    "key.py": f'PRIVATE = """{PEM}\nMIIEpAIBAAKCAQEA\nabcdef\n"""\nx = 1\n',
    "README.md": "# Words\n",
    "book.ipynb": json.dumps(
        {
            "cells": [{"cell_type": "markdown", "source": "hello", "metadata": {}}]
            + [
                {"cell_type": "code", "source": cell, "outputs": [], "execution_count": 1}
                for cell in CELLS
            ],
            "metadata": {},
            "nbformat": 4,
        }
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Listing]:
    repository = Repository(tmp_path_factory.mktemp("listings") / "project")
    repository.commit(FILES)
    settings = replace(Settings(), cache=Path(tmp_path_factory.mktemp("cache")), jobs=1)
    return {each.path: each for each in listings(study(str(repository.path), settings))}


def test_files_with_roles_are_listed(found: dict[str, Listing]) -> None:
    assert sorted(found) == ["book.ipynb", "key.py", "train.py"]
    assert found["train.py"].lines[:2] == ("import torch", "")
    assert found["train.py"].spans


def test_a_notebook_is_its_code_cells(found: dict[str, Listing]) -> None:
    book = found["book.ipynb"]
    assert book.lines[:2] == ("# %%", "import torch")
    assert [index for _, index in book.cells] == [1, 2]


def test_credentials_stay_where_they_are(found: dict[str, Listing]) -> None:
    texts = {path: "\n".join(each.lines) for path, each in found.items()}
    assert not [path for path, text in texts.items() if KEY in text or "MIIEp" in text]
    assert texts["train.py"].splitlines()[2:4] == [WITHHELD, "x = torch.ones(1)"]
    assert texts["book.ipynb"].splitlines()[2:] == ["x = 1", WITHHELD, "y = 2"]
    assert "x = 1" in texts["key.py"]
