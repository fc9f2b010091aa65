"""Cells that nothing is done with.

What such a cell defines is used nowhere, and it shows nothing: left over from an attempt. A reader
takes it for a part of the analysis and looks for its place in it.

Reported is a notebook with cells of definitions and assignments whose names occur in no other cell,
which use no name of another cell themselves, and which neither call a function, which may have an
effect, nor end in a value that is shown. Cells that only import or that hold a line or two are left
alone, and so are cells that prose right above them introduces, for they may be what it shows, cells
that nbdev exports into a module, notebooks that run others, which may use the names, notebooks that
others run, and exercises.
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
EXPORTED = re.compile(r"#?[ \t]*+(?:\|[ \t]*+)?(?:default_)?exp(?:ort\w*+)?\b")
WORD = re.compile(r"[A-Za-z_]\w*")
MIN_LINES = 3
LOADERS = frozenset({"CDLL", "PyDLL", "WinDLL", "Popen", "Thread"})  # they run at once
SILENT = {Does.ASSIGN, Does.FUNCTION, Does.CLASS, Does.IMPORT, Does.PASS}


def check(project: Project) -> Iterator[Hit]:
    run = _run(project)
    for file in notebooks(project):
        if file.name in run:
            continue
        cells = code_cells(file)
        shown = _introduced(file) | _exported(file)
        named = [_names(cell) for cell in cells]
        in_cells = Counter(name for names in named for name in names)
        imported = {e.alias or e.name or e.module for cell in cells for e in cell.imports}
        alone = [
            cell
            for cell, names in zip(cells, named, strict=True)
            if cell.cell.index not in shown
            and _is_silent(cell)
            and all(in_cells[name] == 1 for name in names - imported)
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


def _run(project: Project) -> frozenset[str]:
    """Names of the notebooks that other notebooks run."""
    return frozenset(
        word.strip("'\"").rpartition("/")[2]
        for file in notebooks(project)
        for cell in code_cells(file)
        for statement in cell.statements
        if statement.does is Does.MAGIC and statement.text.startswith("%run")
        for word in statement.text.split()
    )


def _introduced(file: SourceFile) -> set[int]:
    """Cells with prose right above them."""
    return {cell.index + 1 for cell in file.facts.cells if cell.kind == "markdown"}


def _exported(file: SourceFile) -> set[int]:
    """Cells that nbdev writes into a module."""
    lines = {c.line for c in file.facts.comments if EXPORTED.match(c.text)}
    return {
        cell.index
        for cell in file.facts.cells
        if cell.kind == "code"
        and not lines.isdisjoint(range(cell.first_line, cell.first_line + cell.line_count))
    }


def _names(cell: CodeCell) -> frozenset[str]:
    """Every name that occurs in a cell, in whatever way: tools ask for functions by their name."""
    bound = {name for statement in cell.statements for name in binds(statement)}
    parts = [part for statement in cell.statements for part in expressions_in(statement)]
    read = {part.id for part in parts if isinstance(part, Name)}
    read |= {
        part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str)
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
