"""Files of a folder as they stand on disk: those that git tracks or would take, or all of them.

Nothing outside the folder is opened, whatever links lead there, and nothing that could block or
never end: only regular files are.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from auditor.git import GitFailed, git, path_text
from auditor.model import Blob, Checkout, Kind
from auditor.read.kinds import kind_of, kind_without_content, needs_content
from auditor.read.objects import judged, link_reason

LENGTH_OF_SHA1 = 40
SKIPPED_FOLDERS = frozenset(
    {
        ".git", ".hg", ".svn", ".bzr", "__pycache__", ".mypy_cache", ".pytest_cache",
        ".ruff_cache", ".tox", ".nox", ".ipynb_checkpoints", ".eggs", "node_modules", ".venv",
    }
)  # fmt: skip
"""Of a folder without git: what no git user would track, and what is not worth a line."""
SPECIAL = (
    (stat.S_ISFIFO, "named pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISBLK, "device"),
    (stat.S_ISCHR, "device"),
)


def read_disk(checkout: Checkout, only: frozenset[str] | None = None) -> Iterator[Blob]:
    top = checkout.work_tree or Path()
    root = os.fsencode(top / checkout.target.subdir)
    paths = _walked(root) if checkout.repository is None else _listed(checkout, root)
    folder = _Folder(root, checkout)
    for path in sorted(paths, key=path_text):
        if only is not None and path_text(path) not in only:
            continue
        if blob := folder.blob(path):
            yield blob


def _listed(checkout: Checkout, root: bytes) -> set[bytes]:
    """What git tracks and what it would track, as paths from the root."""
    subdir = os.fsencode(checkout.target.subdir)
    words = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--")
    try:
        assert checkout.repository is not None  # noqa: S101 - asked by the caller
        listed = git(
            checkout.repository,
            *words,
            checkout.target.subdir or ".",
            work_tree=checkout.work_tree,
        )
    except GitFailed:  # a damaged index: all files are read, then
        return _walked(root)
    start = len(subdir) + 1 if subdir else 0
    return {path[start:] for path in listed.split(b"\0") if path}


def _walked(root: bytes) -> set[bytes]:
    found, folders = set(), [b""]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder)))  # noqa: PTH118 - bytes
        except OSError:
            found.add(folder)  # told as what cannot be read
            continue
        for entry in entries:
            path = folder + b"/" + entry.name if folder else entry.name
            if not entry.is_dir(follow_symlinks=False):
                found.add(path)
            elif not _is_skipped(entry):
                folders.append(path)
    return found


def _is_skipped(entry: os.DirEntry[bytes]) -> bool:
    is_environment = os.path.exists(os.path.join(entry.path, b"pyvenv.cfg"))  # noqa: PTH110, PTH118
    return is_environment or os.fsdecode(entry.name) in SKIPPED_FOLDERS


class _Folder:
    """A folder that files are read from."""

    def __init__(self, root: bytes, checkout: Checkout) -> None:
        self.root = os.path.realpath(root)
        is_sha1 = len(checkout.commit or "") <= LENGTH_OF_SHA1
        self.hash_name = "sha1" if is_sha1 else "sha256"
        self.is_repository = checkout.repository is not None
        self._inside: dict[bytes, bool] = {}

    def blob(self, path: bytes) -> Blob | None:
        """The file at a path; None for one that is tracked and no longer there."""
        name, full = path_text(path.rstrip(b"/")), os.path.join(self.root, path.rstrip(b"/"))  # noqa: PTH118 - bytes
        try:
            status = os.lstat(full)
            if not self._is_inside(os.path.dirname(full)):  # noqa: PTH120 - bytes
                return _without(name, 0, "behind a symbolic link")
            return self._judged(name, full, status)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return _without(name, 0, f"cannot be read: {error.strerror}")

    def _is_inside(self, folder: bytes) -> bool:
        """Whether a folder is where its path says: a link on the way leads elsewhere."""
        if folder not in self._inside:
            self._inside[folder] = os.path.realpath(folder) == folder
        return self._inside[folder]

    def _judged(self, name: str, full: bytes, status: os.stat_result) -> Blob:
        mode, size = status.st_mode, status.st_size
        if stat.S_ISLNK(mode):
            return _without(name, size, link_reason(os.readlink(full)))  # noqa: PTH115 - bytes
        if stat.S_ISDIR(mode):
            if not self.is_repository:  # all folders that can be read were read
                return _without(name, 0, "folder that cannot be read")
            return Blob(name, Kind.VENDORED, "", 0, None, "submodule: a repository of its own")
        for is_special, reason in SPECIAL:
            if is_special(mode):
                return _without(name, 0, reason)
        if not needs_content(name, size):
            kind, why = kind_of(name, b"", size)
            return Blob(name, kind, "", size, None, why)
        data = _content(full, size)
        return judged(name, self._id(data), data)

    def _id(self, data: bytes) -> str:
        """The id that git would give the file, less what its filters would change."""
        digest = hashlib.new(self.hash_name, usedforsecurity=False)
        digest.update(b"blob %d\0" % len(data))
        digest.update(data)
        return digest.hexdigest()


def _content(full: bytes, size: int) -> bytes:
    """Bytes of a regular file, no more than it had a moment ago."""
    descriptor = os.open(full, os.O_RDONLY | NO_LINK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "changed while it was read")
        return file.read(size)


def _without(name: str, size: int, reason: str) -> Blob:
    kind, why = kind_without_content(name, size, reason)
    return Blob(name, kind, "", size, None, why)


NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
