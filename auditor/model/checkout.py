"""Where the files of a target are to be had, and the files themselves as bytes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.model.vocabulary import Kind


class Target(msgspec.Struct, frozen=True):
    """What the user named, taken apart. `address` is a URL without credentials, or a path."""

    text: str  # as typed, credentials removed
    name: str  # for people: owner/name, or the folder's name
    url: str | None
    path: str | None
    revision: str | None = None
    subdir: str = ""


class Checkout(msgspec.Struct, frozen=True):
    """A target that can be read: a git directory at a commit, or a folder as it stands on disk."""

    target: Target
    repository: Path | None  # git directory, None for a folder without git
    commit: str | None  # full id of what is read; of HEAD for a work tree
    work_tree: Path | None  # read from disk if set, else from the object database
    dirty: bool = False  # the work tree differs from `commit`
    shallow: bool = False
    partial: bool = False
    branch: str | None = None
    web_url: str | None = None  # prefix of links to lines at the forge, where it is known


class Blob(msgspec.Struct, frozen=True):
    """One tracked file: its bytes, or the reason why it has none."""

    path: str
    kind: Kind
    id: str
    size: int
    data: bytes | None
    reason: str | None = None
