"""One table of many audits, made from their reports alone: a row for each repository."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from auditor.batch import REPORTS, Place, Result, Status, known
from auditor.compare import standing
from auditor.compare.league import columns_of
from auditor.corpus import MEASURES, measures
from auditor.errors import BadReport
from auditor.model import Audit, Category, League, Role, Standing
from auditor.report import renderer_of
from auditor.report.json import load

TABLE = "table.csv"
PAGE = "index.html"
COLUMNS = (
    "lines.code",
    "shares.ml_code.all",
    "shares.ml_pipeline.all",
    "role_shares.testing",
    "debt.ratio",
    "practices",
)
"""Measures of the page: a few, since there may be a million repositories."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula; a quote in front makes it a text."""

HEADS = (
    *("target", "status", "said", "commit", "complete", "files", "commits"),
    *("rating", "debt_minutes", "findings"),
    *MEASURES,
    *(f"lines_{role}" for role in Role),
    *(f"density_{category}" for category in Category),
)


def results(place: Place) -> list[Result]:
    return sorted(known(place), key=lambda result: result.target)


def audits(
    place: Place, wanted: Iterable[Result] | None = None
) -> Iterator[tuple[Result, Audit | None]]:
    """Results, all unless some are wanted, with reports; None where one is damaged or missing."""
    for result in results(place) if wanted is None else wanted:
        yield result, _audit(place, result)


class Summary(NamedTuple):
    """What table and page need of all reports, which are read once for both."""

    rows: list[Mapping[str, object]]
    league: League


def summary(place: Place) -> Summary:
    rows, standings = list[Mapping[str, object]](), list[Standing]()
    for result, audit in audits(place):
        rows.append(row(result, audit))
        standings.append(_standing(result, audit))
    league = League(columns=columns_of(COLUMNS), standings=tuple(standings))
    return Summary(rows, league)


def write_table(place: Place, told: Summary) -> int:
    """Write `table.csv` and return the number of its rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(told.rows)
    place.write(TABLE, out.getvalue().encode())
    return len(told.rows)


def write_page(place: Place, told: Summary) -> None:
    """Write `index.html`: what all repositories are made of, and a table to sort."""
    place.write(PAGE, renderer_of("league", ".html")(told.league).encode())


def row(result: Result, audit: Audit | None) -> Mapping[str, object]:
    status, said = _outcome(result, audit)
    head = {"target": _safe(result.target), "status": status, "said": _safe(said)}
    return {**head, **({} if audit is None else _figures(audit))}


def _standing(result: Result, audit: Audit | None) -> Standing:
    status, said = _outcome(result, audit)
    if audit is None:
        return Standing(target=result.target, status=status, said=said)
    return replace(standing(audit, COLUMNS), target=result.target, status=status, said=said)


def _outcome(result: Result, audit: Audit | None) -> tuple[str, str]:
    if audit is None and result.is_done:
        return Status.FAILED, "its report was removed or damaged"
    return result.status, result.said


def _audit(place: Place, result: Result) -> Audit | None:
    if result.report is None:
        return None
    try:
        return load(place.read(f"{REPORTS}/{result.report}"))
    except (OSError, BadReport):  # removed or damaged since: the row says that it failed
        return None


def _figures(audit: Audit) -> Mapping[str, object]:
    return {
        "commit": audit.target.commit or "",
        "complete": audit.complete,
        "files": audit.tracked_files,
        "commits": audit.commits,
        "rating": audit.debt.rating or "",
        "debt_minutes": audit.debt.minutes,
        "findings": len(audit.findings),
        **{name: "" if value is None else value for name, value in measures(audit).items()},
        **{f"lines_{role}": audit.lines.by_role.get(role, 0) for role in Role},
        **{f"density_{each}": audit.debt.density.get(each, 0.0) for each in Category},
    }


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
