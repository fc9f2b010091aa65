"""Who changed what, and how often: commits of the past, told from git's log in one pass.

Only trees are compared, never contents, so it also works where old contents were never fetched.
A file that was renamed starts anew. A merge counts as a commit and changes nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from auditor.git import GitFailed, git, path_text, printable, running
from auditor.model import Change, Checkout, History, Stamp

RECENT_DAYS = 180  # half a year: what a team still works on
MAX_COMMITS = 50_000  # the newest; a longer past changes no hotspot and takes minutes
MAX_PRINTED = 2_000_000_000  # bytes of the log; that of a large past has a tenth of it
MAX_NAME = 100  # characters of an author's name
DAY = 86_400  # seconds
LATEST = 253_402_300_799  # seconds, the end of the year 9999: dates know no later one
FORMAT = "--format=%ct%x00%aE%x00%aN"
EMPTY = b""
PYTHON = (b".py", b".ipynb")  # as most files of Python end


def history(checkout: Checkout, now: datetime | None = None) -> History | None:
    """The past of the files that are there today; None where there is none to read.

    `shallow` says that older commits exist that were not read. Commits dated after `now` count
    as made now: some clocks are wrong.
    """
    if checkout.repository is None or checkout.commit is None:
        return None
    try:
        tally = _Tally(_paths(checkout, checkout.repository), now)
        for commit in _commits(checkout, checkout.repository):
            tally.add(*commit)
    except (GitFailed, ValueError):  # a past with holes tells the wrong story
        return None
    return tally.history(shallow=checkout.shallow or tally.commits >= MAX_COMMITS)


def line(checkout: Checkout, most: int = MAX_COMMITS) -> tuple[Stamp, ...]:
    """The first-parent line of a checkout's commit, the newest first; tags as far as they are here.

    Empty where there is no history to read.
    """
    if checkout.repository is None or checkout.commit is None:
        return ()
    subdir = checkout.target.subdir
    words = ("log", "--first-parent", "-z", "--no-color", f"--max-count={most}", LINE_FORMAT)
    place = (str(checkout.commit), "--", *([subdir] if subdir else []))
    try:
        printed = git(checkout.repository, *words, *place)
    except GitFailed:
        return ()
    tokens = printed.split(b"\0")
    rows = zip(*[iter(tokens)] * LINE_FIELDS, strict=False)
    return tuple(_stamp(row) for row in rows)


def changed(checkout: Checkout, commits: Sequence[str]) -> tuple[int, ...]:
    """How many files of Python differ between each commit and the one before it in this row.

    Nothing is known of the first, and of any where a commit is not here: 0.
    """
    counted = dict.fromkeys((commit.encode() for commit in commits), 0)
    asked = b"".join(b"%s %s\n" % (commit, before) for before, commit in pairwise(counted))
    if checkout.repository is not None and asked:
        words = ("diff-tree", "--stdin", "-r", "-z", "--name-only", "--no-renames")
        with suppress(GitFailed):
            commit = EMPTY
            for token in git(checkout.repository, *words, given=asked).split(b"\0"):
                if token in counted:
                    commit = token
                elif commit and token.endswith(PYTHON):
                    counted[commit] += 1
    return tuple(counted.values())


LINE_FORMAT = "--format=%H%x00%ct%x00%aN%x00%s%x00%D"
LINE_FIELDS = 5
TAG = "tag: "


def _stamp(row: tuple[bytes, ...]) -> Stamp:
    commit, when, author, subject, names = row
    decorations = _text(names).split(", ")
    return Stamp(
        commit=commit.decode("ascii").strip(),
        date=_date(min(max(int(when), 0), LATEST)),
        author=_text(author),
        subject=_text(subject),
        tags=tuple(sorted(n.removeprefix(TAG) for n in decorations if n.startswith(TAG))),
    )


def _paths(checkout: Checkout, repository: Path) -> frozenset[bytes]:
    tree = f"{checkout.commit}:{checkout.target.subdir}"
    listed = git(repository, "ls-tree", "-r", "-z", "--name-only", "--full-tree", tree)
    return frozenset(listed.split(b"\0")) - {EMPTY}


Commit = tuple[int, str, str, list[bytes]]
"""Seconds since 1970, address and name of the author, and the paths that it changed."""


def _commits(checkout: Checkout, repository: Path) -> Iterator[Commit]:
    """The newest first, paths as told from the subdirectory."""
    subdir = checkout.target.subdir
    prefix = f"{subdir}/".encode() if subdir else b""
    words = ("log", "-z", "--raw", "--no-renames", "--no-ext-diff", "--no-color", "--abbrev=4")
    limits = (f"--max-count={MAX_COMMITS}", FORMAT, str(checkout.commit), "--")
    with running(
        repository,
        "-c",
        f"mailmap.blob={checkout.commit}:.mailmap",
        *words,
        *limits,
        *([subdir] if subdir else []),
    ) as process:
        for when, email, name, paths in _parsed(_tokens(_bounded(process.chunks()))):
            yield when, email, name, [path.removeprefix(prefix) for path in paths]
        process.finish()


def _bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_PRINTED:
            raise ValueError
        yield chunk


def _tokens(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *tokens, rest = (rest + chunk).split(b"\0")
        yield from tokens
    if rest:
        yield rest


def _parsed(tokens: Iterator[bytes]) -> Iterator[Commit]:
    """Three tokens head a commit; pairs of one with a colon in front and a path may follow.

    Positions decide and not contents, so that no name of an author or file can pass for another.
    """
    token = next(tokens, None)
    while token is not None:
        when, email, name = int(token), next(tokens, b""), next(tokens, b"")
        paths = []
        token = next(tokens, None)
        while token is not None and token.lstrip(b"\n").startswith(b":"):
            paths.append(next(tokens, b""))
            token = next(tokens, None)
        yield when, _text(email), _text(name), paths


def _text(raw: bytes) -> str:
    return printable(raw.decode("utf-8", "replace").strip())[:MAX_NAME]


class _File:
    """What is counted of one file."""

    __slots__ = ("authors", "dates")

    def __init__(self) -> None:
        self.authors: Counter[str] = Counter()
        self.dates: list[int] = []


class _Tally:
    """Commits, counted as they come; what is recent is known at the end."""

    def __init__(self, paths: frozenset[bytes], now: datetime | None) -> None:
        self.paths = paths
        self.now = LATEST if now is None else int(now.timestamp())
        self.commits = 0
        self.first, self.last = LATEST, 0
        self.names: dict[str, str] = {}  # address -> name in its newest commit
        self.files: dict[bytes, _File] = {}

    def add(self, when: int, email: str, name: str, changed: list[bytes]) -> None:
        when = min(max(when, 0), self.now)
        self.commits += 1
        self.first, self.last = min(self.first, when), max(self.last, when)
        author = self.names.setdefault(email.lower() or name, name or "unknown")
        for path in self.paths.intersection(changed):
            file = self.files.setdefault(path, _File())
            file.authors[author] += 1
            file.dates.append(when)

    def history(self, *, shallow: bool) -> History | None:
        if not self.commits:
            return None
        changes = {path_text(path): self._change(path) for path in self.files}
        return History(
            commits=self.commits,
            authors=len(set(self.names.values())),
            first=_date(self.first),
            last=_date(self.last),
            changes=dict(sorted(changes.items())),
            shallow=shallow,
        )

    def _change(self, path: bytes) -> Change:
        file = self.files[path]
        recent = self.last - RECENT_DAYS * DAY
        ranked = sorted(file.authors.items(), key=lambda pair: (-pair[1], pair[0]))
        return Change(
            path=path_text(path),
            commits=len(file.dates),
            recent_commits=sum(date >= recent for date in file.dates),
            authors=tuple(name for name, _ in ranked),
            first=_date(min(file.dates)),
            last=_date(max(file.dates)),
        )


def _date(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
