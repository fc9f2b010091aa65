"""What became of each repository, written beside its report by whoever audited it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec

from auditor.batch.place import Place
from auditor.batch.targets import report_name

REPORTS = "reports"
RESULTS = "results"


class Status(StrEnum):
    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The last word on a target."""

    target: str
    status: Status
    report: str | None = None  # file name below `reports`
    exit_code: int | None = None
    seconds: float = 0.0
    attempts: int = 1
    said: str = ""  # the last line that a failed audit printed

    @property
    def is_done(self) -> bool:
        return self.status is Status.DONE


def record(place: Place, result: Result) -> None:
    place.write(f"{RESULTS}/{report_name(result.target)}", msgspec.json.encode(result))


def known(place: Place) -> Iterator[Result]:
    """Results by the names of their reports; a damaged one says nothing."""
    for name in place.names(RESULTS):
        result = _read(place, name)
        if result is not None:
            yield result


def _read(place: Place, name: str) -> Result | None:
    try:
        return msgspec.json.decode(place.read(f"{RESULTS}/{name}"), type=Result)
    except (OSError, msgspec.MsgspecError):
        return None


def left(targets: Iterable[str], place: Place, *, retry_failed: bool) -> tuple[str, ...]:
    """The targets that still have to be audited."""
    before = _by_target(place)
    reports = frozenset(place.names(REPORTS))
    return tuple(
        target
        for target in targets
        if not _is_settled(before.get(target), reports, retry=retry_failed)
    )


def undone(targets: Iterable[str], place: Place) -> int:
    """How many targets have no report."""
    return len(left(targets, place, retry_failed=True))


def _by_target(place: Place) -> Mapping[str, Result]:
    return {result.target: result for result in known(place)}


def _is_settled(result: Result | None, reports: frozenset[str], *, retry: bool) -> bool:
    if result is None:
        return False
    if result.is_done:
        return result.report in reports
    return not retry
