"""Which repositories a list names, where they come from, and what a report is called."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from re import sub
from urllib.parse import urlsplit

from auditor.errors import BadSettings

COLUMNS = ("target", "url", "repository", "repo", "github repo", "full_name", "name")
"""Heads of the column that names repositories, the likeliest first."""

MAX_SLUG = 80  # characters of a report's name


def read_list(text: str, name: str = "") -> tuple[str, ...]:
    """Targets of a list, each once, in its order: a line each, or a column of a CSV file.

    Raises BadSettings for a CSV file without a column that names repositories.
    """
    named = _column(text) if name.lower().endswith(".csv") else _lines(text)
    targets = dict.fromkeys(target.strip() for target in named)
    return tuple(target for target in targets if target)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield line.partition(" #")[0] if not line.lstrip().startswith("#") else ""


def _column(text: str) -> Iterator[str]:
    rows = csv.DictReader(io.StringIO(text))
    heads = {head.strip().lower(): head for head in rows.fieldnames or ()}
    head = next((heads[column] for column in COLUMNS if column in heads), None)
    if head is None:
        raise BadSettings(f"The list has no column called {', '.join(COLUMNS[:-1])} or name.")
    return ((row[head] or "") for row in rows)


def report_name(target: str) -> str:
    """A file name that tells people which repository it is, and is one target's alone."""
    readable = sub(r"[^A-Za-z0-9._-]+", "+", target).strip("+.")[-MAX_SLUG:]
    return f"{readable}-{sha256(target.encode()).hexdigest()[:12]}.json"


def host_of(target: str) -> str | None:
    """The host that a target is fetched from; None for what lies on this disk."""
    if "://" in target:
        parts = urlsplit(target)
        return None if parts.scheme == "file" else parts.hostname
    if target.startswith("git@"):
        return target[4:].partition(":")[0]
    is_short = target.count("/") == 1 and not target.startswith((".", "/", "~"))
    return "github.com" if is_short and not Path(target).exists() else None
