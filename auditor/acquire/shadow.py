"""A git directory beside somebody else's, to read it by, without its configuration.

The configuration of a repository can make git run programs: filters, hooks, fsmonitor, signature
checkers, transports. Lists of what to switch off grow with git. So a repository that we did not
make is read through a directory of our own with links to its objects and references and with a
configuration that we wrote. Nothing is written to the repository itself.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from auditor.git import GitFailed, git

MAX_POINTER = 8192  # bytes of HEAD, `.git` files and `commondir`: each holds one path or name
MAX_CONFIG = 1_000_000  # bytes; usual ones have a thousand
LINKED = ("objects", "refs", "packed-refs", "reftable", "shallow")
CARRIED_OVER = {
    "core.autocrlf": {"true", "false", "input"},
    "core.eol": {"lf", "crlf", "native"},
    "core.filemode": {"true", "false"},
    "core.ignorecase": {"true", "false"},
    "core.symlinks": {"true", "false"},
    "extensions.objectformat": {"sha1", "sha256"},
    "extensions.refstorage": {"files", "reftable"},
}
"""Settings that say how the folder is to be read, and the only values that they may have."""


class Place(msgspec.Struct, frozen=True):
    """Where a repository on this machine keeps its parts."""

    git_dir: Path  # HEAD and index
    common_dir: Path  # objects, references, configuration; the same but for `git worktree`
    work_tree: Path | None


def find_repository(folder: Path) -> Place | None:
    """The repository that a folder is, or is a part of."""
    for above in (folder, *folder.parents):
        pointer = above / ".git"
        git_dir = _pointed_at(pointer) if pointer.is_file() else pointer
        if place := _git_directory(git_dir, above):
            return place
        if above == folder and (bare := _git_directory(folder, None)):
            return bare
    return None


def shadow(place: Place, cache: Path) -> Path:
    """A directory to give to git in the place of the repository's own."""
    key = hashlib.sha256(os.fsencode(place.git_dir)).hexdigest()[:16]
    for parent in (cache / "folders", _temporary):
        with suppress(OSError):
            folder = (parent if isinstance(parent, Path) else parent()) / key
            _fill(folder, place)
            return folder
    raise PermissionError(f"neither {cache} nor the folder for temporary files can be written")


def settings_of(place: Place, repository: Path) -> dict[str, str]:
    """The settings of a repository as text: nothing is obeyed, and nothing is included."""
    config = place.common_dir / "config"
    words = ("config", "--file", str(config), "--no-includes", "--null", "--list")
    try:
        if not config.is_file() or config.stat().st_size > MAX_CONFIG:
            return {}
        listed = git(repository, *words).decode("utf-8", "replace")
    except (OSError, GitFailed):
        return {}
    pairs = (entry.partition("\n") for entry in listed.split("\0"))
    return {name: value for name, newline, value in pairs if newline}


def _git_directory(folder: Path, work_tree: Path | None) -> Place | None:
    common = _common(folder)
    try:
        is_one = (folder / "HEAD").exists() and (common / "objects").is_dir()
        is_one = is_one and ((common / "refs").is_dir() or (common / "reftable").is_dir())
    except OSError:
        return None
    return Place(folder, common, work_tree) if is_one else None


def _common(folder: Path) -> Path:
    pointer = folder / "commondir"
    text = _read(pointer) if pointer.is_file() else ""
    return folder / text if text else folder


def _pointed_at(pointer: Path) -> Path:
    """The git directory that a `.git` file names, as work trees and submodules have it."""
    text = _read(pointer)
    return pointer.parent / text.removeprefix("gitdir:").strip() if text else pointer


def _read(path: Path) -> str:
    """The text of a small file; nothing of a pipe or a device, which need not end."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return os.fsdecode(file.read(MAX_POINTER)).strip()
    except OSError:
        return ""


def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="numbers-audit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _fill(folder: Path, place: Place) -> None:
    (folder / "info").mkdir(parents=True, exist_ok=True)
    for name in LINKED:
        _link(folder / name, place.common_dir / name)
    if not (folder / "refs").is_dir():
        (folder / "refs").mkdir()
    _link(folder / "info" / "exclude", place.common_dir / "info" / "exclude")
    for source in _index_files(place):
        _link(folder / source.name, source)
    _replace(folder / "HEAD", _head(place) + "\n")
    _replace(folder / "config", _config(place, folder))


def _index_files(place: Place) -> Iterator[Path]:
    yield place.git_dir / "index"
    yield from place.git_dir.glob("sharedindex.*")


def _link(link: Path, to: Path) -> None:
    """Make a link, whole at every moment: another audit may be reading it."""
    if not (to.is_file() or to.is_dir()):  # a pipe or a device would hold git up
        link.unlink(missing_ok=True)
    elif not link.is_symlink() or link.readlink() != to:
        spare = _spare(link)
        spare.unlink(missing_ok=True)
        spare.symlink_to(to)
        spare.replace(link)


def _replace(path: Path, text: str) -> None:
    spare = _spare(path)
    spare.write_bytes(os.fsencode(text))
    spare.replace(path)


def _spare(path: Path) -> Path:
    """A name that nobody else uses at this moment."""
    return path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")


def _head(place: Place) -> str:
    head = place.git_dir / "HEAD"
    if head.is_symlink():  # as git before 2005 did it
        return f"ref: {head.readlink()}"
    return _read(head).partition("\n")[0]


def _config(place: Place, folder: Path) -> str:
    found = settings_of(place, folder)
    kept = {
        name: value
        for name, allowed in CARRIED_OVER.items()
        if (value := found.get(name, "").lower()) in allowed
    }
    lines = ["[core]", "\trepositoryformatversion = 1"]
    for name, value in kept.items():
        section, _, key = name.partition(".")
        lines += [f"[{section}]", f"\t{key} = {value}"]
    return "\n".join(lines) + "\n"
