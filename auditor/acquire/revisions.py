"""Which commit a revision names, and what may have been meant where it names none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from auditor.git import GitFailed, git, path_text, printable, running

MAX_NAMES = 50_000  # of branches, tags and folders that are looked at for one that was meant
MAX_LENGTH = 200  # characters of a name that is worth suggesting


def commit_of(repository: Path, revision: str) -> str | None:
    """The id of the commit that a revision names in a repository, tags followed."""
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return git(repository, *words).decode("ascii").strip() or None
    except GitFailed:
        return None


def has_folder(repository: Path, commit: str, folder: str) -> bool:
    if not folder:
        return True
    try:
        return git(repository, "cat-file", "-t", f"{commit}:{folder}").strip() == b"tree"
    except GitFailed:
        return False


def unknown_folder(repository: Path, commit: str, folder: str) -> str:
    words = ("ls-tree", "-r", "-d", "-z", "--name-only", "--full-tree", commit)
    return f"has no folder {folder}" + meant(folder, _names(repository, words, b"\0"))


def unknown_revision(repository: Path, revision: str) -> str:
    return f"has no commit, tag or branch {revision}" + meant(revision, _known(repository))


def without_head(repository: Path) -> str:
    """Why there is no commit where none was asked for: an orphan branch may have none yet."""
    hint = meant("", _known(repository))
    if hint:
        return f"has no commit on the branch that it stands on: name one as @BRANCH{hint}"
    return "the repository is empty: it has no commit yet"


def _known(repository: Path) -> Iterable[str]:
    words = ("for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags", "refs/remotes")
    return (short(name) for name in _names(repository, words, b"\n"))


def tag_names(repository: Path) -> tuple[str, ...]:
    """The tags of a repository that is here."""
    names = _names(repository, ("for-each-ref", "--format=%(refname)", "refs/tags"), b"\n")
    return tuple(sorted(short(name) for name in islice(names, MAX_NAMES)))


def short(reference: str) -> str:
    """What people call a reference."""
    for prefix in ("refs/heads/", "refs/tags/", "refs/remotes/origin/"):
        if reference.startswith(prefix):
            return reference.removeprefix(prefix)
    return reference


def meant(wanted: str, names: Iterable[str]) -> str:
    """The end of a sentence that says what is there instead."""
    found = {printable(name) for name in islice(names, MAX_NAMES) if len(name) <= MAX_LENGTH}
    known = sorted(found - {"", "HEAD"})
    near = get_close_matches(wanted, known, n=3, cutoff=0.5)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; there are {', '.join(known[:5])}{' …' if known[5:] else ''}" if known else ""


def _names(repository: Path, words: tuple[str, ...], separator: bytes) -> Iterable[str]:
    """Names that git prints, no more than needed: a hostile repository may have millions."""
    rest = b""
    with running(repository, *words) as process:
        for chunk in process.chunks():
            *names, rest = (rest + chunk).split(separator)
            yield from map(path_text, names)
