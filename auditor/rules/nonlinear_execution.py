"""Notebook not run from top to bottom.

The outputs that were saved come from another order than the one in which the cells stand, so
running the notebook again may show other results or fail. Of notebooks on GitHub whose order is
known, a third were saved like that (P19).

Reported is a notebook with a cell whose execution number is lower than that of a cell above.
Numbers that are left out are none of it: whoever runs a cell twice leaves a gap. Cells without a
number and notebooks whose outputs were cleared say nothing about order.
"""

from collections.abc import Iterator

from auditor.evidence.notebooks import CodeCell, code_cells, notebooks
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        ran = [cell for cell in code_cells(file) if cell.cell.execution_count]  # 0 is Colab's None
        early = list(_out_of_order(ran))
        if early:
            above, cell = early[0]
            yield Hit(
                cell.location(file.path),
                f"`In [{cell.cell.execution_count}]` stands below `In [{above}]`;"
                f" {len(early)} of {len(ran)} cells ran before one above them",
                size=len(early),
                identity="order",
            )


def _out_of_order(cells: list[CodeCell]) -> Iterator[tuple[int, CodeCell]]:
    """Cells that ran before one above them, with the latest number above."""
    latest = 0
    for cell in cells:
        number = cell.cell.execution_count or 0
        if number < latest:
            yield latest, cell
        latest = max(latest, number)


RULE = Rule(
    id="nonlinear-execution",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="P19 section 5.2 (out-of-order cells)",
    remedy="Restart the kernel, run all cells from the top, and save.",
    minutes=15,
    minutes_reason="one run from the top, and the repair of what that run shows",
    example=Example(
        path="report.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "x = 1", "execution_count": 4},'
        ' {"cell_type": "code", "source": "print(x)", "execution_count": 2}]}',
        good='{"cells": [{"cell_type": "code", "source": "x = 1", "execution_count": 1},'
        ' {"cell_type": "code", "source": "print(x)", "execution_count": 2}]}',
    ),
    check=check,
)
