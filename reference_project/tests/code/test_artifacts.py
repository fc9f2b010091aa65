"""Runs are found, kept apart and never overwritten."""

import os
from pathlib import Path

import pytest

from digits import artifacts
from digits.errors import RunRefused


def finished(folder: Path, at: int) -> Path:
    folder.mkdir(parents=True)
    manifest = folder / "manifest.json"
    manifest.write_text("{}", encoding="utf-8")
    os.utime(manifest, (at, at))
    return folder


def test_results_that_are_there_are_not_overwritten(tmp_path: Path) -> None:
    finished(tmp_path / "full", at=1)
    with pytest.raises(RunRefused, match="not empty"):
        artifacts.new_run(tmp_path / "full")


def test_the_latest_run_is_the_one_finished_last(tmp_path: Path) -> None:
    finished(tmp_path / "a", at=200)
    finished(tmp_path / "b", at=100)
    (tmp_path / "broken").mkdir()
    assert artifacts.latest_run(tmp_path).folder == tmp_path / "a"


def test_a_run_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunRefused, match="no finished run"):
        artifacts.finished_run(tmp_path)
    with pytest.raises(RunRefused, match="no finished run"):
        artifacts.latest_run(tmp_path)


def test_outside_a_repository_the_commit_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "PROJECT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert artifacts.origin() == artifacts.Origin(commit=None, tree=None, changed=None)
