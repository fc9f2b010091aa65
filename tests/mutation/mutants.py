"""Small changes of a module, each of which a test should notice.

The operators are those of mutmut and cosmic-ray: comparisons, arithmetic, logic, conditions,
constants, returned values, loops, statements left out. Docstrings and annotations stay as they are:
no behaviour hangs on them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A change by its number in the module; `before` and `after` are for people."""

    number: int
    line: int
    before: str
    after: str
    tree: ast.Module


def count(source: str) -> int:
    return sum(1 for _ in _changes(_prepared(source)))


def mutant(source: str, number: int) -> Mutant:
    """The module with its change of that number made."""
    tree = _prepared(source)
    for at, (node, fieldname, index, new) in enumerate(_changes(tree)):
        if at == number:
            held = getattr(node, fieldname)
            old = held if index is None else held[index]
            line = getattr(old, "lineno", getattr(node, "lineno", 0))
            before = ast.unparse(node)
            if index is None:
                setattr(node, fieldname, new)
            else:
                held[index] = new
            ast.fix_missing_locations(tree)
            return Mutant(number, line, before, ast.unparse(node), tree)
    raise IndexError(number)


def _prepared(source: str) -> ast.Module:
    return ast.parse(source)


Change = tuple[ast.AST, str, int | None, ast.AST]
"""The node that changes, which of its fields, where in it, and what stands there instead."""


def _changes(tree: ast.Module) -> Iterator[Change]:
    """Always the same ones in the same order."""
    left_alone = _left_alone(tree)
    for node in ast.walk(tree):
        if id(node) in left_alone:
            continue
        for fieldname, value in ast.iter_fields(node):
            held = value if isinstance(value, list) else [value]
            for at, one in enumerate(held):
                if isinstance(one, ast.AST) and id(one) not in left_alone:
                    index = at if isinstance(value, list) else None
                    for new in _instead(one, fieldname):
                        yield node, fieldname, index, new


def _instead(one: ast.AST, fieldname: str) -> Iterator[ast.AST]:
    if swap := SWAPS.get(type(one)):
        yield swap()
    elif isinstance(one, ast.Constant):
        yield from _other_value(one.value)
    elif isinstance(one, ast.stmt):
        yield from _other_statement(one)
    elif isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not):
        yield one.operand
    elif (
        isinstance(one, ast.expr)
        and fieldname in {"test", "ifs", "guard"}
        and not isinstance(one, ast.Compare)  # whose operator is changed already
    ):
        yield ast.UnaryOp(ast.Not(), one)


def _other_value(value: object) -> Iterator[ast.AST]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int() | float():
            yield ast.Constant(value + 1)
        case str():
            yield ast.Constant(f"XX{value}XX")
        case _:
            pass


def _other_statement(one: ast.stmt) -> Iterator[ast.AST]:
    match one:
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):  # it stays a generator
            yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case _:
            pass


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _left_alone(tree: ast.Module) -> set[int]:
    """Docstrings, annotations and the formats inside of formatted strings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                found |= {id(node), id(node.value)}
            case ast.AnnAssign():
                found |= _all(node.annotation)
            case ast.arg(annotation=ast.expr() as annotation):
                found |= _all(annotation)
            case ast.FunctionDef(returns=ast.expr() as returns):
                found |= _all(returns)
            case ast.FormattedValue(format_spec=ast.expr() as spec):
                found |= _all(spec)
            case _:
                pass
    return found


def _all(tree: ast.AST) -> set[int]:
    return {id(node) for node in ast.walk(tree)}
