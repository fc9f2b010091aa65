"""Files of a commit, read from git's object database: nothing is checked out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from auditor.errors import FetchFailed
from auditor.git import (
    ENDLESS,
    LOCAL_SILENCE,
    GitFailed,
    Running,
    git,
    path_text,
    printable,
    running,
)
from auditor.model import Blob, Checkout, Kind
from auditor.read.kinds import HEAD, keeps_content, kind_of, kind_without_content, needs_content

LINK, SUBMODULE = b"120000", b"160000"
ABSENT = b"BAD"  # what `ls-tree -l` prints for the size of an object that is not there
MAX_PATH = 4096  # bytes
MAX_LINK = 200  # characters of a link's target that are told


class _Entry(NamedTuple):
    path: str
    mode: bytes
    id: str
    size: int | None  # None: not in the object database


def read_objects(checkout: Checkout, only: frozenset[str] | None = None) -> Iterator[Blob]:
    repository = checkout.repository
    if repository is None:
        raise FetchFailed(checkout.target.text, "there is no repository to read a commit from")
    entries = _entries(checkout, repository)
    with closing(_Objects(repository)) as objects:
        for entry in entries:
            if only is None or entry.path in only:
                yield _blob(entry, objects)


def _entries(checkout: Checkout, repository: Path) -> list[_Entry]:
    tree = f"{checkout.commit}:{checkout.target.subdir}"
    try:
        listed = git(repository, "ls-tree", "-r", "-l", "-z", "--full-tree", tree)
    except GitFailed as error:
        why = "its list of files is damaged or incomplete; pass a fresh clone"
        if error.said == ENDLESS:
            why = "it has more than a million files; choose a folder with --subdir"
        raise FetchFailed(checkout.target.text, why) from error
    return sorted(_entry(line) for line in listed.split(b"\0") if line)


def _entry(line: bytes) -> _Entry:
    head, _, path = line.partition(b"\t")
    mode, _, id_, size = head.split()
    if mode == SUBMODULE:
        return _Entry(path_text(path), mode, id_.decode(), 0)
    known = None if size == ABSENT else int(size)
    return _Entry(path_text(path), mode, id_.decode(), known)


def _blob(entry: _Entry, objects: _Objects) -> Blob:
    if entry.mode == SUBMODULE:
        reason = f"submodule at commit {entry.id[:12]}: a repository of its own"
        return Blob(entry.path, Kind.VENDORED, entry.id, 0, None, reason)
    if entry.size is None:
        return _without(entry, 0, "not in the object database")
    if entry.mode == LINK:
        is_path = entry.size <= MAX_PATH
        target = objects.content(entry.id) if is_path else None
        return _without(entry, entry.size, link_reason(target or b"nowhere"))
    if not needs_content(entry.path, entry.size):
        kind, why = kind_of(entry.path, b"", entry.size)
        return Blob(entry.path, kind, entry.id, entry.size, None, why)
    data = objects.content(entry.id)
    if data is None:
        return _without(entry, entry.size, "its object is damaged")
    return judged(entry.path, entry.id, data)


def judged(path: str, id_: str, data: bytes) -> Blob:
    """A file whose bytes are here: they go on only where somebody needs them."""
    kind, reason = kind_of(path, data[:HEAD], len(data))
    kept = data if keeps_content(path, kind, len(data)) else None
    return Blob(path, kind, id_, len(data), kept, reason)


def link_reason(target: bytes) -> str:
    return f"symbolic link to {printable(path_text(target))[:MAX_LINK]}"


def _without(entry: _Entry, size: int, reason: str) -> Blob:
    kind, why = kind_without_content(entry.path, size, reason)
    return Blob(entry.path, kind, entry.id, size, None, why)


class _Objects:
    """One `cat-file` process for all files. A damaged object ends it; the next one starts anew."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self._running: Iterator[Running] | None = None
        self._process: Running | None = None

    def content(self, id_: str) -> bytes | None:
        """The bytes of an object; None if they cannot be had."""
        process = self._started()
        try:
            process.input.write(f"{id_}\n".encode())
            process.input.flush()
            return _answer(process)
        except (OSError, ValueError):  # it ended: of what follows, nothing is lost
            self.close()
            return None

    def close(self) -> None:
        if self._running is not None:
            next(self._running, None)
        self._running = self._process = None

    def _started(self) -> Running:
        if self._process is None:
            self._running = _cat_file(self.repository)
            self._process = next(self._running)
        return self._process


def _cat_file(repository: Path) -> Iterator[Running]:
    with running(repository, "cat-file", "--batch", asks=True) as process:
        yield process


def _answer(process: Running) -> bytes | None:
    """The answer to one question. Raises ValueError if git ended in the midst of it, or hangs."""
    if not process.answers(LOCAL_SILENCE):
        raise ValueError
    head = process.output.readline().split()
    if len(head) != 3:  # noqa: PLR2004 - id, type, size; or id, "missing"
        if head[1:] == [b"missing"]:
            return None
        raise ValueError
    size = int(head[2])
    data = process.output.read(size)
    if len(data) != size or process.output.read(1) != b"\n":
        raise ValueError
    return data
