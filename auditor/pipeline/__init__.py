"""How is an audit asked for? It is found among what is kept, or made by the stages in order.

What makes one (`stages`) is imported only where none is found: rules and readers take longer to
import than a kept audit takes to find and print.
"""

from __future__ import annotations

import time
from contextlib import closing
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.acquire import acquire, parse_target
from auditor.cache import Store
from auditor.errors import ExitCode, OutOfMemory
from auditor.model import Audit, Checkout, Listing, Severity
from auditor.pipeline.beside import beside
from auditor.pipeline.garbage import left_alone
from auditor.pipeline.kept import (
    key_of_audit,
    key_of_sources,
    packed,
    packed_outlines,
    unpacked,
    unpacked_outlines,
)
from auditor.pipeline.phases import Phases, Progress, silent
from auditor.pipeline.recall import Recall
from auditor.report.json import load
from auditor.settings import NEW, Settings

if TYPE_CHECKING:
    from auditor.pipeline.stages import Studied

__all__ = [
    "Progress",
    "audited",
    "examine",
    "examine_with_sources",
    "exit_code",
    "reference",
    "silent",
    "source",
    "sources_of",
    "study",
]

Shown = tuple[Audit, tuple[Listing, ...]]
"""An audit with the sources that a page shows; with none where none were asked for."""


def study(
    target: str,
    settings: Settings,
    *,
    revision: str | None = None,
    subdir: str = "",
    progress: Progress = silent,
) -> Studied:
    """Audit a target. Raises an AuditorError where there is nothing to audit."""
    phases = Phases(time.perf_counter)
    checkout = _acquired(target, settings, revision, subdir, progress, phases)
    with left_alone(), closing(_store(settings)) as store:
        return _made(checkout, settings, store, progress, phases, reasons=True)


def examine(
    target: str,
    settings: Settings,
    *,
    revision: str | None = None,
    subdir: str = "",
    progress: Progress = silent,
) -> Audit:
    """Audit a target, or find what was said of the same commit under the same settings.

    Raises an AuditorError where there is nothing to audit.
    """
    phases = Phases(time.perf_counter)
    checkout = _acquired(target, settings, revision, subdir, progress, phases)
    return _found_or_made(checkout, settings, progress, phases)[0]


def examine_with_sources(
    target: str,
    settings: Settings,
    *,
    revision: str | None = None,
    subdir: str = "",
    progress: Progress = silent,
) -> Shown:
    """As `examine`, with the sources that a page shows: of a kept audit only these are read."""
    phases = Phases(time.perf_counter)
    checkout = _acquired(target, settings, revision, subdir, progress, phases)
    return _found_or_made(checkout, settings, progress, phases, sources=True)


def audited(checkout: Checkout, settings: Settings, recall: Recall) -> Audit:
    """As `examine`, of a target that is here already, and perhaps was at another commit."""
    phases = Phases(time.perf_counter)
    return _found_or_made(checkout, settings, silent, phases, recall)[0]


def source(studied: Studied, path: str) -> tuple[str, ...]:
    """The lines of a file that was audited, for those who want to show them."""
    from auditor.facts import source_of  # noqa: PLC0415 - as the stages
    from auditor.read import read  # noqa: PLC0415

    found = next(read(studied.checkout, frozenset({path})), None)
    return () if found is None else source_of(found)


def sources_of(studied: Studied) -> tuple[Listing, ...]:
    """The sources that the page of an audit shows."""
    from auditor.pipeline.listings import filled, outlines  # noqa: PLC0415 - as the stages
    from auditor.report.html import shown  # noqa: PLC0415 - start-up time of all other reports

    audit, outlined = studied.audit, outlines(studied.project)
    return shown(audit, filled(studied.checkout, outlined, audit.findings))


def _found_or_made(  # noqa: PLR0913 - what an audit begins with, the one before it, what is wanted
    checkout: Checkout,
    settings: Settings,
    progress: Progress,
    phases: Phases,
    recall: Recall | None = None,
    *,
    sources: bool = False,
) -> Shown:
    with left_alone(), closing(_store(settings)) as store:
        key = key_of_audit(checkout, settings) if settings.reuse else None
        found = None if key is None else _found(store, key, checkout, phases, sources=sources)
        if found is not None:
            audit, shown = found
            return replace(audit, run=phases.run(settings, cached=True)), shown
        studied = _made(checkout, settings, store, progress, phases, recall, reasons=sources)
        audit, shown = studied.audit, sources_of(studied) if sources else ()
        if key is not None and audit.complete:
            _keep(store, key, audit, shown, sources=sources)
        return audit, shown


def _found(
    store: Store, key: bytes, checkout: Checkout, phases: Phases, *, sources: bool
) -> Shown | None:
    entries = store.find([key, key_of_sources(key)] if sources else [key])
    audit = unpacked(entries.get(key))
    if audit is None or not sources:
        return None if audit is None else (audit, ())
    outlined = unpacked_outlines(entries.get(key_of_sources(key)))
    if outlined is None:
        return None
    from auditor.pipeline.listings import filled  # noqa: PLC0415 - as the stages

    with phases("sources"):
        return audit, tuple(filled(checkout, outlined, audit.findings))


def _keep(
    store: Store, key: bytes, audit: Audit, shown: tuple[Listing, ...], *, sources: bool
) -> None:
    store.keep(key, packed(audit))
    if sources:
        store.keep(key_of_sources(key), packed_outlines(shown))


def _made(  # noqa: PLR0913, PLR0917 - the stages in order need all of it
    checkout: Checkout,
    settings: Settings,
    store: Store,
    progress: Progress,
    phases: Phases,
    recall: Recall | None = None,
    *,
    reasons: bool,
) -> Studied:
    try:
        from auditor.pipeline.stages import studied  # noqa: PLC0415 - see above
    except SystemError as error:  # CPython's own, where memory ends within an import
        raise OutOfMemory from error

    return studied(checkout, settings, store, progress, phases, recall=recall, reasons=reasons)


def _store(settings: Settings) -> Store:
    return Store(settings.cache if settings.reuse else None, time.time())


def _acquired(  # noqa: PLR0913, PLR0917 - what every way of auditing begins with
    target: str,
    settings: Settings,
    revision: str | None,
    subdir: str,
    progress: Progress,
    phases: Phases,
) -> Checkout:
    if settings.select or settings.ignore or settings.knowledge:
        from auditor.pipeline.stages import refuse_mistakes  # noqa: PLC0415 - see above

        refuse_mistakes(settings)
    with phases("acquire"):
        return acquire(
            parse_target(target, revision=revision, subdir=subdir),
            cache=settings.cache,
            history=settings.history,
            progress=lambda text: progress(text, None),
            meanwhile=_stages_beside,
        )


@cache
def _stages_beside() -> None:
    """Import what makes an audit while a clone is waited for: it takes as long as many a clone."""
    beside(lambda: import_module("auditor.pipeline.stages"))


@cache
def reference() -> Audit:
    """The audit of the reference project that comes with the auditor: what good looks like."""
    return load(files("auditor.data").joinpath("reference.json").read_bytes())


def exit_code(audit: Audit, fail_on: str | None) -> ExitCode:
    """What the command ends with: a crossed threshold outweighs an incomplete audit.

    Findings that a baseline has already do not count.
    """
    if fail_on is not None:
        limit = Severity[fail_on.removeprefix(NEW).upper()]
        counting = (finding for finding in audit.findings if finding.new is not False)
        if any(Severity[finding.severity.upper()] >= limit for finding in counting):
            return ExitCode.THRESHOLD
    return ExitCode.FINE if audit.complete else ExitCode.INCOMPLETE
