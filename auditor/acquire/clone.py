"""A repository elsewhere: its wanted commit in a bare clone that is kept for the next audit.

What is fetched, and why so, is told in docs/decisions/0002-what-is-fetched.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from auditor.acquire import store
from auditor.acquire.failures import is_our_own, refuses_object
from auditor.acquire.forges import web_url
from auditor.acquire.revisions import commit_of, has_folder, meant, short, unknown_folder
from auditor.acquire.wire import WITHOUT_BLOBS, Listing, Wire
from auditor.errors import FetchFailed
from auditor.git import GitFailed, git, printable
from auditor.model import Checkout

FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
PART_OF_ID = re.compile(r"(.+-g)?[0-9a-f]{4,39}")  # also as `git describe` writes it
LENGTH_OF_SHA1 = 40
EVERYTHING = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
USUAL_BRANCHES = ("main", "master")


def open_remote(wire: Wire, cache: Path, *, history: bool, refresh: bool) -> Checkout:
    """Bring the wanted commit here, or find it among what was brought before."""
    target, clones = wire.target, cache / "clones"
    name = store.slug(target.name, wire.url)
    whole, newest = clones / f"{name}.git", clones / f"{name}-newest.git"
    history = history or _needs_history(target.revision) or whole.exists()
    try:
        with store.locked(clones / f"{name}.lock", wire.progress):
            clone = _Clone(wire, whole if history else newest, history=history)
            with clone.tidied():
                return (None if refresh else clone.kept()) or clone.brought()
    except OSError as error:
        why = f"cannot write to the cache folder {cache} ({error.strerror}); choose another one"
        raise FetchFailed(target.text, why) from error


class _Meaning(msgspec.Struct, frozen=True):
    """What a revision names on the remote: a reference, or an object, and steps back from it."""

    reference: str | None = None
    id: str | None = None
    steps: str = ""  # such as ~2

    @property
    def source(self) -> str:
        return self.reference or self.id or ""

    @property
    def kept_as(self) -> str:
        """Our own name for it: names of the remote may collide as files, at once or over time."""
        return f"refs/audited/{sha256(self.source.encode()).hexdigest()[:16]}"

    @property
    def branch(self) -> str | None:
        named = (self.reference or "").startswith("refs/heads/") and not self.steps
        return short(self.source) if named else None


class _Damaged(Exception):  # noqa: N818 - a message to ourselves
    """The clone lacks what it should have: it is made anew."""


class _Clone:
    def __init__(self, wire: Wire, folder: Path, *, history: bool) -> None:
        self.wire = wire
        self.target = wire.target
        self.folder = folder
        self.history = history
        is_there = store.is_repository(folder)
        self.filtered = history and (not is_there or _is_partial(folder))
        self.repository = folder if is_there else store.make(folder)

    @contextmanager
    def tidied(self) -> Iterator[None]:
        """Leave nothing behind of a clone that came to nothing."""
        try:
            yield
        finally:
            if self.repository != self.folder:
                store.remove(self.repository)

    def kept(self) -> Checkout | None:
        """What is here already, with no question to anybody."""
        for meaning in _meanings(self.target.revision):
            commit = commit_of(self.repository, meaning.kept_as + meaning.steps)
            if commit is None and _is_id(self.target.revision):
                commit = commit_of(self.repository, self.target.revision or "")
            with suppress(_Damaged):
                if commit and not self._missing(commit):
                    return self._checkout(commit, meaning)
        return None

    def brought(self) -> Checkout:
        """What the remote has now; only what is not here yet is fetched."""
        meaning = self._look_up()
        try:
            return self._bring(meaning)
        except _Damaged:
            pass
        except FetchFailed as error:
            if self.repository != self.folder or not _is_our_own(error):
                raise
        self._start_anew()
        try:
            return self._bring(meaning)
        except _Damaged as error:
            why = "its list of files is damaged, incomplete or without an end"
            raise FetchFailed(self.target.text, why) from error

    def _bring(self, meaning: _Meaning) -> Checkout:
        commit = self._commit(meaning)
        if commit is None:
            raise self._unknown()
        if not has_folder(self.repository, commit, self.target.subdir):
            why = unknown_folder(self.repository, commit, self.target.subdir)
            raise FetchFailed(self.target.text, why)
        self._bring_files(commit)
        if self.repository != self.folder:
            store.keep(self.repository, self.folder)
            self.repository = self.folder
        return self._checkout(commit, meaning)

    def _look_up(self) -> _Meaning:
        """Which object the revision means on the remote today. Raises FetchFailed."""
        patterns = [meaning.source for meaning in _meanings(self.target.revision)]
        listing = self.wire.references(self.repository, "HEAD", *patterns)
        self._prepare_for(listing)
        for meaning in _meanings(self.target.revision):
            if meaning.reference is None:
                return meaning
            if meaning.reference in listing.ids:
                return msgspec.structs.replace(meaning, id=listing.ids[meaning.reference])
        if self.target.revision is None:
            return self._without_head()
        return self._part_of_id() or self._longer_name()

    def _prepare_for(self, listing: Listing) -> None:
        is_new = self.repository != self.folder
        if is_new and any(len(found) > LENGTH_OF_SHA1 for found in listing.ids.values()):
            self.repository = store.make(self.folder, "sha256")
        if listing.branch:
            with suppress(GitFailed):  # a name that git takes for no good one
                git(self.repository, "symbolic-ref", "HEAD", f"refs/heads/{listing.branch}")

    def _without_head(self) -> _Meaning:
        listing = self.wire.references(self.repository)
        if not listing.ids:
            raise FetchFailed(self.target.text, "the repository is empty: it has no commit yet")
        for branch in USUAL_BRANCHES:
            if found := listing.ids.get(f"refs/heads/{branch}"):
                return _Meaning(f"refs/heads/{branch}", found)
        hint = meant("", map(short, listing.ids))
        raise FetchFailed(self.target.text, f"has no default branch: name one as @BRANCH{hint}")

    def _part_of_id(self) -> _Meaning | None:
        base, steps = _base_and_steps(self.target.revision or "")
        return _Meaning(steps=steps) if PART_OF_ID.fullmatch(base) else None

    def _longer_name(self) -> _Meaning:
        """`/tree/feature/x/src` as pasted: only the remote knows where the branch's name ends."""
        start, rest = self.target.revision, self.target.subdir
        if self.target.text.endswith(f"/tree/{start}/{rest}"):
            patterns = (f"refs/heads/{start}/*", f"refs/tags/{start}/*")
            for reference, found in self.wire.references(self.repository, *patterns).ids.items():
                name = short(reference)
                if f"{start}/{rest}/".startswith(f"{name}/"):
                    subdir = f"{start}/{rest}".removeprefix(name).strip("/")
                    self.target = msgspec.structs.replace(self.target, revision=name, subdir=subdir)
                    return _Meaning(reference, found)
        raise self._unknown()

    def _unknown(self) -> FetchFailed:
        listing = self.wire.references(self.repository, "refs/heads/*", "refs/tags/*")
        revision = self.target.revision or "HEAD"
        hint = meant(revision, map(short, listing.ids))
        return FetchFailed(self.target.text, f"has no commit, tag or branch {revision}{hint}")

    def _commit(self, meaning: _Meaning) -> str | None:
        """The commit's id, once it is here."""
        if meaning.id is not None:
            if commit := commit_of(self.repository, meaning.id + meaning.steps):
                git(self.repository, "update-ref", meaning.kept_as, meaning.id)
                return commit
            if self._fetch_one(meaning):
                return commit_of(self.repository, meaning.kept_as + meaning.steps)
        self._fetch(EVERYTHING, "--prune", *self._all_history())
        revision = self.target.revision or "HEAD"
        return commit_of(self.repository, revision)

    def _fetch_one(self, meaning: _Meaning) -> bool:
        """False if the server gives out no objects by their ids."""
        depth = () if self.history else ("--depth=1",)
        try:
            self._fetch((f"+{meaning.source}:{meaning.kept_as}",), *depth)
        except FetchFailed as error:
            if meaning.reference is None and _is_refusal(error):
                return False
            raise
        return True

    def _all_history(self) -> tuple[str, ...]:
        return ("--unshallow",) if (self.repository / "shallow").exists() else ()

    def _fetch(self, names: tuple[str, ...], *options: str) -> None:
        store.tidy(self.repository)
        blobs = (WITHOUT_BLOBS,) if self.filtered else ()
        self.wire.fetch(self.repository, names, *options, *blobs)

    def _bring_files(self, commit: str) -> None:
        """All missing files at once: one by one, each would cost a connection."""
        missing = self._missing(commit)
        if not missing:
            return
        store.tidy(self.repository)
        wanted = "".join(f"{blob}\n" for blob in missing).encode()
        try:
            self.wire.fetch(self.repository, (), WITHOUT_BLOBS, "--stdin", given=wanted)
        except FetchFailed as error:
            if not self.filtered or not _is_refusal(error):
                raise
            self.filtered = False  # a server that leaves blobs out, and gives none by its id
            raise _Damaged from error

    def _missing(self, commit: str) -> list[str]:
        """Ids of the files of a commit that are not here. Raises _Damaged without its trees."""
        tree = f"{commit}:{self.target.subdir}"
        try:
            listed = git(self.repository, "ls-tree", "-r", "-l", "-z", "--full-tree", tree)
        except GitFailed as error:
            raise _Damaged from error
        heads = (entry.partition(b"\t")[0].split() for entry in listed.split(b"\0") if entry)
        return sorted({id_.decode() for _, kind, id_, size in heads if (kind, size) == ABSENT})

    def _start_anew(self) -> None:
        store.remove(self.folder)
        self.repository = store.make(self.folder)
        self._prepare_for(self.wire.references(self.repository, "HEAD"))

    def _checkout(self, commit: str, meaning: _Meaning) -> Checkout:
        return Checkout(
            target=self.target,
            repository=self.repository,
            commit=commit,
            work_tree=None,
            shallow=(self.repository / "shallow").exists(),
            partial=_is_partial(self.repository),
            branch=meaning.branch or self._default_branch(),
            web_url=web_url(self.wire.url, commit, self.target.subdir),
        )

    def _default_branch(self) -> str | None:
        if self.target.revision is not None:
            return None
        try:
            name = git(self.repository, "symbolic-ref", "--short", "HEAD")
        except GitFailed:
            return None
        return printable(name.decode("utf-8", "replace").strip())


ABSENT = (b"blob", b"BAD")  # type and size of a blob that is not in the object database


def _needs_history(revision: str | None) -> bool:
    """Steps back and parts of ids can be followed only where there is a history."""
    base, steps = _base_and_steps(revision or "")
    return bool(steps) or PART_OF_ID.fullmatch(base) is not None


def _is_id(revision: str | None) -> bool:
    base, _ = _base_and_steps(revision or "")
    return FULL_ID.fullmatch(base) is not None or PART_OF_ID.fullmatch(base) is not None


def _meanings(revision: str | None) -> Iterator[_Meaning]:
    """What a revision may mean, the likeliest first, as git itself decides."""
    if revision is None:
        yield _Meaning("HEAD")
        return
    base, steps = _base_and_steps(revision)
    if FULL_ID.fullmatch(base):
        yield _Meaning(id=base, steps=steps)
    elif base == "HEAD" or base.startswith("refs/"):
        yield _Meaning(base, steps=steps)
    else:
        branch = base.removeprefix("origin/")
        for reference in (f"refs/{base}", f"refs/tags/{base}", f"refs/heads/{branch}"):
            yield _Meaning(reference, steps=steps)


def _base_and_steps(revision: str) -> tuple[str, str]:
    base = re.split(r"[~^]", revision, maxsplit=1)[0]
    return base, revision[len(base) :]


def _is_partial(repository: Path) -> bool:
    return any((repository / "objects" / "pack").glob("*.promisor"))


def _is_our_own(error: FetchFailed) -> bool:
    return isinstance(error.__cause__, GitFailed) and is_our_own(error.__cause__.said)


def _is_refusal(error: FetchFailed) -> bool:
    return isinstance(error.__cause__, GitFailed) and refuses_object(error.__cause__.said)
