"""What stands in a file's code? Every expression is visited once, for all who ask.

Another walk over all expressions costs a third of what reading the file did, so whoever looks for
something that most files lack asks here first.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain

from auditor.model.code import (
    Attribute,
    Call,
    Code,
    Expression,
    Literal,
    Name,
    Operation,
    Statement,
    children,
    dotted,
)


class Contents:
    """Calls and strings in the order of the text; names, attributes, operators, floats as sets."""

    def __init__(self, code: Code | None) -> None:
        self._statements: Sequence[Statement] = () if code is None else code.statements
        self.calls: list[Call] = []
        self.places = array("L")  # index of the statement of each call
        self.texts: list[str] = []
        self.text_places = array("L")  # the same of each string
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()  # of names and attributes, as this file alone tells them
        self.operators: set[str] = set()
        self.floats: set[float] = set()
        self._fill()

    def _fill(self) -> None:
        """One loop over everything, without a call for each: it runs for every file."""
        names, attributes, targets = self.names, self.attributes, self.targets
        stack: list[Expression] = []
        for index, statement in enumerate(self._statements):
            stack += statement.values[::-1]
            stack += statement.targets[::-1]
            while stack:
                expression = stack.pop()
                # Types are compared by identity: `match` would take three times as long.
                if type(expression) is Name:
                    names.add(expression.id)
                    targets.add(expression.target)
                elif type(expression) is Attribute:
                    attributes.add(expression.name)
                    targets.add(expression.target)
                    stack.append(expression.value)
                elif type(expression) is Literal:
                    if type(expression.value) is str:
                        self.texts.append(expression.value)
                        self.text_places.append(index)
                    elif type(expression.value) is float:
                        self.floats.add(expression.value)
                elif type(expression) is Call:
                    self.calls.append(expression)
                    self.places.append(index)
                    stack += [keyword.value for keyword in reversed(expression.keywords)]
                    stack += expression.args[::-1]
                    stack.append(expression.function)
                else:
                    if type(expression) is Operation:
                        self.operators.add(expression.operator)
                    stack += children(expression)[::-1]

    @cached_property
    def called(self) -> Mapping[str, Sequence[int]]:
        """Name as it is written (`opt.step`) -> numbers of its calls."""
        found: dict[str, list[int]] = {}
        for number, call in enumerate(self.calls):
            found.setdefault(dotted(call.function), []).append(number)
        return found

    def named(self, pattern: re.Pattern[str]) -> Iterator[tuple[Statement, Call]]:
        """Calls of functions whose name, as it is written, has a match; each with its statement."""
        numbers = (found for name, found in self.called.items() if pattern.search(name))
        for number in sorted(chain.from_iterable(numbers)):
            yield self.statement(number), self.calls[number]

    def of(self, last_names: AbstractSet[str]) -> Iterator[tuple[Statement, Call]]:
        """Calls of functions whose last name is one of these; each with its statement."""
        called = self.called.items()
        numbers = (found for name, found in called if name.rpartition(".")[2] in last_names)
        for number in sorted(chain.from_iterable(numbers)):
            yield self.statement(number), self.calls[number]

    def calls_any(self, pattern: re.Pattern[str]) -> bool:
        """Whether a function is called whose name, as it is written, has a match."""
        return any(map(pattern.search, self.called))

    @cached_property
    def by_target(self) -> Mapping[str, Sequence[int]]:
        """Target as this file alone tells it -> numbers of its calls."""
        found: dict[str, list[int]] = {}
        for number, call in enumerate(self.calls):
            found.setdefault(call.target, []).append(number)
        return found

    def calls_to(self, targets: Iterable[str]) -> Sequence[int]:
        """Numbers of the calls to any of these, in the order of the text."""
        return sorted(chain.from_iterable(self.by_target[target] for target in targets))

    def statement(self, number: int) -> Statement:
        """The statement that holds a call."""
        return self._statements[self.places[number]]

    def each_call(self) -> Iterator[tuple[Statement, Call]]:
        """Every call with the statement that holds it."""
        return zip(map(self._statements.__getitem__, self.places), self.calls, strict=True)

    def each_text(self) -> Iterator[tuple[Statement, str]]:
        """Every string with the statement that holds it."""
        return zip(map(self._statements.__getitem__, self.text_places), self.texts, strict=True)
