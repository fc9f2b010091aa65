"""git's log is read beside the files, and what goes wrong there is told as if it were not."""

import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from auditor.model import Checkout, SourceFile
from auditor.pipeline import examine
from auditor.pipeline.beside import beside
from auditor.settings import Settings
from tests.repositories import Repository

STAGES = import_module("auditor.pipeline.stages")
LONG = 60.0  # seconds, within which a thread gets its turn on the busiest machine


def test_a_result_is_waited_for() -> None:
    go_on = threading.Event()
    under_way = beside(lambda: go_on.wait(LONG) and "done")
    go_on.set()
    assert under_way.result() == "done"


def test_an_error_is_raised_where_the_result_is_asked_for() -> None:
    under_way = beside(lambda: [1].index(2))
    with pytest.raises(ValueError, match="2"):
        under_way.result()


def test_the_log_is_read_while_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "project")
    repository.commit({"a.py": "x = 1\n"})
    begun, history, gather = threading.Event(), STAGES.history, STAGES.gather

    def told(checkout: Checkout) -> object:
        begun.set()
        return history(checkout)

    def waiting(*words: object) -> Iterator[SourceFile]:
        assert begun.wait(LONG)
        yield from gather(*words)

    monkeypatch.setattr(STAGES, "history", told)
    monkeypatch.setattr(STAGES, "gather", waiting)
    audit = examine(str(repository.path), Settings(cache=tmp_path / "cache", jobs=1))
    assert audit.commits == 1
