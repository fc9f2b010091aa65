"""Views of an audit, one module for each format, chosen by a file's suffix."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from auditor.errors import BadSettings
from auditor.model import Audit, Listing

SUFFIXES = {
    ".json": "json",
    ".html": "html",
    ".md": "markdown",
    ".sarif": "sarif",
    ".csv": "csv",
    ".svg": "svg",
    ".xml": "junit",
}
"""Module of each suffix; imported when asked for, since templates cost start-up time."""


PAGE = "html"
"""Module of the format that shows sources, and the figures of others beside the audit's."""


def render(audit: Audit, suffix: str) -> str:
    return renderer(suffix)(audit)


def renderer(
    suffix: str,
    reference: Callable[[], Audit] | None = None,
    listings: Callable[[], Iterable[Listing]] = tuple,
    corpus: Callable[[], Mapping[str, Sequence[float]]] = dict,
) -> Callable[[Audit], str]:
    """The function that writes files with this suffix; what it needs is asked for when it does."""
    name = SUFFIXES.get(suffix.lower())
    if name is None:
        known = ", ".join(SUFFIXES)
        raise BadSettings(f"No report is written {_as(suffix)}; known are {known}.")
    module = import_module(f"auditor.report.{name}")
    if name == PAGE:
        baseline = None if reference is None else reference()
        return partial(module.render, baseline=baseline, listings=listings, corpus=corpus)
    written: Callable[[Audit], str] = module.render
    return written


OTHERS: Mapping[str, Mapping[str, str]] = {
    "comparison": {".md": "delta_markdown", ".html": "delta_html", ".json": "json"},
    "trend": {".html": "trend_html", ".json": "json"},
    "league": {".md": "league_markdown", ".html": "league_html", ".json": "json"},
}
"""Modules of what is no single audit, by what it is and by suffix."""


def renderer_of(what: str, suffix: str) -> Callable[[Any], str]:
    """The function that writes a comparison, a league or a trend into files with this suffix."""
    name = OTHERS[what].get(suffix.lower())
    if name is None:
        known = ", ".join(OTHERS[what])
        raise BadSettings(f"No {what} is written {_as(suffix)}; known are {known}.")
    written: Callable[[Any], str] = import_module(f"auditor.report.{name}").render
    return written


def _as(suffix: str) -> str:
    return f"as {suffix!r}" if suffix else "to a name without a suffix, which tells the format"
