"""How old is the debt that the authors admit? Counted back from the audited commit, not from today.

An admission is as old as its line. What has no known date is told as unknown, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from statistics import median

from msgspec.structs import replace

from auditor.model import AdmittedDebt, AgeBand, Audit, Category, Finding

SINCE = "since"  # the label of a finding that holds its date
BOUNDS = (0, 30, 180, 365, 730, 1825, None)  # days

Dates = Mapping[tuple[str, int], datetime]


def aged(audit: Audit, dates: Dates, as_of: datetime | None, reason: str | None) -> Audit:
    """The audit with a date at each admission that has one, and how many are how old."""
    findings = tuple(_dated(finding, dates) for finding in audit.findings)
    admitted = [finding for finding in findings if is_admitted(finding)]
    ages = [] if as_of is None else [*_ages(admitted, as_of)]
    return replace(
        audit,
        findings=findings,
        admitted=AdmittedDebt(
            as_of=None if as_of is None else f"{as_of:%Y-%m-%d}",
            findings=len(admitted),
            unknown=len(admitted) - len(ages),
            reason=reason if len(ages) < len(admitted) else None,
            median_days=int(median(days for days, _ in ages)) if ages else None,
            bands=tuple(_bands(ages)),
        ),
    )


def is_admitted(finding: Finding) -> bool:
    return finding.category is Category.SATD


def _dated(finding: Finding, dates: Dates) -> Finding:
    date = dates.get((finding.path, finding.line))
    if not is_admitted(finding) or finding.cell is not None or date is None:
        return finding
    return replace(finding, labels={**finding.labels, SINCE: f"{date:%Y-%m-%d}"})


def _ages(admitted: Iterable[Finding], as_of: datetime) -> Iterator[tuple[int, Finding]]:
    for finding in admitted:
        if SINCE in finding.labels:
            since = datetime.fromisoformat(finding.labels[SINCE]).date()
            yield max((as_of.date() - since).days, 0), finding


def _bands(ages: Iterable[tuple[int, Finding]]) -> Iterator[AgeBand]:
    ages = list(ages)
    for start, end in pairwise(BOUNDS):
        within = [f for days, f in ages if days >= (start or 0) and (end is None or days < end)]
        yield AgeBand(
            from_days=start or 0,
            to_days=end,
            findings=len(within),
            minutes=round(sum((finding.minutes for finding in within), 0.0), 1),
        )
