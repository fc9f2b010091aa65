"""A kept audit is found and printed without what makes one."""

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.pipeline import examine
from auditor.settings import Settings
from tests.repositories import Repository

PROGRAM = """
import sys
from auditor.cli import app
try:
    app([*sys.argv[1:], "--quiet"])
except SystemExit as end:
    print(end.code, *sorted(set(sys.modules) & {"auditor.rules", "auditor.facts", "yaml"}))
"""


@pytest.fixture
def target(tmp_path: Path) -> str:
    repository = Repository(tmp_path / "project")
    repository.commit({"a.py": "import torch\n\ntorch.zeros(1)\n"})
    return repository.bare_url()


def imported(target: str, tmp_path: Path, *options: str) -> str:
    """The exit code, and those of three modules that take long that were imported."""
    words = (target, "--jobs", "1", "--cache-dir", str(tmp_path / "cache"), *options)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, check=True, cwd=tmp_path
    )
    return done.stdout.decode().strip()


def test_it_takes_no_rules_and_no_readers(target: str, tmp_path: Path) -> None:
    report = ("-o", str(tmp_path / "report.json"), "-o", str(tmp_path / "report.md"))
    assert imported(target, tmp_path) == "0 auditor.facts auditor.rules yaml"
    assert imported(target, tmp_path, *report) == "0"


def test_it_is_told_that_it_was_kept(target: str, tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path / "cache", jobs=1)
    runs = [examine(target, settings).run for _ in range(2)]
    assert [run and run.cached for run in runs] == [False, True]
