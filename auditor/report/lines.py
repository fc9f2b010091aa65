"""Every code line with its role and why: one JSON object a line, for other programs."""

from collections.abc import Iterator

import msgspec

from auditor.model import CODE_CLASSES, STATEMENT_CLASSES, Project, Role, SourceFile


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a statement. In a notebook `line` counts within the cell.

    `counted` is false for lines of punctuation or `pass` alone and for strings after a colon:
    pygount, whose definitions the report follows, does not count those as code.
    """

    path: str
    line: int
    role: Role
    confidence: float
    reason: str
    ml_touching: bool = False
    cell: int | None = None
    counted: bool = True


def render(project: Project) -> str:
    """JSON Lines, in the order of files and lines."""
    rows = (row for file in project.files for row in rows_of(file))
    return "".join(f"{msgspec.json.encode(row).decode()}\n" for row in rows)


def rows_of(file: SourceFile) -> Iterator[Row]:
    classes = file.facts.lines
    for span in file.roles:
        for line in range(span.line, min(span.end_line, len(classes)) + 1):
            if classes[line - 1] in STATEMENT_CLASSES:
                place = file.location(line)
                yield Row(
                    path=file.path,
                    line=place.line,
                    role=span.role,
                    confidence=span.confidence,
                    reason=span.reason,
                    ml_touching=span.touches_ml,
                    cell=place.cell,
                    counted=classes[line - 1] in CODE_CLASSES,
                )
