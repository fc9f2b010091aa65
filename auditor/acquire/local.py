"""A folder, bare repository or file:// URL of this machine, read in place."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

import msgspec

from auditor.acquire.forges import web_url
from auditor.acquire.revisions import (
    commit_of,
    has_folder,
    unknown_folder,
    unknown_revision,
    without_head,
)
from auditor.acquire.shadow import Place, find_repository, settings_of, shadow
from auditor.errors import FetchFailed
from auditor.git import GitFailed, git, printable, running
from auditor.model import Checkout, Target


def is_local(target: Target) -> bool:
    return target.path is not None or (target.url or "").startswith("file://")


def open_local(target: Target, cache: Path) -> Checkout:
    """Read a folder as it stands on disk, unless a revision or a file:// URL asks for a commit."""
    folder = _folder(target)
    place = find_repository(folder)
    if place is None:
        return _plain(target, folder)
    return _Opened(target, folder, place, cache).checkout()


class _Opened:
    """A folder that belongs to a repository, and the directory by which git reads that."""

    def __init__(self, target: Target, folder: Path, place: Place, cache: Path) -> None:
        self.folder = folder
        self.place = place
        self.top = place.work_tree or folder
        self.target = _from_top(target, self.top, folder)
        try:
            self.repository = shadow(place, cache)
        except OSError as error:
            why = f"cannot be read without a writable cache folder ({error}); set --cache-dir"
            raise FetchFailed(target.text, why) from error

    def checkout(self) -> Checkout:
        if not self._wants_disk():
            return self._at_commit()
        if not self._is_part():
            return _plain(self.target_as_typed(), self.folder)
        return self._on_disk()

    def target_as_typed(self) -> Target:
        return msgspec.structs.replace(self.target, path=str(self.folder), subdir="")

    def _wants_disk(self) -> bool:
        on_disk = self.place.work_tree is not None and self.target.path is not None
        return on_disk and self.target.revision is None and not self._was_never_checked_out()

    def _was_never_checked_out(self) -> bool:
        """A clone with `--no-checkout` has a commit to read and nothing on disk."""
        has_index = (self.repository / "index").exists()
        return not has_index and {entry.name for entry in self.top.iterdir()} == {".git"}

    def _is_part(self) -> bool:
        """Whether the repository tracks anything in the folder: it may just lie around there."""
        if self.folder == self.top:
            return True
        inside = self.folder.relative_to(self.top).as_posix()
        return _prints(self.repository, "ls-files", "-z", "--", inside, work_tree=self.top)

    def _on_disk(self) -> Checkout:
        commit = self._head()
        inside = self.top / self.target.subdir
        if not inside.is_dir():
            raise FetchFailed(self.target.text, f"has no folder {self.target.subdir}")
        dirty = commit is None or self._is_dirty()
        return self._made(commit, work_tree=self.top, dirty=dirty)

    def _at_commit(self) -> Checkout:
        revision = self.target.revision or "HEAD"
        commit = commit_of(self.repository, revision)
        if commit is None and self.target.revision is None:
            raise FetchFailed(self.target.text, without_head(self.repository))
        if commit is None:
            raise FetchFailed(self.target.text, unknown_revision(self.repository, revision))
        if not has_folder(self.repository, commit, self.target.subdir):
            why = unknown_folder(self.repository, commit, self.target.subdir)
            raise FetchFailed(self.target.text, why)
        return self._made(commit, work_tree=None, dirty=False)

    def _made(self, commit: str | None, *, work_tree: Path | None, dirty: bool) -> Checkout:
        return Checkout(
            target=self.target,
            repository=self.repository,
            commit=commit,
            work_tree=work_tree,
            dirty=dirty,
            shallow=_has_content(self.repository / "shallow"),
            partial=any((self.repository / "objects" / "pack").glob("*.promisor")),
            branch=self._branch(),
            web_url=None if dirty or commit is None else self._web_url(commit),
        )

    def _head(self) -> str | None:
        return commit_of(self.repository, "HEAD")

    def _is_dirty(self) -> bool:
        words = ("status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=all", "--")
        try:
            return _prints(self.repository, *words, self.target.subdir or ".", work_tree=self.top)
        except GitFailed:
            return True  # an index that git cannot read says nothing for the folder

    def _branch(self) -> str | None:
        revision = self.target.revision
        try:
            if revision is not None:
                git(self.repository, "show-ref", "--verify", "--quiet", f"refs/heads/{revision}")
                return revision
            name = git(self.repository, "symbolic-ref", "--quiet", "--short", "HEAD")
        except GitFailed:
            return None
        return printable(name.decode("utf-8", "replace").strip()) or None

    def _web_url(self, commit: str) -> str | None:
        """Links work only for commits that the remote has, as far as is known here."""
        remote = settings_of(self.place, self.repository).get("remote.origin.url", "")
        if not remote or not self._is_published(commit):
            return None
        return web_url(remote, commit, self.target.subdir)

    def _is_published(self, commit: str) -> bool:
        if self.place.work_tree is None:
            return True  # a bare clone has what its remote had
        likely = (f"refs/remotes/origin/{name}" for name in ("HEAD", "main", "master"))
        own = f"refs/remotes/origin/{self._branch()}"
        words = ("for-each-ref", "--count=1", "--contains", commit)
        try:
            return bool(git(self.repository, *words, *likely, own))
        except GitFailed:
            return False  # history may be incomplete


def _folder(target: Target) -> Path:
    folder = Path(target.path or (target.url or "").removeprefix("file://"))
    try:
        found, is_folder = folder.exists(), folder.is_dir()
        if is_folder:
            os.scandir(folder).close()
    except OSError as error:
        raise FetchFailed(target.text, f"cannot be read: {error.strerror}") from error
    if not found:
        raise FetchFailed(target.text, _not_found(folder, target.text))
    if not is_folder:
        raise FetchFailed(target.text, f"is a file; name its folder, {folder.parent}")
    return folder.resolve()


def _not_found(folder: Path, text: str) -> str:
    near: list[str] = []
    if folder.parent.is_dir():
        names = [entry.name for entry in folder.parent.iterdir() if entry.is_dir()]
        near = get_close_matches(folder.name, names, n=1)
    return f"no such folder; {f'did you mean {near[0]}?' if near else _other_ways(folder, text)}"


def _other_ways(folder: Path, text: str) -> str:
    """What may have been meant by words that name nothing on this machine."""
    first, slash, _ = text.partition("/")
    if "." in first.strip(".") and slash:
        return f"an address has its scheme, as in https://{text}"
    if text.startswith(("/", "file:")):
        return f"the path is right as far as {next(up for up in folder.parents if up.is_dir())}"
    return "a repository on GitHub is written owner/name"


def _from_top(target: Target, top: Path, folder: Path) -> Target:
    """The same project as folder of its repository: git tells paths from there."""
    prefix = folder.relative_to(top).as_posix()
    parts = [part for part in (prefix, target.subdir) if part not in {"", "."}]
    path = None if target.path is None else str(top)
    return msgspec.structs.replace(target, path=path, subdir="/".join(parts))


def _plain(target: Target, folder: Path) -> Checkout:
    if target.revision is not None or target.path is None:
        raise FetchFailed(target.text, "is no git repository, so it has no revisions to choose")
    inside = folder / target.subdir
    if not inside.is_dir():
        raise FetchFailed(target.text, f"has no folder {target.subdir}")
    return Checkout(
        target=msgspec.structs.replace(target, path=str(folder)),
        repository=None,
        commit=None,
        work_tree=folder,
    )


def _prints(repository: Path, *words: str, work_tree: Path) -> bool:
    """Whether a command prints anything; the first byte is enough."""
    with running(repository, *words, work_tree=work_tree) as process:
        if next(process.chunks(), b""):
            return True
        process.finish()
    return False


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
