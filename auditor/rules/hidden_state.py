"""Name that no cell above defines.

It was there when the author ran the cell: from a cell that was since deleted, renamed or stands
below. Run from the top, the notebook stops with a NameError, and nobody can tell which value the
saved results came from.

Reported are names that a cell reads at once and that are bound in no cell above, nor further up in
the same cell. What functions read when they are called is left alone, and so are the names that
Python, IPython and hosted notebooks bring. A star import, `%run`, `exec`, `globals()` or a cell
that could not be read may define anything: what follows them gets the benefit of the doubt, and so
does a notebook with holes that the reader fills, and one in which so much is missing that something
else must bring it.
"""

import builtins
import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from auditor.evidence.admitted import EXERCISE
from auditor.evidence.notebooks import (
    CodeCell,
    binds,
    code_cells,
    imported_as,
    is_foreign,
    notebooks,
    uses,
)
from auditor.model import (
    Call,
    Category,
    Code,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Project,
    Rule,
    Severity,
    SourceFile,
    Statement,
    dotted,
    expressions_in,
)

# What Python 2 and 3, IPython and hosted notebooks bring; a name that starts with an underscore may
# be one of IPython's for what was shown, `YOUR_KEY` stands for something of the reader's.
BROUGHT = re.compile(
    "|".join((*map(re.escape, dir(builtins)), r"_.*", r"YOUR_.*"))
    + "|In|Out|exit|quit|display|get_ipython|unicode|xrange|raw_input|basestring|long|reduce|unichr"
    "|reload|cmp|execfile|file|spark|sc|sqlContext|dbutils|displayHTML|table|sql|js|pyodide|pylab"
)
ANYTHING = frozenset({"exec", "globals", "locals", "execfile"})
MAY_DEFINE = re.compile(
    r"%(?:run|load|store|pylab|macro|rerun|recall|aimport|R|sql|px|pxlocal|bigquery)\b"
    r"|%%(?:cython|bigquery|sql|R|spark|pyspark|local|julia|px|ipytest|run_pytest|cu)\b"
)
MOST = 6  # names; where more are missing, something that we do not see brings them


class Missing(NamedTuple):
    name: str
    cell: CodeCell
    line: int
    below: bool  # whether something below defines it


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        missing = list(_missing(file))
        if 0 < len(missing) <= MOST:
            first = missing[0]
            names = ", ".join(f"`{each.name}`" for each in missing[1:])
            also = f"; so with {names}" if names else ""
            where = "only further below" if first.below else "nowhere"
            yield Hit(
                first.cell.location(file.path, first.line),
                f"`{first.name}` is read here and defined {where}{also}"[:160],
                size=len(missing),
                identity="hidden",
            )


def _missing(file: SourceFile) -> Iterator[Missing]:
    """Names in the order of their first reading, each once."""
    code, cells = file.facts.code, code_cells(file)
    if code is None:
        return
    tried, globals_ = _tried(code), _may_bind_globals(code)
    hole = min((c.line for c in file.facts.comments if EXERCISE.search(c.text)), default=math.inf)
    below = {n for cell in cells for s in cell.top_level if not s.operator for n in binds(s)}
    known: set[str] = set()
    for cell in cells:
        if cell.cell.problem:
            return
        imports, runs_here = _imported(cell), not is_foreign(cell)
        for statement in cell.statements:
            names = _names(statement, imports)
            if statement.line > hole or _may_define_anything(statement) or "*" in names:
                return
            if statement.scope == 0 and statement.line not in tried and runs_here:
                for name in uses(statement):
                    if name not in known and not BROUGHT.fullmatch(name):
                        known.add(name)
                        yield Missing(name, cell, statement.line, name in below)
            if statement.scope == 0 or statement.scope in globals_:
                known.update(binds(statement))
            known.update(names)


def _imported(cell: CodeCell) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for entry in cell.imports:
        found.setdefault(entry.line, []).append(imported_as(entry))
    return found


def _names(statement: Statement, imports: Mapping[int, list[str]]) -> list[str]:
    """Names that a statement imports: in brackets, each may stand on a line of its own."""
    last = statement.end_line if statement.does is Does.IMPORT else statement.line
    lines = range(statement.line, last + 1)
    return [name for line in lines for name in imports.get(line, ())]


def _may_define_anything(statement: Statement) -> bool:
    if statement.does is Does.MAGIC:
        return MAY_DEFINE.match(statement.text) is not None
    calls = (one for one in expressions_in(statement) if isinstance(one, Call))
    return any(dotted(call.function) in ANYTHING for call in calls)


def _tried(code: Code) -> frozenset[int]:
    """Lines where a NameError is caught: who asks whether a name is there knows that it may not."""
    blocks = set()
    for handler in code.statements:
        if handler.does is Does.EXCEPT:
            caught = {dotted(one) for value in handler.values for one in _parts(value)}
            if not caught or caught & {"NameError", "Exception"}:
                blocks.add(handler.parent)
    tried = (code.statements[block] for block in blocks)
    return frozenset(line for one in tried for line in range(one.line, one.end_line + 1))


def _parts(value: Expression) -> tuple[Expression, ...]:
    return value.items if isinstance(value, Collection) else (value,)


def _may_bind_globals(code: Code) -> frozenset[int]:
    """Functions with a statement that may be `global`: their names may be those of the cells."""
    return frozenset(s.scope for s in code.statements if s.does is Does.PASS and s.scope)


RULE = Rule(
    id="hidden-state",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="P19 section 5.2 (hidden state); Wang et al. 2020 (restoring execution environments)",
    remedy="Define it above, then restart the kernel and run all cells.",
    minutes=15,
    minutes_each=5,
    minutes_reason="the lost definition is found or written anew, and one run from the top",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "print(table.head())"},'
        ' {"cell_type": "code", "source": "table = load()"},'
        ' {"cell_type": "code", "source": "def load():\\n    return 1"}]}',
        good='{"cells": [{"cell_type": "code", "source": "def load():\\n    return 1"},'
        ' {"cell_type": "code", "source": "table = load()"},'
        ' {"cell_type": "code", "source": "print(table)"}]}',
    ),
    check=check,
)
