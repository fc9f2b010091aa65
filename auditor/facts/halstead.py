"""How many operators and operands has the code? Halstead's measures as radon takes them."""

import ast
import math
from collections.abc import Iterable
from typing import NamedTuple


class Halstead(NamedTuple):
    """Operators and operands of a function or file: in all (N1, N2) and distinct ones (h1, h2)."""

    operators: int
    operands: int
    distinct_operators: int
    distinct_operands: int

    @property
    def volume(self) -> float:
        vocabulary = self.distinct_operators + self.distinct_operands
        # `math.log2` would differ from radon in the last bit.
        bits = math.log(vocabulary, 2) if vocabulary else 0.0  # noqa: FURB163
        return (self.operators + self.operands) * bits

    @property
    def difficulty(self) -> float:
        operands = self.distinct_operands
        return self.distinct_operators * self.operands / (2 * operands) if operands else 0.0

    @property
    def effort(self) -> float:
        return self.difficulty * self.volume


class Vocabulary:
    """Operators and operands of one function; those of functions of other names are others.

    Radon tells operands apart by name, attribute or constant; any other expression is its own.
    """

    __slots__ = ("context", "named", "operands", "operators", "symbols", "unnamed")

    def __init__(self, context: str | None) -> None:
        self.context = context
        self.operators = self.operands = self.unnamed = 0
        self.symbols: set[type[ast.AST]] = set()
        self.named: set[tuple[str | None, object]] = set()

    def see(self, operators: Iterable[ast.AST], operands: Iterable[ast.expr]) -> None:
        for operator in operators:
            self.operators += 1
            self.symbols.add(type(operator))
        for operand in operands:
            self.operands += 1
            field = _NAMED_BY.get(type(operand))
            if field is None:
                self.unnamed += 1
            else:
                self.named.add((self.context, getattr(operand, field)))

    def add(self, other: "Vocabulary") -> None:
        self.operators += other.operators
        self.operands += other.operands
        self.unnamed += other.unnamed
        self.symbols |= other.symbols
        self.named |= other.named

    def halstead(self) -> Halstead:
        distinct = len(self.named) + self.unnamed
        return Halstead(self.operators, self.operands, len(self.symbols), distinct)


_NAMED_BY = {ast.Name: "id", ast.Attribute: "attr", ast.Constant: "value"}
