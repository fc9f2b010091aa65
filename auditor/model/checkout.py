"""Where the files of a target are to be had, and the files themselves as bytes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.model.vocabulary import Kind


class Credentials:
    """User name and password that stood in a URL: for git's ears only.

    No Struct, so that no encoder can write it; it shows nothing of itself.
    """

    __slots__ = ("password", "user")

    def __init__(self, user: str, password: str) -> None:
        self.user = user
        self.password = password

    def __repr__(self) -> str:
        return "Credentials(…)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Credentials):
            return NotImplemented
        return (self.user, self.password) == (other.user, other.password)

    def __hash__(self) -> int:
        return hash((self.user, self.password))


class Target(msgspec.Struct, frozen=True):
    """What the user named, taken apart. `url` is free of credentials; `path` is absolute.

    The subdirectory is the project: all paths are told from there.
    """

    text: str  # as typed, credentials removed
    name: str  # for people: owner/name, or the folder's name
    url: str | None
    path: str | None
    revision: str | None = None
    subdir: str = ""
    credentials: Credentials | None = None


class Checkout(msgspec.Struct, frozen=True):
    """A target that can be read: a git directory at a commit, or a folder as it stands on disk."""

    target: Target
    repository: Path | None  # a git directory that is safe to read; None for a folder without git
    commit: str | None  # full id of what is read; of HEAD for a work tree
    work_tree: Path | None  # read from disk if set, else from the object database
    dirty: bool = False  # the work tree differs from `commit`
    shallow: bool = False
    partial: bool = False
    branch: str | None = None
    web_url: str | None = None  # prefix of links to lines at the forge, where it is known


class Blob(msgspec.Struct, frozen=True):
    """One tracked file: its bytes, or the reason why it has none.

    A file of a counted kind always has its bytes. The others have some reason; documentation and
    lock files have bytes, too.
    """

    path: str
    kind: Kind
    id: str  # "" for a file on disk that was not read
    size: int
    data: bytes | None
    reason: str | None = None  # why its lines are not counted
