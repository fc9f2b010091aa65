"""Views of an audit, one module for each format, chosen by a file's suffix."""

from collections.abc import Callable
from functools import partial
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


COMPARES = "html"
"""Module of the format that shows the reference project's figures beside the audit's."""


def render(audit: Audit, suffix: str) -> str:
    return renderer(suffix)(audit)


def renderer(suffix: str, reference: Callable[[], Audit] | None = None) -> Callable[[Audit], str]:
    """The function that writes files with this suffix."""
    name = SUFFIXES.get(suffix.lower())
    if name is None:
        known = ", ".join(SUFFIXES)
        raise BadSettings(
            f"No report is written as {suffix or 'a file without suffix'!r}: {known}."
        )
    module = import_module(f"auditor.report.{name}")
    if name == COMPARES and reference is not None:
        return partial(module.render, baseline=reference())
    written: Callable[[Audit], str] = module.render
    return written
