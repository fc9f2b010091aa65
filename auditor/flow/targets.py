"""Which function, class or value of a library stands behind a name? One full name for each."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from auditor.flow.tables import ALIASES, CONVENTIONS
from auditor.model import (
    Attribute,
    Call,
    Code,
    Collection,
    Expression,
    Name,
    Operation,
    SourceFile,
    children,
)

MAX_CHAIN = 32  # dots and calls of a name; longer chains are data


def canonical(target: str) -> str:
    """One name for one thing: tensorflow.keras is keras, wherever it was imported from."""
    head = target
    while head:
        if head in ALIASES:
            return f"{ALIASES[head]}{target[len(head) :]}"
        head = head.rpartition(".")[0]
    return target


class Targets:
    """The full canonical targets of a file's names: what it imports, followed across files."""

    def __init__(self, file: SourceFile, code: Code) -> None:
        self.file = file
        self.code = code
        self.known: dict[str, str] = {}

    def of(self, expression: Expression, depth: int = MAX_CHAIN) -> str:
        """Full canonical target of a name, dotted name or call's function; "" where unknown."""
        if not depth:
            return ""
        if type(expression) is Name:
            known = expression.target
            return self.full(known) if known else self._convention(expression.id)
        if type(expression) is Attribute:
            if expression.target:
                return self.full(expression.target)
            base = self.of(expression.value, depth - 1)
            return f"{base}.{expression.name}" if base else ""
        if type(expression) is Call:
            target = expression.target
            base = self.full(target) if target else self.of(expression.function, depth - 1)
            return f"{base}()" if base else ""
        return ""

    def _convention(self, name: str) -> str:
        free = name in CONVENTIONS and name not in self.bound
        return CONVENTIONS[name] if free else ""

    def full(self, target: str) -> str:
        """The full canonical target behind one of this file."""
        known = self.known.get(target)
        if known is None:
            known = self.known[target] = canonical(self.file.full(target))
        return known

    @cached_property
    def bound(self) -> frozenset[str]:
        """Names that the file binds anywhere: none of them is a mere convention."""
        names = {entry.alias or entry.name or entry.module for entry in self.code.imports}
        names |= {parameter.name for scope in self.code.scopes for parameter in scope.parameters}
        for statement in self.code.statements:
            names |= {target.id for target in inside(statement.targets) if isinstance(target, Name)}
        return frozenset(names)


def inside(expressions: Iterable[Expression]) -> Iterator[Expression]:
    stack = [*expressions]
    while stack:
        expression = stack.pop()
        yield expression
        if isinstance(expression, Collection | Operation):
            stack.extend(children(expression))
