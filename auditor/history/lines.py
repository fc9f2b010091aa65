"""When was a line written? Told for few lines, by one walk back over the files they stand in.

The walk follows the first-parent line, so a line is as old as its arrival there, and stops when
all lines are found. What git calls a change of blanks is none. A file that was renamed starts anew.
Old contents are needed: a clone that came without them has no answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from auditor.git import GitFailed, git, path_text, running
from auditor.model import Checkout

Place = tuple[str, int]
"""A path and a line of it, counted from 1."""

MAX_FILES = 500  # of which lines are asked: the paths stand on one command line
MAX_LINES = 20_000_000  # of the walk's output: ten times what fairseq's 121 files need
HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
LATEST = 253_402_300_799  # seconds, the end of the year 9999: dates know no later one
COMMIT, FILE, HUNK_START = b"\0", b"+++ b/", b"@@ "
WALK = ("log", "--first-parent", "-m", "--patch", "--unified=0", "--ignore-all-space")
PLAIN = (
    "--text",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--src-prefix=a/",
)
FORMAT = ("--dst-prefix=b/", "--format=%x00%ct")


def written(checkout: Checkout, lines: Mapping[str, Collection[int]]) -> Mapping[Place, datetime]:
    """The commit dates of lines of the audited commit, as far as history tells."""
    if checkout.repository is None or checkout.commit is None or checkout.shallow or not lines:
        return {}
    search = _Search(lines)
    paths = [_from_top(checkout, path) for path in sorted(lines)[:MAX_FILES]]
    try:
        with running(
            checkout.repository, *WALK, *PLAIN, *FORMAT, checkout.commit, "--", *paths
        ) as process:
            search.follow(islice(_lines(process.chunks()), MAX_LINES), _prefix(checkout))
            if search.left:
                process.finish()
    except (GitFailed, ValueError):  # contents are missing: what was found until then is true
        pass
    return search.found


def date_of(checkout: Checkout) -> datetime | None:
    """When the audited commit was made."""
    if checkout.repository is None or checkout.commit is None:
        return None
    try:
        return _date(git(checkout.repository, "log", "-1", "--format=%ct", checkout.commit))
    except (GitFailed, ValueError):
        return None


def ids_at(checkout: Checkout, paths: Iterable[str]) -> Mapping[str, str]:
    """The ids of files as the audited commit has them: those on disk may be other ones."""
    if checkout.repository is None or checkout.commit is None:
        return {}
    wanted = [_from_top(checkout, path) for path in paths]
    words = ("ls-tree", "-z", "--full-tree", checkout.commit, "--", *wanted[:MAX_FILES])
    try:
        entries = git(checkout.repository, *words).split(b"\0")
    except GitFailed:
        return {}
    pairs = (entry.partition(b"\t") for entry in entries if entry)
    prefix = len(_prefix(checkout))
    return {path_text(path)[prefix:]: head.split()[2].decode() for head, _, path in pairs}


def _prefix(checkout: Checkout) -> str:
    subdir = checkout.target.subdir
    return f"{subdir}/" if subdir else ""


def _from_top(checkout: Checkout, path: str) -> str:
    return _prefix(checkout) + path


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


class _Search:
    """Lines on their way back: where each stood before the commits seen so far."""

    def __init__(self, lines: Mapping[str, Collection[int]]) -> None:
        self.left = {
            path: {number: number for number in numbers} for path, numbers in lines.items()
        }  # number now -> number in the audited commit
        self.found: dict[Place, datetime] = {}

    def follow(self, printed: Iterator[bytes], prefix: str) -> None:
        """Read the log, the newest commit first, until nothing is left to find.

        Hunks say how many lines they have, so that no line of a file can pass for a header.
        """
        when, path, hunks = None, "", list[_Hunk]()
        for line in printed:
            if line.startswith(HUNK_START) and (hunk := _hunk(line)):
                hunks.append(hunk)
                _skip(printed, hunk)
            elif line.startswith((COMMIT, FILE, b"diff --git ")):
                self._apply(path, hunks, when)
                path, hunks = "", []
                if not self.left:
                    return
                if line.startswith(COMMIT):
                    when = _date(line[1:])
                elif line.startswith(FILE):
                    path = path_text(line.removeprefix(FILE).rstrip(b"\t"))[len(prefix) :]
        self._apply(path, hunks, when)

    def _apply(self, path: str, hunks: list[_Hunk], when: datetime | None) -> None:
        """Take a commit's changes of a file back: lines that it wrote are found."""
        tracked = self.left.get(path)
        if tracked is None or when is None or not hunks:
            return
        before = {}
        for number, origin in tracked.items():
            moved = _before(number, hunks)
            if moved is None:
                self.found[path, origin] = when
            else:
                before[moved] = origin
        if before:
            self.left[path] = before
        else:
            del self.left[path]


_Hunk = tuple[int, int, int]
"""How many lines went, where their successors start, and how many these are."""


def _hunk(line: bytes) -> _Hunk | None:
    match = HUNK.match(line)
    if match is None:
        return None
    _, gone, start, came = match.groups()
    return int(gone or 1), int(start), int(came or 1)


def _skip(printed: Iterator[bytes], hunk: _Hunk) -> None:
    gone, _, came = hunk
    left = gone + came
    while left > 0:
        if not next(printed, b"").startswith(b"\\"):  # "\ No newline at end of file"
            left -= 1


def _before(number: int, hunks: Iterable[_Hunk]) -> int | None:
    """The number of a line before a change; None for a line that the change wrote."""
    shift = 0
    for gone, start, came in hunks:
        if start <= number < start + came:
            return None
        if number >= start + max(came, 1):
            shift += gone - came
    return number + shift


def _date(text: bytes) -> datetime:
    return datetime.fromtimestamp(min(max(int(text), 0), LATEST), UTC)
