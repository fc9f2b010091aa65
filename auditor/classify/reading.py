"""What does a statement hold that tells its role? Its names, calls, strings and arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.model import (
    Attribute,
    Call,
    Expression,
    Literal,
    Name,
    Operation,
    Statement,
    Subscript,
    children,
)

ARITHMETIC = frozenset({"Add", "Sub", "Mult", "Div", "FloorDiv", "Pow", "MatMult", "USub", "Mod"})
MAX_TEXTS = 12  # strings of one statement whose words are looked at
MAX_TEXT = 120  # characters of each


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A statement read once for all questions, outer expressions before those inside."""

    assigned: Sequence[str]  # identifiers that it gives values to: names, attributes, keywords
    used: Sequence[str]  # identifiers that it reads
    calls: Sequence[Call]
    strings: Sequence[str]  # beginnings of the first that it reads
    arithmetic: int  # operations; a product of matrices counts twice


NOTHING: tuple[()] = ()


def reading_of(statement: Statement) -> Reading:
    values = _Walk(statement.values)
    if not statement.targets:
        return values.reading(NOTHING, values.calls)
    first = statement.targets[0]
    if len(statement.targets) == 1 and isinstance(first, Name):  # as most assignments
        return values.reading((first.id,), values.calls)
    targets = _Walk(statement.targets)
    if values.calls and targets.calls:  # the outermost of both come first
        return values.reading(targets.names, _Walk((*statement.values, *statement.targets)).calls)
    return values.reading(targets.names, values.calls or targets.calls)


class _Walk:
    """One walk through expressions, level by level."""

    __slots__ = ("arithmetic", "calls", "names", "strings")

    def __init__(self, level: Sequence[Expression]) -> None:
        self.names: list[str] = []
        self.calls: list[Call] = []
        self.strings: list[str] = []
        self.arithmetic = 0
        while level:
            level = self.inside(level)

    def inside(self, level: Sequence[Expression]) -> list[Expression]:
        """Note what these expressions are, and give those inside them."""
        names, inner = self.names, []
        for node in level:
            # Types are compared by identity: `isinstance` would take twice as long.
            if type(node) is Name:
                names.append(node.id)
            elif type(node) is Attribute:
                names.append(node.name)
                inner.append(node.value)
            elif type(node) is Literal:
                if type(node.value) is str and node.value:
                    self.strings.append(node.value[:MAX_TEXT])
            elif type(node) is Call:
                self.calls.append(node)
                inner.append(node.function)
                inner += node.args
                for keyword in node.keywords:
                    if keyword.name:
                        names.append(keyword.name)
                    inner.append(keyword.value)
            elif type(node) is Subscript:
                inner += (node.value, node.index)
            else:
                self.arithmetic += _worth(node)
                inner += children(node)
        return inner

    def reading(self, assigned: Sequence[str], calls: Sequence[Call]) -> Reading:
        return Reading(
            assigned or NOTHING,
            self.names or NOTHING,
            calls or NOTHING,
            self.strings or NOTHING,
            self.arithmetic,
        )


def _worth(node: Expression) -> int:
    if isinstance(node, Operation) and node.operator in ARITHMETIC:
        return 2 if node.operator == "MatMult" else 1
    return 0


def strings_in(statement: Statement, reading: Reading) -> Sequence[str]:
    """The strings whose words count: none of a bare string, the last of very many."""
    if statement.text:
        return NOTHING
    if len(reading.strings) <= MAX_TEXTS:
        return reading.strings
    texts: list[str] = []
    stack: list[Expression] = [*statement.values]
    while stack and len(texts) < MAX_TEXTS:
        node = stack.pop()
        if isinstance(node, Literal):
            if isinstance(node.value, str) and node.value:
                texts.append(node.value[:MAX_TEXT])
        else:
            stack.extend(children(node))
    return texts
