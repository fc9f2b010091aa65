"""The stages in order: target, checkout, files, facts, project, roles, findings, audit."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from difflib import get_close_matches
from functools import cache, partial
from importlib.resources import files

import msgspec
from msgspec.structs import replace

from auditor import __version__
from auditor.acquire import acquire, parse_target
from auditor.cache import Store
from auditor.classify import classify
from auditor.classify.knowledge import Knowledge
from auditor.classify.knowledge import load as load_knowledge
from auditor.corpus import percentiles
from auditor.detect import detect, practised, suppressions
from auditor.errors import BadSettings, ExitCode
from auditor.facts import source_of
from auditor.history import history
from auditor.model import (
    Audit,
    Category,
    Checkout,
    Listing,
    Project,
    Rule,
    Run,
    Severity,
    Tool,
)
from auditor.pipeline.aging import with_ages
from auditor.pipeline.garbage import left_alone
from auditor.pipeline.gather import gather
from auditor.pipeline.kept import (
    key_of_audit,
    key_of_sources,
    packed,
    packed_outlines,
    unpacked,
    unpacked_outlines,
)
from auditor.pipeline.listings import filled, outlines
from auditor.pipeline.phases import Phases
from auditor.pipeline.recall import Recall, again
from auditor.practices import PRACTICES
from auditor.read import read
from auditor.report.json import load
from auditor.resolve import resolve
from auditor.rules import CATALOGUE
from auditor.score import score
from auditor.settings import NEW, Settings
from auditor.spread import shared
from auditor.verdict import verdict

Progress = Callable[[str, int | None], None]
"""Called with what is being done, and how much of it is done (None: it has no parts)."""

TOOL = Tool("numbers-audit", __version__)
FORK_FROM_BYTES = 200_000  # of Python: a fork costs some 20 ms, which is what 20 kB take


class Studied(msgspec.Struct, frozen=True):
    """An audit with the project it was made from, for those who want line by line why."""

    audit: Audit
    project: Project
    checkout: Checkout


def source(studied: Studied, path: str) -> tuple[str, ...]:
    """The lines of a file that was audited, for those who want to show them."""
    found = next(read(studied.checkout, frozenset({path})), None)
    return () if found is None else source_of(found)


def silent(_what: str, _done: int | None) -> None:
    """Report progress to nobody."""


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
    rules = selected(CATALOGUE, settings)
    checkout = _acquired(target, settings, revision, subdir, progress, phases)
    with left_alone(), closing(_store(settings)) as store:
        return _studied(checkout, settings, rules, store, progress, phases, reasons=True)


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
    rules = selected(CATALOGUE, settings)
    known_to(settings)
    checkout = _acquired(target, settings, revision, subdir, progress, phases)
    return _kept_or_made(checkout, settings, rules, progress, phases)


def examine_with_sources(
    target: str,
    settings: Settings,
    *,
    revision: str | None = None,
    subdir: str = "",
    progress: Progress = silent,
) -> tuple[Audit, tuple[Listing, ...]]:
    """As `examine`, with the sources that a page shows: of a kept audit only these are read."""
    phases = Phases(time.perf_counter)
    rules = selected(CATALOGUE, settings)
    known_to(settings)
    checkout = _acquired(target, settings, revision, subdir, progress, phases)
    with left_alone(), closing(_store(settings)) as store:
        key = key_of_audit(checkout, settings) if settings.reuse else None
        kept = None if key is None else _kept_sources(store, key)
        if kept is not None:
            audit, outlined = kept
            with phases("sources"):
                shown = tuple(filled(checkout, outlined, audit.findings))
            return replace(audit, run=_run(settings, phases, cached=True)), shown
        studied = _studied(checkout, settings, rules, store, progress, phases, reasons=True)
        shown = sources_of(studied)
        if key is not None and studied.audit.complete:
            store.keep(key, packed(studied.audit))
            store.keep(key_of_sources(key), packed_outlines(shown))
        return studied.audit, shown


def _kept_sources(store: Store, key: bytes) -> tuple[Audit, tuple[Listing, ...]] | None:
    found = store.find([key, key_of_sources(key)])
    audit = unpacked(found.get(key))
    outlined = unpacked_outlines(found.get(key_of_sources(key)))
    return None if audit is None or outlined is None else (audit, outlined)


def sources_of(studied: Studied) -> tuple[Listing, ...]:
    """The sources that the page of an audit shows."""
    from auditor.report.html import shown  # noqa: PLC0415 - start-up time of all other reports

    audit, outlined = studied.audit, outlines(studied.project)
    return shown(audit, filled(studied.checkout, outlined, audit.findings))


def audited(checkout: Checkout, settings: Settings, recall: Recall) -> Audit:
    """The same for a target that is here already, and perhaps was at another commit."""
    phases = Phases(time.perf_counter)
    rules = selected(CATALOGUE, settings)
    return _kept_or_made(checkout, settings, rules, silent, phases, recall)


def _kept_or_made(  # noqa: PLR0913, PLR0917 - what an audit begins with, and the one before it
    checkout: Checkout,
    settings: Settings,
    rules: Sequence[Rule],
    progress: Progress,
    phases: Phases,
    recall: Recall | None = None,
) -> Audit:
    with left_alone(), closing(_store(settings)) as store:
        key = key_of_audit(checkout, settings) if settings.reuse else None
        found = None if key is None else unpacked(store.find([key]).get(key))
        if found is not None:
            return replace(found, run=_run(settings, phases, cached=True))
        studied = _studied(
            checkout, settings, rules, store, progress, phases, recall, reasons=False
        )
        audit = studied.audit
        if key is not None and audit.complete:
            store.keep(key, packed(audit))
        return audit


def _store(settings: Settings) -> Store:
    return Store(settings.cache if settings.reuse else None, time.time())


def _run(settings: Settings, phases: Phases, *, cached: bool = False) -> Run | None:
    return phases.run(settings.jobs, cached=cached) if settings.run_info else None


def _acquired(  # noqa: PLR0913, PLR0917 - what both ways of auditing begin with
    target: str,
    settings: Settings,
    revision: str | None,
    subdir: str,
    progress: Progress,
    phases: Phases,
) -> Checkout:
    with phases("acquire"):
        return acquire(
            parse_target(target, revision=revision, subdir=subdir),
            cache=settings.cache,
            history=settings.history,
            progress=lambda text: progress(text, None),
        )


def _studied(  # noqa: PLR0913, PLR0917 - the stages in order need all of it
    checkout: Checkout,
    settings: Settings,
    rules: Sequence[Rule],
    store: Store,
    progress: Progress,
    phases: Phases,
    recall: Recall | None = None,
    *,
    reasons: bool,
) -> Studied:
    recall = recall or Recall()
    with phases("history"):
        past = history(checkout) if settings.history else None
    with phases("read"):
        read_files = tuple(gather(checkout, store, settings.jobs, progress, recall))
    progress("resolving names", None)
    with phases("resolve"):
        project = recall.resolved = again(resolve(read_files, past), recall.resolved)
    each = partial(shared, jobs=_jobs_for(project, settings))
    progress("deciding roles", None)
    with phases("classify"):
        project = classify(project, known_to(settings), reasons=reasons, each=each)
        project = recall.judged = again(project, recall.judged)
    progress(f"asking {len(rules)} rules", None)
    with phases("detect"):
        marks = suppressions(project)
        obeyed = marks if settings.trust_target_config else ()
        results = detect(project, rules, obeyed, each)
        practices = practised(project, PRACTICES)
    with phases("score"):
        audit = score(checkout, project, results, practices, marks, TOOL)
        audit = replace(audit, percentiles=percentiles(audit))
        audit = replace(audit, verdict=verdict(audit, rules))
    if settings.history:
        progress("dating admitted debt", None)
        with phases("ages"):
            audit = with_ages(checkout, project, audit)
    return Studied(replace(audit, run=_run(settings, phases)), project, checkout)


def _jobs_for(project: Project, settings: Settings) -> int:
    python = sum(file.size for file in project.files if file.facts.code is not None)
    return settings.jobs if python >= FORK_FROM_BYTES else 1


@cache
def reference() -> Audit:
    """The audit of the reference project that comes with the auditor: what good looks like."""
    return load(files("auditor.data").joinpath("reference.json").read_bytes())


def selected(catalogue: Sequence[Rule], settings: Settings) -> tuple[Rule, ...]:
    """The rules to run. Raises BadSettings for a name that no rule and no category has."""
    names = {rule.id for rule in catalogue} | {category.value for category in Category}
    for name in (*settings.select, *settings.ignore):
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise BadSettings(f"No rule or category is called {name!r}{hint}")
    return tuple(
        rule
        for rule in catalogue
        if _is_chosen(rule, settings.select)
        and not {rule.id, rule.category.value} & set(settings.ignore)
    )


def known_to(settings: Settings) -> Knowledge:
    """The knowledge base with the user's files laid over it.

    Asked for before anything is fetched, so that a mistake in a file costs no wait. Raises
    BadSettings with the file and the key.
    """
    return load_knowledge(tuple(settings.knowledge))


def _is_chosen(rule: Rule, select: Sequence[str]) -> bool:
    """A rule that is off has to be called by its name."""
    return rule.id in select or (not rule.off and (not select or rule.category.value in select))


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
