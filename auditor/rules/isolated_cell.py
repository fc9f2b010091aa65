"""Cells that nothing is done with.

What such a cell defines is used nowhere, and it shows nothing: left over from an attempt. A reader
takes it for a part of the analysis and looks for its place in it.

Reported is a notebook with cells of definitions and assignments whose names occur in no other cell,
which use no name of another cell themselves, and which neither call a function, which may have an
effect, nor end in a value that is shown. Cells that only import or that hold a line or two are left
alone, and so are notebooks that run others, which may use the names, and exercises.
"""

import builtins
import re
from collections import Counter
from collections.abc import Iterator

from auditor.evidence.admitted import EXERCISE
from auditor.evidence.notebooks import (
    CodeCell,
    binds,
    code_cells,
    is_foreign,
    notebooks,
)
from auditor.model import (
    Call,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Project,
    Rule,
    Severity,
    SourceFile,
    Statement,
    expressions_in,
)

BUILTINS = frozenset(dir(builtins))
WORD = re.compile(r"[A-Za-z_]\w*")
MIN_LINES = 3
LOADERS = frozenset({"CDLL", "PyDLL", "WinDLL"})  # plug-ins register when they are loaded
SILENT = {Does.ASSIGN, Does.FUNCTION, Does.CLASS, Does.IMPORT, Does.PASS}


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        cells = code_cells(file)
        named = [_names(cell) for cell in cells]
        in_cells = Counter(name for names in named for name in names)
        imported = {e.alias or e.name or e.module for cell in cells for e in cell.imports}
        alone = [
            cell
            for cell, names in zip(cells, named, strict=True)
            if _is_silent(cell) and all(in_cells[name] == 1 for name in names - imported)
        ]
        if alone and not _runs_others(cells) and not _has_exercises(file):
            more = f", as of {len(alone) - 1} other cells" if alone[1:] else ""
            names = sorted(name for s in alone[0].top_level for name in binds(s))
            yield Hit(
                alone[0].location(file.path),
                f"nothing is done with `{names[0][:40]}`{more}",
                size=len(alone),
                identity="isolated",
            )


def _names(cell: CodeCell) -> frozenset[str]:
    """Every name that occurs in a cell, in whatever way."""
    bound = {name for statement in cell.statements for name in binds(statement)}
    read = {
        expression.id
        for statement in cell.statements
        for expression in expressions_in(statement)
        if isinstance(expression, Name)
    }
    spoken = {n for s in cell.statements if s.does is Does.MAGIC for n in WORD.findall(s.text)}
    return frozenset(bound | read | spoken) - BUILTINS


def _is_silent(cell: CodeCell) -> bool:
    makes = any(s.does in {Does.ASSIGN, Does.FUNCTION, Does.CLASS} for s in cell.top_level)
    enough = cell.code_lines >= MIN_LINES and makes and not cell.cell.problem
    return enough and not is_foreign(cell) and all(map(_is_quiet, cell.top_level))


def _is_quiet(statement: Statement) -> bool:
    """Whether a statement only makes something; a string that stands alone is a comment."""
    if statement.does is Does.ASSIGN and not all(map(_is_plain, statement.targets)):
        return False
    if statement.does is Does.FUNCTION and not all(
        isinstance(value, Literal | Collection) for value in statement.values
    ):
        return False  # decorated, so that somebody may know of it
    if any(isinstance(one, Call) and not _makes(one) for one in expressions_in(statement)):
        return False
    text = statement.does is Does.EXPRESSION and statement.text
    return statement.does in SILENT or bool(text)


def _has_exercises(file: SourceFile) -> bool:
    return any(EXERCISE.search(comment.text) for comment in file.facts.comments)


def _is_plain(expression: Expression) -> bool:
    return isinstance(expression, Name | Collection | Literal)


def _makes(call: Call) -> bool:
    """Whether a call only makes something, as those of classes do."""
    name = call.name.rpartition(".")[2]
    if name in LOADERS:
        return False
    return name[:1].isupper() or name in BUILTINS - {"print", "open", "input", "exec", "next"}


def _runs_others(cells: tuple[CodeCell, ...]) -> bool:
    return any(
        statement.does is Does.MAGIC and statement.text.startswith(("%run", "%store"))
        for cell in cells
        for statement in cell.statements
    )


RULE = Rule(
    id="isolated-cell",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    source="P19 section 6 (keep notebooks clean)",
    remedy="Delete the cell; the history keeps it.",
    minutes=5,
    minutes_reason="a look at what it was for, and a deletion",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "def old(a):\\n    b = a\\n    return b"},'
        ' {"cell_type": "code", "source": "x = 1\\nprint(x)"}]}',
        good='{"cells": [{"cell_type": "code", "source": "def new(a):\\n    b = a\\n    return b"},'
        ' {"cell_type": "code", "source": "x = new(1)\\nprint(x)"}]}',
    ),
    check=check,
)
