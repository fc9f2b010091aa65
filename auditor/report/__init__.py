"""Views of an audit, one module for each format, chosen by a file's suffix."""

from collections.abc import Callable
from importlib import import_module

from auditor.errors import BadSettings
from auditor.model import Audit

SUFFIXES = {
    ".json": "json",
    ".html": "html",
    ".md": "markdown",
    ".sarif": "sarif",
    ".csv": "csv",
    ".svg": "svg",
}
"""Module of each suffix; imported when asked for, since templates cost start-up time."""


def render(audit: Audit, suffix: str) -> str:
    return renderer(suffix)(audit)


def renderer(suffix: str) -> Callable[[Audit], str]:
    """The function that writes files with this suffix."""
    name = SUFFIXES.get(suffix.lower())
    if name is None:
        known = ", ".join(SUFFIXES)
        raise BadSettings(
            f"No report is written as {suffix or 'a file without suffix'!r}: {known}."
        )
    written: Callable[[Audit], str] = import_module(f"auditor.report.{name}").render
    return written
