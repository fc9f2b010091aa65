"""Which code touches ML? All of a function, cell or top-level block that calls an ML library.

A method of a tensor or model is a call of the library, and so is whatever a class does that is
derived from one of the library's classes. Learning without a library, or through layers of the
repository's own, touches ML as well: a block that holds ML code does. So it is an upper bound of
what could be called ML code.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from auditor.classify.knowledge import Knowledge, Strength
from auditor.classify.reading import reading_of
from auditor.model import (
    Attribute,
    Call,
    Code,
    CodeScope,
    Does,
    Role,
    SourceFile,
)

Block = tuple[str, int]


def touching(file: SourceFile, code: Code, known: Knowledge, roles: Sequence[Role]) -> list[bool]:
    """Tell of each statement, with its role, whether its block touches ML."""
    blocks = _blocks(file, code)
    imports_ml = any(
        known.is_ml(entry.module if entry.name is None else f"{entry.module}.{entry.name}")
        for entry in code.imports
    )
    derived = {index for index, scope in enumerate(code.scopes) if _is_derived(file, scope, known)}
    touched: set[Block] = set()
    headers = _headers(code)
    for index, (statement, block) in enumerate(zip(code.statements, blocks, strict=True)):
        if block not in touched and (
            (roles[index] is Role.ML_CODE and statement.does is not Does.IMPORT)
            or _inside(code, headers.get(index, statement.scope), derived)
            or any(
                _calls_ml(call, file, known, imports_ml=imports_ml)
                for call in reading_of(statement).calls
            )
        ):
            touched.add(block)
    return [
        block in touched or role is Role.ML_CODE  # an import alone makes no block touch
        for block, role in zip(blocks, roles, strict=True)
    ]


def _headers(code: Code) -> dict[int, int]:
    """The statement that opens each function and class -> its scope."""
    return {
        scope.statement: index for index, scope in enumerate(code.scopes) if scope.kind != "module"
    }


def _is_derived(file: SourceFile, scope: CodeScope, known: Knowledge) -> bool:
    bases = file.ancestors.get(scope.qualname, scope.bases) if scope.kind == "class" else ()
    return any(known.is_ml(base) for base in bases)


def _inside(code: Code, scope: int, derived: set[int]) -> bool:
    while scope > 0:
        if scope in derived:
            return True
        scope = code.scopes[scope].parent
    return False


def _calls_ml(call: Call, file: SourceFile, known: Knowledge, *, imports_ml: bool) -> bool:
    if known.is_ml(file.full(call.target)):
        return True
    if not imports_ml or not isinstance(call.function, Attribute):
        return False
    said = known.role_of_method(call.function.name)
    return said is not None and said.role is Role.ML_CODE and said.strength >= Strength.STRONG


def _blocks(file: SourceFile, code: Code) -> Sequence[Block]:
    """Of each statement the outermost function, else the cell, else the run of top-level code."""
    headers = _headers(code)
    cells = [cell for cell in file.facts.cells if cell.kind == "code"]
    starts = [cell.first_line for cell in cells]
    blocks: list[Block] = []
    run = 0
    for index, statement in enumerate(code.statements):
        scope = headers.get(index, statement.scope)
        outermost = _outermost(code, scope)
        if statement.does in {Does.FUNCTION, Does.CLASS} and statement.scope == 0:
            run += 1
        place = bisect_right(starts, statement.line) - 1
        cell = cells[place] if place >= 0 else None
        inside = cell is not None and statement.line < cell.first_line + cell.line_count
        if outermost:
            blocks.append(("scope", outermost))
        elif cell is not None and inside:
            blocks.append(("cell", cell.index))
        else:
            blocks.append(("run", run))
    return blocks


def _outermost(code: Code, scope: int) -> int:
    """The outermost function around a scope, or else its class; 0 at the top of the module."""
    found = 0
    while scope > 0:
        if code.scopes[scope].kind == "function" or not found:
            found = scope
        scope = code.scopes[scope].parent
    return found
