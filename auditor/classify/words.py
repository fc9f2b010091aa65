"""Identifiers of a statement: which does it assign, which does it use."""

from collections.abc import Iterator

from auditor.model import Attribute, Call, Expression, Name, Statement, children


def names_in(expression: Expression) -> Iterator[str]:
    """Every identifier in an expression: names, attributes and keywords, in any order."""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Name):
            yield node.id
        elif isinstance(node, Attribute):
            yield node.name
        elif isinstance(node, Call):
            yield from (keyword.name for keyword in node.keywords if keyword.name)
        stack.extend(children(node))


def assigned(statement: Statement) -> Iterator[str]:
    """Identifiers that a statement gives values to."""
    for target in statement.targets:
        yield from names_in(target)


def used(statement: Statement) -> Iterator[str]:
    """Identifiers that a statement reads."""
    for value in statement.values:
        yield from names_in(value)
