"""What stands in the cells of a notebook? Code lines, statements, names bound and names used."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from auditor.evidence.kept import kept
from auditor.model import (
    CODE_CLASSES,
    Attribute,
    Cell,
    Collection,
    Comment,
    Comprehension,
    Does,
    Expression,
    Import,
    Kind,
    Location,
    Name,
    Operation,
    Project,
    SourceFile,
    Statement,
    children,
)


class CodeCell(NamedTuple):
    """A code cell that is not empty."""

    cell: Cell
    code_lines: int
    statements: tuple[Statement, ...]
    imports: tuple[Import, ...]  # of the module's own scope

    def location(self, path: str, line: int | None = None) -> Location:
        """Of a line of the notebook's run of code, or of the whole cell."""
        if line is None:
            return Location(path, 1, self.cell.line_count, self.cell.index)
        own = line - self.cell.first_line + 1
        return Location(path, own, own, self.cell.index)

    @property
    def ran(self) -> bool:
        return self.cell.execution_count is not None or self.cell.output_bytes > 0

    @property
    def top_level(self) -> tuple[Statement, ...]:
        """Statements that run with the cell: those of no function or class."""
        return tuple(statement for statement in self.statements if statement.scope == 0)


def notebooks(project: Project) -> Iterator[SourceFile]:
    """Notebooks that could be read and have code."""
    for file in project.files:
        if file.kind is Kind.NOTEBOOK and file.reason is None and code_cells(file):
            yield file


def whole(file: SourceFile) -> Location:
    """Where a property of the whole notebook is reported: its first cell."""
    first = min(cell.index for cell in file.facts.cells)
    return Location(file.path, 1, 1, first)


@kept
def code_cells(file: SourceFile) -> tuple[CodeCell, ...]:
    facts, code = file.facts, file.facts.code
    statements = iter(code.statements if code else ())
    imports = iter([entry for entry in code.imports if entry.scope == 0] if code else ())
    statement, entry = next(statements, None), next(imports, None)
    found = []
    for cell in facts.cells:
        if cell.kind != "code":
            continue
        end = cell.first_line + cell.line_count
        own: list[Statement] = []
        while statement is not None and statement.line < end:
            own.append(statement)
            statement = next(statements, None)
        imported: list[Import] = []
        while entry is not None and entry.line < end:
            imported.append(entry)
            entry = next(imports, None)
        classes = facts.lines[cell.first_line - 1 : end - 1]
        lines = sum(kind in CODE_CLASSES for kind in classes)
        if lines:
            found.append(CodeCell(cell, lines, tuple(own), tuple(imported)))
    return tuple(found)


def is_foreign(cell: CodeCell) -> bool:
    """Whether a cell is for another program, as `%%bash` says."""
    return any(
        statement.does is Does.MAGIC and statement.text.startswith("%%")
        for statement in cell.statements
    )


ASSIGNED = re.compile(r"\b([A-Za-z_]\w*)\s*(?:,\s*([A-Za-z_]\w*)\s*){0,20}=(?!=)")


def binds(statement: Statement) -> Iterator[str]:
    """Names that a statement binds where it stands; imports apart, which know their own."""
    match statement.does:
        case Does.FUNCTION | Does.CLASS:
            yield statement.text
        case Does.EXCEPT if statement.text:
            yield statement.text
        case Does.MAGIC:
            yield from _bound_by_magic(statement.text)
        case Does.DELETE:
            return
        case _:
            for target in statement.targets:
                yield from _bound(target)
    yield from _walrus(statement)


def _bound_by_magic(text: str) -> Iterator[str]:
    """`%time x = f()`, `files = !ls`, `%%capture out`, `%%bash --out files`."""
    for group in ASSIGNED.findall(text):
        yield from filter(None, group)
    words = text.split()
    if words[0] == "%%capture" and words[1:]:
        yield words[-1]
    yield from (name for option, name in pairwise(words) if option in {"--out", "--err"})


def imported_as(entry: Import) -> str:
    return entry.alias or entry.name or entry.module.partition(".")[0]


def _bound(target: Expression) -> Iterator[str]:
    match target:
        case Name(id=name):
            yield name
        case Collection(items=items) | Operation(operator="Starred", operands=items):
            for item in items:
                yield from _bound(item)
        case _:
            pass


def _walrus(statement: Statement) -> Iterator[str]:
    stack = [*statement.values, *statement.targets]
    while stack:
        one = stack.pop()
        if isinstance(one, Operation) and one.operator == "NamedExpr":
            yield from _bound(one.operands[0])
        stack.extend(children(one))


def uses(statement: Statement) -> Iterator[str]:
    """Names that a statement reads at once: what lambdas read, they read when they are called.

    What it names itself with `:=` it reads afterwards, whatever stands first.
    """
    own = frozenset(_walrus(statement))
    for value in statement.values:
        yield from _read(value, own)
    for target in statement.targets:
        if statement.operator or statement.does is Does.DELETE:
            yield from _read(target, frozenset())
        else:
            yield from _read_by_target(target)


def _read_by_target(target: Expression) -> Iterator[str]:
    match target:
        case Name():
            return
        case Collection(items=items) | Operation(operator="Starred", operands=items):
            for item in items:
                yield from _read_by_target(item)
        case _:
            yield from _read(target, frozenset())


def _read(expression: Expression, own: frozenset[str]) -> Iterator[str]:
    match expression:
        case Name(id=name):
            if name not in own:
                yield name
        case Attribute(value=value):
            yield from _read(value, own)
        case Operation(operator="Lambda", operands=(_, *defaults)):
            for default in defaults:
                yield from _read(default, own)
        case Operation(operator="NamedExpr", operands=(_, value)):
            yield from _read(value, own)
        case Comprehension(elements=elements, sources=sources, conditions=conditions):
            inner = own | {name for target in sources[::2] for name in _bound(target)}
            for part in (*sources[1::2], *elements, *conditions):
                yield from _read(part, inner)
        case _:
            for child in children(expression):
                yield from _read(child, own)


def comments_in(file: SourceFile, cell: CodeCell) -> Sequence[Comment]:
    """The comments of a cell, of all those of the notebook, which are in the order of lines."""
    comments, line = file.facts.comments, attrgetter("line")
    first = bisect_left(comments, cell.cell.first_line, key=line)
    return comments[first : bisect_left(comments, _end(cell), first, key=line)]


def _end(cell: CodeCell) -> int:
    return cell.cell.first_line + cell.cell.line_count
