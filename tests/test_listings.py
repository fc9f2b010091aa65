"""The sources of an audit are those that were audited, without the credentials in them."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model import Audit, Listing
from auditor.pipeline import examine, examine_with_sources, study
from auditor.pipeline.listings import WITHHELD, filled, outlines
from auditor.read.objects import _Objects
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
    studied = study(str(repository.path), settings)
    listed = filled(studied.checkout, outlines(studied.project), studied.audit.findings)
    return {each.path: each for each in listed}


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


def test_a_page_of_a_kept_audit_reads_its_own_sources_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "project")
    commit = repository.commit(FILES)
    chosen = replace(Settings(), cache=tmp_path / "cache", jobs=1, run_info=False)

    def examined() -> tuple[Audit, tuple[Listing, ...]]:
        return examine_with_sources(str(repository.path), chosen, revision=commit)

    audit, listings = examined()
    read: list[str] = []
    contents = _Objects.content

    def counted(self: _Objects, id_: str) -> bytes | None:
        read.append(id_)
        return contents(self, id_)

    monkeypatch.setattr(_Objects, "content", counted)
    assert examined() == (audit, listings)
    assert len(read) == len(listings) == 3
    assert not any(KEY in "\n".join(each.lines) for each in listings)


def test_a_page_of_an_audit_that_was_kept_without_sources_has_them(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "project")
    commit = repository.commit(FILES)
    chosen = replace(Settings(), cache=tmp_path / "cache", jobs=1, run_info=False)
    audit = examine(str(repository.path), chosen, revision=commit)
    again, listings = examine_with_sources(str(repository.path), chosen, revision=commit)
    assert again == audit
    assert [each.path for each in listings] == ["book.ipynb", "key.py", "train.py"]
