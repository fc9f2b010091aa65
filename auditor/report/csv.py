"""The findings as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterator

from auditor.model import Audit, Finding
from auditor.report import words

COLUMNS = (
    "severity",
    "confidence",
    "category",
    "rule",
    "path",
    "cell",
    "line",
    "end_line",
    "minutes",
    "priority",
    "role",
    "message",
    "fingerprint",
    "new",
    "link",
)

# What a spreadsheet takes for the start of a formula, also behind blanks (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "|", "%")


def render(audit: Audit) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in audit.findings:
        writer.writerow(_row(audit, finding))
    return out.getvalue()


def _row(audit: Audit, finding: Finding) -> Iterator[str]:
    for column in COLUMNS:
        value = words.link_to(audit, finding) if column == "link" else getattr(finding, column)
        yield _safe(value) if isinstance(value, str) else "" if value is None else str(value)


def _safe(text: str) -> str:
    """The text so that no spreadsheet runs it: on one line, marked as text where it might be."""
    shown = words.visible(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown
