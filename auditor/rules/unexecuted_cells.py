"""Cells that were never run in a notebook that was.

Nobody has seen what such a cell does with the state of the others. Where it defines something that
the next cell needs, the saved outputs come from a session that nobody can repeat.

A notebook that was not run at all had its outputs cleared on purpose and is left alone. Cells that
hold nothing but comments, magics or an exercise for the reader count for nothing.
"""

from collections.abc import Iterator

from auditor.evidence.admitted import EXERCISE
from auditor.evidence.notebooks import (
    CodeCell,
    code_cells,
    comments_in,
    is_foreign,
    notebooks,
)
from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Project,
    Rule,
    Severity,
    SourceFile,
)

FEW = 0.05  # share of the cells: of a long notebook one may be left
MIN_RAN = 0.5  # share of the cells: below, the outputs of most were cleared


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        cells = code_cells(file)
        ran = [cell for cell in cells if cell.ran]
        left = [cell for cell in cells if not cell.ran and _does_something(file, cell)]
        if len(left) >= FEW * len(cells) and left and len(ran) >= MIN_RAN * len(cells):
            yield Hit(
                left[0].location(file.path),
                f"{len(left)} of {len(cells)} cells were not run when the notebook was saved",
                size=len(left),
                identity="unexecuted",
            )


def _does_something(file: SourceFile, cell: CodeCell) -> bool:
    if any(EXERCISE.search(comment.text) for comment in comments_in(file, cell)):
        return False
    works = (s for s in cell.statements if s.does not in {Does.MAGIC, Does.PASS, Does.IMPORT})
    return not is_foreign(cell) and any(works)


RULE = Rule(
    id="unexecuted-cells",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19 section 5.2 (unexecuted cells)",
    remedy="Run all cells from the top and save, or delete the cells that nobody runs.",
    minutes=10,
    minutes_reason="one run from the top, and a look at what the cell does",
    example=Example(
        path="report.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "x = 1", "execution_count": 1},'
        ' {"cell_type": "code", "source": "y = f(x)", "execution_count": null}]}',
        good='{"cells": [{"cell_type": "code", "source": "x = 1", "execution_count": null},'
        ' {"cell_type": "code", "source": "y = f(x)", "execution_count": null}]}',
    ),
    check=check,
)
