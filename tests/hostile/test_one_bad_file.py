"""A file that a reader of ours cannot cope with costs itself, and nothing else."""

import os
import signal
from importlib import import_module
from pathlib import Path

import pytest

from auditor import facts
from auditor.errors import ExitCode
from auditor.model import Audit, Blob, Facts, Kind
from auditor.pipeline import examine, exit_code
from auditor.settings import Settings

GATHER = import_module("auditor.pipeline.gather")  # the package has a function of that name
FILES = {"a.py": "x = 1\n", "bad.py": "y = 2\n", "z.py": "z = 3\n"}


@pytest.fixture(name="folder")
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def audited(folder: Path, tmp_path: Path, jobs: int = 1) -> Audit:
    return examine(str(folder), Settings(cache=tmp_path / "cache", jobs=jobs))


def without(audit: Audit, name: str) -> None:
    """Everything is as it should be but for one file, which is told with its reason."""
    assert [file.path for file in audit.files] == sorted(FILES)
    assert [file.path for file in audit.files if file.failed] == [name]
    assert audit.lines.code == len(FILES) - 1
    (skipped,) = audit.skipped
    assert (skipped.path, audit.files[1].kind) == (name, Kind.UNREADABLE)
    assert "a reader of ours failed" in skipped.reason
    assert exit_code(audit, None) is ExitCode.INCOMPLETE


def test_a_crash_of_a_reader_is_told_and_the_next_audit_tries_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = facts.facts_of

    def crashing(blob: Blob) -> Facts:
        if blob.path == "bad.py":
            raise ZeroDivisionError("\ud800")
        return real(blob)

    with monkeypatch.context() as patch:
        patch.setattr(facts, "facts_of", crashing)
        without(audited(folder, tmp_path), "bad.py")
    after = audited(folder, tmp_path)
    assert after.complete
    assert after.lines.code == len(FILES)


def dying(blob: Blob) -> bytes:
    if blob.path == "bad.py":
        os.kill(os.getpid(), signal.SIGKILL)
    return facts.packed_facts(blob)


def test_a_process_that_a_file_ends_takes_no_other_file_with_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GATHER, "packed_facts", dying)
    monkeypatch.setattr(GATHER, "POOL_FROM_BYTES", 0)
    without(audited(folder, tmp_path, jobs=2), "bad.py")
