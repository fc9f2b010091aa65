"""One table of many audits, made from their reports alone: a row for each repository."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.batch import REPORTS, Result, Status, ledger
from auditor.corpus import measures
from auditor.errors import BadReport
from auditor.model import Audit, Category, Role
from auditor.report.json import load

TABLE = "table.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula; a quote in front makes it a text."""


def write_table(folder: Path) -> int:
    """Write `table.csv` and return the number of its rows."""
    rows = list(_rows(folder))
    heads = list(dict.fromkeys(name for row in rows for name in row)) or ["target"]
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    (folder / TABLE).write_text(out.getvalue(), encoding="utf-8", newline="\n")
    return len(rows)


def _rows(folder: Path) -> Iterator[Mapping[str, object]]:
    """Sorted by target, whatever the order in which they were audited."""
    for target, result in sorted(ledger(folder).items()):
        audit = _audit(folder, result)
        lost = audit is None and result.status is Status.DONE
        yield {
            "target": _safe(target),
            "status": Status.FAILED if lost else result.status,
            "said": "its report was removed or damaged" if lost else _safe(result.said),
            **({} if audit is None else _figures(audit)),
        }


def _audit(folder: Path, result: Result) -> Audit | None:
    if result.report is None:
        return None
    try:
        return load((folder / REPORTS / result.report).read_bytes())
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
