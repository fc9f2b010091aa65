"""Lines whose roles people told: our own labels, and those of others where they are at hand.

A row of ours is a file of a repository at a commit, with ranges of lines and their role; in a
notebook a range is `cell:first-last`. The code itself is not kept: it is read from a folder of git
directories, `OWNER+NAME/repo` each.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha1
from pathlib import Path

import msgspec

from auditor.acquire import acquire, parse_target
from auditor.facts import facts_of
from auditor.model import STATEMENT_CLASSES, Does, Kind, Project, Role, SourceFile
from auditor.read import read
from auditor.resolve import resolve

LABELS = Path(__file__).parent / "labels"
KEPT = (".py", ".ipynb")  # other files say nothing of what Python code does
MAX_BYTES = 3_000_000

Line = tuple[int | None, int]
"""Cell (None outside of notebooks) and line."""


class Labelled(msgspec.Struct, frozen=True):
    """A file with the roles that are accepted for its lines."""

    repo: str
    commit: str
    path: str
    lines: Mapping[Line, Sequence[Role]]
    ours: bool


class _Row(msgspec.Struct):
    repo: str
    commit: str
    path: str
    labels: dict[str, list[str]] | list[tuple[str, str]]


def labels(*files: str) -> Iterator[Labelled]:
    """Our labels, and those of the files that are named (default: `NUMBERS_AUDIT_LABELS`)."""
    others = files or tuple(filter(None, [os.environ.get("NUMBERS_AUDIT_LABELS")]))
    for path, ours in (
        *((path, True) for path in [LABELS / "python.jsonl"]),
        *((Path(path), False) for path in others),
    ):
        for text in path.read_bytes().splitlines():
            row = msgspec.json.decode(text, type=_Row)
            yield Labelled(row.repo, row.commit, row.path, dict(_lines(row)), ours)


def _lines(row: _Row) -> Iterator[tuple[Line, Sequence[Role]]]:
    if isinstance(row.labels, dict):
        for key, accepted in row.labels.items():
            cell, _, line = key.rpartition(":")
            yield (int(cell) if cell else None, int(line)), [Role(name) for name in accepted]
        return
    for key, name in row.labels:
        cell, _, lines = key.rpartition(":")
        first, _, last = lines.partition("-")
        for number in range(int(first), int(last) + 1):
            yield (int(cell) if cell else None, number), [Role(name)]


def by_repository(rows: Iterable[Labelled]) -> Mapping[tuple[str, str], Sequence[Labelled]]:
    found: defaultdict[tuple[str, str], list[Labelled]] = defaultdict(list)
    for row in rows:
        found[row.repo, row.commit].append(row)
    return found


def mirrors(arguments: Sequence[str]) -> Path | None:
    """The folder of git directories: an argument or `NUMBERS_AUDIT_MIRRORS`."""
    given = arguments[0] if arguments else os.environ.get("NUMBERS_AUDIT_MIRRORS", "")
    return Path(given) if given and Path(given).is_dir() else None


def project_at(folder: Path, repo: str, commit: str = "", most: int | None = None) -> Project:
    """The Python code of a repository, names followed; an empty project where it is missing.

    `most` takes that many files of it, chosen by the hash of their paths.
    """
    git = folder / repo.replace("/", "+") / "repo"
    if not git.is_dir():
        return Project(files=())
    with tempfile.TemporaryDirectory() as cache:
        target = parse_target(f"file://{git.absolute()}", revision=commit or None)
        checkout = acquire(target, cache=Path(cache), history=False)
        blobs = [
            blob
            for blob in read(checkout)
            if blob.path.lower().endswith(KEPT) and len(blob.data or b"") <= MAX_BYTES
        ]
        if most is not None:
            blobs.sort(key=lambda blob: sha1(blob.path.encode(), usedforsecurity=False).digest())
        return resolve(
            SourceFile(blob.path, blob.kind, blob.id, blob.size, facts_of(blob), blob.reason)
            for blob in blobs[:most]
        )


def needed(file: SourceFile) -> set[Line]:
    """Lines of statements, imports apart: the lines that have a role to tell."""
    code = file.facts.code
    imports = {
        line
        for statement in (code.statements if code else ())
        if statement.does is Does.IMPORT
        for line in range(statement.line, statement.header_end + 1)
    }
    return {
        place_of(file, line)
        for line, kind in enumerate(file.facts.lines, start=1)
        if kind in STATEMENT_CLASSES and line not in imports
    }


def place_of(file: SourceFile, line: int) -> Line:
    place = file.location(line)
    return place.cell, place.line


def wanted(row: Labelled, file: SourceFile) -> Mapping[Line, Sequence[Role]]:
    """The labels that count: ranges of ours run over comments and imports, which have none."""
    if not row.ours:
        return row.lines
    lines = needed(file)
    return {line: roles for line, roles in row.lines.items() if line in lines}


def is_code(file: SourceFile) -> bool:
    return file.facts.code is not None and file.kind is not Kind.TEST
