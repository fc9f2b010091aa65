"""The hook for pre-commit, run as pre-commit runs it: its entry and arguments, in a repository."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.repositories import Repository

ROOT = Path(__file__).parents[2]
LOADS = "import torch\n\nw = torch.load('w.pt')\n"


@pytest.fixture(name="project")
def repository(tmp_path: Path) -> Repository:
    """A repository whose last commit has a finding of severity high."""
    made = Repository(tmp_path / "project")
    made.commit({"train.py": LOADS})
    return made


def hook(project: Repository, *more: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit does with a hook that takes no file names, inside a `git commit`."""
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert found["language"] == "python"
    assert found["pass_filenames"] is False
    return subprocess.run(
        [*shlex.split(found["entry"]), *(more or found["args"])],
        cwd=project.path,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin",
            "HOME": str(project.path.parent),
            "LC_ALL": "C.UTF-8",
            "GIT_INDEX_FILE": str(project.path / ".git" / "index"),  # set while git commits
            "GIT_DIR": str(project.path / ".git"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_old_debt_holds_no_commit_back(project: Repository) -> None:
    project.write({"train.py": f"\n\n{LOADS}", "more.py": "x = 1\n"})
    project.git("add", "--all")
    done = hook(project)
    assert done.returncode == 0, done.stderr


def test_new_debt_does_and_is_named(project: Repository) -> None:
    project.write({"more.py": LOADS.replace("w", "v")})
    project.git("add", "--all")
    done = hook(project)
    assert done.returncode == 10
    assert "NEW SINCE THE BASELINE" in done.stdout
    assert "more.py:3" in done.stdout


def test_its_arguments_can_be_replaced(project: Repository) -> None:
    project.write({"more.py": LOADS.replace("w", "v")})
    assert hook(project, "--fail-on", "new:critical").returncode == 0


def test_a_repository_without_a_commit_is_one_sentence(tmp_path: Path) -> None:
    made = Repository(tmp_path / "empty")
    made.write({"train.py": LOADS})
    done = hook(made)
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
