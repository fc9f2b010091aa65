"""Identifiers of a statement, and the words they are made of."""

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.model import Attribute, Call, Expression, Name, Statement, children

PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
MAX_NAME = 80  # characters of an identifier that are looked at


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """Lower-case words of two letters or more: trainLoader and TRAIN_LOADER are the same two."""
    return tuple(part.lower() for part in PARTS.findall(name[:MAX_NAME]) if len(part) > 1)


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
