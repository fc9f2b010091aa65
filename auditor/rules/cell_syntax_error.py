"""Cell that is no Python.

The cell cannot have run as it stands: half of an edit was saved, or text landed in a code cell.
Running all cells stops there.

Cells for other programs (`%%bash`), magics and shell lines are none, and neither is what a reader
is to fill in. Whole notebooks in Python 2 are another debt, and syntax newer than the Python that
reads it may be right.
"""

import re
from collections.abc import Iterator

from auditor.evidence.admitted import EXERCISE
from auditor.evidence.notebooks import CodeCell, code_cells, comments_in, notebooks
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Location,
    Project,
    Rule,
    Severity,
    SourceFile,
)

PYTHON_2 = re.compile(
    r"Missing parentheses|leading zeros|multiple exception types|decimal literal|hexadecimal"
    r"|inconsistent use of tabs"
)
NEWER = re.compile(r"f-string|type parameter|except\*")
LINE = re.compile(r" \((?:<unknown>, )?line (\d+)\)|<unknown>, ")
KIND = re.compile(r"^\w+Error: ")


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        broken = [cell for cell in code_cells(file) if cell.cell.problem]
        if any(PYTHON_2.search(cell.cell.problem or "") for cell in broken):
            continue
        for cell in broken:
            problem = cell.cell.problem or ""
            said = "\n".join(each.text for each in comments_in(file, cell))
            if not NEWER.search(problem) and not EXERCISE.search(said):
                what = KIND.sub("", LINE.sub("", problem))
                yield Hit(_location(file, cell, problem), f"the cell is no Python: {what[:90]}")


def _location(file: SourceFile, cell: CodeCell, problem: str) -> Location:
    found = LINE.search(problem)
    line = min(int(found[1] or 1) if found else 1, cell.cell.line_count)
    return Location(file.path, line, line, cell.cell.index)


RULE = Rule(
    id="cell-syntax-error",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="P19 section 5 (notebooks with syntax errors)",
    remedy="Finish the edit, or make a text cell of it; then run all cells from the top.",
    minutes=10,
    minutes_reason="a bracket or quote, and one run from the top",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "table = load(path\\ntable.head()"}]}',
        good='{"cells": [{"cell_type": "code", "source": "table = load(path)\\ntable.head()"}]}',
    ),
    check=check,
)
