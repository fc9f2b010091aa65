"""Why does a line have its role? The file's lines with their roles, reasons and findings."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditor.errors import BadSettings
from auditor.model import Audit, Finding, Project, SourceFile
from auditor.report.lines import Row, rows_of
from auditor.report.words import visible


def show(project: Project, audit: Audit, place: str, console: Console | None = None) -> None:
    """Print a file, or the chain of evidence of one line of it.

    Raises BadSettings if there is no such file or line.
    """
    out = console or Console(highlight=False)
    file, line = _place(project, place)
    rows = tuple(rows_of(file))
    findings = [finding for finding in audit.findings if finding.path == file.path]
    if not rows:
        reason = file.reason or f"no code lines are counted in it ({file.kind})"
        out.print(Text(visible(f"{file.path}: {reason}.")))
        return
    chosen = [row for row in rows if line is None or row.line == line]
    if not chosen:
        raise BadSettings(f"Line {line} of {file.path} is no code: it has no role.")
    out.print(_table(chosen))
    for finding in findings:
        if line is None or finding.line <= line <= finding.end_line:
            out.print(Text(_finding(finding)))


def _place(project: Project, place: str) -> tuple[SourceFile, int | None]:
    path, colon, number = place.rpartition(":")
    line = int(number) if colon and number.isdigit() else None
    name = path if line is not None else place
    file = project.file(name)
    if file is None:
        near = [other.path for other in project.files if other.name == name.rpartition("/")[2]]
        hint = f"; is it {near[0]}?" if near else "."
        raise BadSettings(f"The target has no file {name!r}{hint}")
    return file, line


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("line", "role", "sure", "because"):
        table.add_column(heading, justify="right" if heading in {"line", "sure"} else "left")
    for first, last, row in _runs(rows):
        lines = str(first) if first == last else f"{first}-{last}"
        cell = "" if row.cell is None else f"[{row.cell}]"
        table.add_row(
            f"{cell}{lines}", row.role.value, f"{row.confidence:.0%}", Text(visible(row.reason))
        )
    return table


def _runs(rows: list[Row]) -> Iterator[tuple[int, int, Row]]:
    """Neighbouring lines that say the same, as one."""
    start = 0
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else None
        if following is None or _said(following) != _said(row):
            yield rows[start].line, row.line, row
            start = index + 1


def _said(row: Row) -> tuple[object, ...]:
    return row.cell, row.role, row.confidence, row.reason


def _finding(finding: Finding) -> str:
    return f"{finding.rule} ({finding.severity}) at line {finding.line}: {visible(finding.message)}"
