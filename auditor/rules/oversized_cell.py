"""Cell that is a program of its own.

A cell of a hundred lines can only be run as a whole, so nothing in it can be looked at, tried or
tested alone; and what it defines cannot be imported.

Counted are lines of code, without comments and blank lines. Cells for other programs, such as
`%%writefile`, are left alone.
"""

from collections.abc import Iterator

from auditor.evidence.notebooks import code_cells, is_foreign, notebooks
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

MAX_LINES = 100  # twice what pylint and SonarQube allow a function of


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        for cell in code_cells(file):
            if cell.code_lines > MAX_LINES and not is_foreign(cell):
                yield Hit(
                    cell.location(file.path),
                    f"one cell of {cell.code_lines} lines of code",
                    size=cell.code_lines - MAX_LINES,
                )


RULE = Rule(
    id="oversized-cell",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19 section 6 (abstract code into modules); SQ S138 (function length)",
    remedy="Move functions and classes into a module, and split the rest by steps.",
    minutes=20,
    minutes_each=0.2,
    minutes_reason="SonarQube's 20 minutes for a function that is too long, more as it grows",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "' + "x = 1\\n" * 120 + '"}]}',
        good='{"cells": [{"cell_type": "code", "source": "' + "x = 1\\n" * 20 + '"}]}',
    ),
    check=check,
)
