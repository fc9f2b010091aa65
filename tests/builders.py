"""Projects made from text: what tests of rules, roles and scores stand on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from textwrap import dedent

from auditor.classify import classify
from auditor.facts import facts_of
from auditor.model import Blob, Change, History, Kind, Project, SourceFile
from auditor.read import kind_of
from auditor.resolve import resolve

Texts = Mapping[str, str | bytes]


def project_of(
    source: str | Texts, path: str = "example.py", history: History | None = None
) -> Project:
    """A project with one file of this text, or with these files; roles included."""
    texts = {path: source} if isinstance(source, str) else source
    return classify(resolve((file_of(name, text) for name, text in texts.items()), history))


def file_of(path: str, text: str | bytes) -> SourceFile:
    """One file as the stages before `resolve` would hand it on."""
    data = dedent(text).encode() if isinstance(text, str) else text
    kind, reason = kind_of(path, data[:8192], len(data))
    blob = Blob(path, kind, sha1(data, usedforsecurity=False).hexdigest(), len(data), data, reason)
    return SourceFile(path, kind, blob.id, blob.size, facts_of(blob), reason)


def history_of(
    recent_commits: Mapping[str, int], authors: Mapping[str, tuple[str, ...]] | None = None
) -> History:
    """A past in which files were changed so often in the last half year, by these or by one."""
    day = datetime(2024, 5, 1, tzinfo=UTC)
    changes = {
        path: Change(path, count, count, (authors or {}).get(path, ("Ada",)), day, day)
        for path, count in recent_commits.items()
    }
    return History(max(recent_commits.values(), default=0), 1, day, day, changes)


def kinds(project: Project) -> dict[str, Kind]:
    return {file.path: file.kind for file in project.files}


def small_projects(top: Path, count: int) -> list[str]:
    """So many folders with a program of two lines each, by their paths."""
    for number in range(count):
        (top / f"p{number}").mkdir()
        (top / f"p{number}" / "a.py").write_text(f"import torch\nx = {number}\n", encoding="utf-8")
    return [str(top / f"p{number}") for number in range(count)]
