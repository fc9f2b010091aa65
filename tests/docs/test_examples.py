"""Every command and every piece of code in the documentation does what the page lets expect.

Each page is read from top to bottom in one folder, as a reader would, so that a report written
by one block is there for the next. What lives elsewhere in the world stands in that folder:
`karpathy/nanoGPT` is a small repository of that path (a folder that exists wins over a name on
GitHub), and `numbers-audit` has as much of a clone of this project as pages ask for. A block that
cannot be run says why in a comment before it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from auditor.settings import settings
from tests.docs.blocks import ROOT, Block, blocks_of, pages
from tests.repositories import Repository

TRAIN = """\
import torch

model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = model(torch.ones(1, 2)).sum()
    loss.backward()
    optimizer.step()
"""
MANIFEST = """\
[project]
name = "work"
version = "1"
requires-python = ">=3.11"
dependencies = ["torch==2.9.1"]
"""
NOTEBOOK = '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ["x = 1"]}]}'
READABLE = {"console", "python", "toml", "yaml", "text"}
SECONDS = 120  # for one block

each_page = pytest.mark.parametrize("page", [*pages()], ids=lambda page: page.stem)


@each_page
def test_blocks_that_run_do_what_the_page_says(page: Path, tmp_path: Path) -> None:
    folder = _world(tmp_path)
    namespace: dict[str, object] = {}
    for block in blocks_of(page):
        if block.reason:
            continue
        if block.language == "console":
            _run_commands(block, folder, tmp_path)
        elif block.language == "python":
            _run_python(block, folder, namespace, tmp_path)


@each_page
def test_settings_in_pages_are_accepted(page: Path, tmp_path: Path) -> None:
    for number, block in enumerate(blocks_of(page)):
        if block.language == "toml" and "[tool.numbers-audit]" in block.text:
            file = tmp_path / f"{number}.toml"
            file.write_text(block.text, encoding="utf-8")
            settings(file, tmp_path, {})
        elif block.language == "toml":
            tomllib.loads(block.text)
        elif block.language == "yaml":
            assert yaml.safe_load(block.text)


def test_every_block_has_a_language_that_is_looked_after() -> None:
    unknown = [
        f"{block.page}:{block.line} {block.language}"
        for page in pages()
        for block in blocks_of(page)
        if block.language not in READABLE
    ]
    assert not unknown


def _world(tmp_path: Path) -> Path:
    """A folder like a reader's: a project of one's own, and a repository called as on GitHub."""
    folder = tmp_path / "work"
    own = Repository(folder)
    own.commit(
        {
            "train.py": TRAIN,
            "pyproject.toml": MANIFEST,
            "notebooks/first.ipynb": NOTEBOOK,
            "list.txt": "karpathy/nanoGPT\n",
        }
    )
    (folder / ".git" / "info").mkdir(exist_ok=True)
    exclude = folder / ".git" / "info" / "exclude"
    exclude.write_text("karpathy/\nnumbers-audit/\n", encoding="utf-8")
    clone = folder / "numbers-audit" / "reference_project"
    clone.mkdir(parents=True)
    shutil.copy(ROOT / "reference_project" / "poetry.lock", clone)
    theirs = Repository(folder / "karpathy" / "nanoGPT")
    for number in range(300, 307):
        theirs.commit({"train.py": TRAIN + "\n" * (number - 10) + f"x{number} = {number}\n"})
    theirs.git("branch", "master")
    theirs.git("tag", "v1")
    return folder


def _surroundings(tmp_path: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        "PATH": path,
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def _run_commands(block: Block, folder: Path, tmp_path: Path) -> None:
    for command in block.text.splitlines():
        if not command.strip() or command.startswith("#"):
            continue
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=_surroundings(tmp_path),
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"{block.page}: {command}\n{done.stdout}\n{done.stderr}"


def _run_python(block: Block, folder: Path, namespace: dict[str, object], tmp_path: Path) -> None:
    """In this process: what one block of a page defines, the next one uses."""
    code = compile(block.text, f"{block.page}:{block.line}", "exec")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        exec(code, namespace)  # noqa: S102 - the documentation's own code
