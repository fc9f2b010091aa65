"""Notebook without a word.

A notebook is a text with code in it: without the text it is a script that runs in any order. What
was asked, which data it takes and what came of it is in the head of whoever wrote it.

Reported is a notebook of some size without any text cell and with hardly a comment. A heading is
enough to be left alone.
"""

from collections.abc import Iterator

from auditor.evidence.notebooks import code_cells, notebooks, whole
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    LineClass,
    Project,
    Rule,
    Severity,
    SourceFile,
)

MIN_CELLS = 8  # smaller ones can be taken in at a glance
MIN_LINES = 40
COMMENTED = 0.1  # comment lines a code line: so much tells the steps as well as text does


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        cells = code_cells(file)
        lines = sum(cell.code_lines for cell in cells)
        if len(cells) >= MIN_CELLS and lines >= MIN_LINES and not _is_told(file, lines):
            yield Hit(
                whole(file), f"{len(cells)} cells with {lines} lines of code, and no text at all"
            )


def _is_told(file: SourceFile, lines: int) -> bool:
    texts = (cell.text for cell in file.facts.cells if cell.kind == "markdown")
    comments = file.facts.lines.count(LineClass.COMMENT) + len(file.facts.comments)
    return any(text.strip() for text in texts) or comments >= COMMENTED * lines


RULE = Rule(
    id="notebook-undocumented",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19 section 5.1 (notebooks without markdown)",
    remedy="Say at the top what is asked and with which data, and over each step what it does.",
    minutes=20,
    minutes_reason="a title, a paragraph and a heading for each step",
    example=Example(
        path="model.ipynb",
        bad='{"cells": ['
        + ", ".join(
            ['{"cell_type": "code", "source": "a = 1\\nb = 2\\nc = 3\\nd = 4\\ne = 5"}'] * 8
        )
        + "]}",
        good='{"cells": [{"cell_type": "markdown", "source": "# Sums of five"}, '
        + ", ".join(
            ['{"cell_type": "code", "source": "a = 1\\nb = 2\\nc = 3\\nd = 4\\ne = 5"}'] * 8
        )
        + "]}",
    ),
    check=check,
)
