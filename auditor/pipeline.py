"""The stages in order: target, checkout, files, facts, project, roles, findings, audit."""

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from itertools import islice
from multiprocessing import get_context

import msgspec

from auditor import __version__
from auditor.acquire import acquire, parse_target
from auditor.classify import classify
from auditor.detect import detect, practised, suppressions
from auditor.errors import BadSettings, ExitCode
from auditor.facts import facts_of
from auditor.history import history
from auditor.model import (
    Audit,
    Blob,
    Category,
    Checkout,
    Facts,
    Project,
    Rule,
    Run,
    Severity,
    SourceFile,
    Tool,
)
from auditor.practices import PRACTICES
from auditor.read import read
from auditor.report.json import load
from auditor.resolve import resolve
from auditor.rules import CATALOGUE
from auditor.score import score
from auditor.settings import NEW, Settings

Progress = Callable[[str, int | None, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is (None: unknown)."""

TOOL = Tool("numbers-audit", __version__)
POOL_FROM_BYTES = 2_000_000  # of Python source: below, starting processes costs more than it saves
CHUNK = 16  # files handed to a process at once: pickling is cheap, waiting is not


class Studied(msgspec.Struct, frozen=True):
    """An audit with the project it was made from, for those who want line by line why."""

    audit: Audit
    project: Project
    checkout: Checkout


def silent(_what: str, _done: int | None = None, _of: int | None = None) -> None:
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
    phases = _Phases(time.perf_counter)
    rules = selected(CATALOGUE, settings)
    with phases("acquire"):
        checkout = acquire(
            parse_target(target, revision=revision, subdir=subdir),
            cache=settings.cache,
            history=settings.history,
            progress=lambda text: progress(text, None, None),
        )
    with phases("history"):
        past = history(checkout) if settings.history else None
    with phases("read"):
        read_files = tuple(_files(checkout, settings, progress))
    progress("resolving names", None, None)
    with phases("resolve"):
        project = resolve(read_files, past)
    progress("deciding roles", None, None)
    with phases("classify"):
        project = classify(project)
    progress(f"asking {len(rules)} rules", None, None)
    with phases("detect"):
        marks = suppressions(project)
        results = detect(project, rules, marks if settings.trust_target_config else ())
        practices = practised(project, PRACTICES)
    with phases("score"):
        audit = score(checkout, project, results, practices, marks, TOOL)
    run = _run(settings, phases) if settings.run_info else None
    return Studied(msgspec.structs.replace(audit, run=run), project, checkout)


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
        if (not settings.select or {rule.id, rule.category.value} & set(settings.select))
        and not {rule.id, rule.category.value} & set(settings.ignore)
    )


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


def _files(checkout: Checkout, settings: Settings, progress: Progress) -> Iterator[SourceFile]:
    read_so_far = _with_facts(read(checkout), settings.jobs)
    for done, (blob, facts) in enumerate(read_so_far, start=1):
        if done % 20 == 0:
            progress("reading files", done, None)
        yield SourceFile(blob.path, blob.kind, blob.id, blob.size, facts, blob.reason)


def _with_facts(blobs: Iterable[Blob], jobs: int) -> Iterator[tuple[Blob, Facts]]:
    """Facts of every blob, in order; in several processes where there is enough work."""
    stream = iter(blobs)
    first, size = [], 0
    for blob in stream:
        first.append(blob)
        size += len(blob.data or b"")
        if size > POOL_FROM_BYTES:
            break
    else:
        jobs = 1
    if jobs == 1:
        for blob in (*first, *stream):
            yield _without_data(blob), facts_of(blob)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        pending = []
        for chunk in _chunks((blob for part in (first, stream) for blob in part), CHUNK):
            pending.append(([_without_data(b) for b in chunk], pool.submit(_facts_of_all, chunk)))
            while len(pending) > 4 * jobs:
                light, future = pending.pop(0)
                yield from zip(light, _decoded(future.result()), strict=True)
        for light, future in pending:
            yield from zip(light, _decoded(future.result()), strict=True)


def _chunks(blobs: Iterator[Blob], size: int) -> Iterator[list[Blob]]:
    while chunk := list(islice(blobs, size)):
        yield chunk


def _without_data(blob: Blob) -> Blob:
    return msgspec.structs.replace(blob, data=None)


def _facts_of_all(blobs: Sequence[Blob]) -> bytes:
    """Run in a worker; bytes cross processes faster than a million small objects."""
    return msgspec.msgpack.encode([facts_of(blob) for blob in blobs])


def _decoded(data: bytes) -> list[Facts]:
    return msgspec.msgpack.decode(data, type=list[Facts])


class _Phases:
    """Seconds per phase, in the order they were run."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.seconds: dict[str, float] = {}
        self.name = ""
        self.start = 0.0

    def __call__(self, name: str) -> "_Phases":
        self.name = name
        return self

    def __enter__(self) -> None:
        self.start = self.clock()

    def __exit__(self, *_: object) -> None:
        self.seconds[self.name] = round(self.clock() - self.start, 3)


def _run(settings: Settings, phases: _Phases) -> Run:
    seconds: Mapping[str, float] = phases.seconds
    return Run(
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(sum(seconds.values()), 3),
        phases=seconds,
        python=platform.python_version(),
        jobs=settings.jobs,
    )
