"""The patterns of `match` statements as `ast` nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from tree_sitter import Node

from auditor.facts.lenient.expressions import expression
from auditor.facts.lenient.source import Source, has, only, operands, parts, place, placeholder

NUMBERS = frozenset({"integer", "float", "complex_pattern"})
WRAPPERS = frozenset({"case_pattern", "as_pattern"})
SINGLETONS = {"true": True, "false": False, "none": None}


def case(node: Node, source: Source) -> ast.pattern:
    """What stands between `case` and its guard or colon: with a comma it is a sequence."""
    given = [part for part in parts(node) if part.type in {"case_pattern", ","}]
    groups = _split(given, ",")
    if not has(node, ","):
        return _pattern(groups[0] if groups else [], node, source)
    items = [_pattern(group, node, source) for group in groups]
    return ast.MatchSequence(patterns=items, **place(given[0], given[-1]))


def _split(nodes: Iterable[Node], separator: str) -> list[list[Node]]:
    groups: list[list[Node]] = [[]]
    for node in nodes:
        if node.type == separator:
            groups.append([])
        else:
            groups[-1].append(node)
    return [group for group in groups if group]


def _pattern(nodes: Sequence[Node], near: Node, source: Source) -> ast.pattern:
    """One pattern; a minus and its number are two nodes of the concrete tree."""
    if not nodes or not source.room(nodes[0]):
        return ast.MatchAs(pattern=None, name=None, **place(near))
    source.depth += 1
    node = nodes[-1]
    read = READERS.get(node.type, _value)
    result = _number(nodes, source) if node.type in NUMBERS else read(node, source)
    source.depth -= 1
    return result


def _wrapped(node: Node, source: Source) -> ast.pattern:
    return _pattern(parts(node), node, source)


def _value(node: Node, source: Source) -> ast.pattern:
    return ast.MatchValue(value=expression(node, source), **place(node))


def _number(nodes: Sequence[Node], source: Source) -> ast.pattern:
    first, last = nodes[0], nodes[-1]
    read = _complex if last.type == "complex_pattern" else expression
    value = read(last, source)
    if first.type == "-":
        value = ast.UnaryOp(op=ast.USub(), operand=value, **place(first, last))
    return ast.MatchValue(value=value, **place(first, last))


def _complex(node: Node, source: Source) -> ast.expr:
    """`-1 + 2j`."""
    match parts(node):
        case [*sign, real, operator, imaginary]:
            left = expression(real, source)
            if sign:
                left = ast.UnaryOp(op=ast.USub(), operand=left, **place(sign[0], real))
            kind = ast.Add() if operator.type == "+" else ast.Sub()
            right = expression(imaginary, source)
            return ast.BinOp(left=left, op=kind, right=right, **place(node))
    return placeholder(node)


def _capture(node: Node, source: Source) -> ast.pattern:
    """A bare name is bound, `_` is not; a dotted name is a value."""
    name = source.name(node)
    if "." in name:
        return _value(node, source)
    return ast.MatchAs(pattern=None, name=None if name == "_" else name, **place(node))


def _singleton(node: Node, _: Source) -> ast.pattern:
    return ast.MatchSingleton(value=SINGLETONS[node.type], **place(node))


def _alias(node: Node, source: Source) -> ast.pattern:
    inner, *name = operands(node)
    bound = source.name(name[-1]) if name else None
    return ast.MatchAs(pattern=_pattern([inner], node, source), name=bound, **place(node))


def _alternatives(node: Node, source: Source) -> ast.pattern:
    groups = _split(parts(node), "|")
    return ast.MatchOr(patterns=[_pattern(group, node, source) for group in groups], **place(node))


def _sequence(node: Node, source: Source) -> ast.pattern:
    """Round brackets without a comma only group."""
    groups = _split(parts(node)[1:-1], ",")
    if node.type == "tuple_pattern" and len(groups) == 1 and not has(node, ","):
        return _pattern(groups[0], node, source)
    items = [_pattern(group, node, source) for group in groups]
    return ast.MatchSequence(patterns=items, **place(node))


def _star(node: Node, source: Source) -> ast.pattern:
    name = source.name(parts(node)[-1])
    return ast.MatchStar(name=None if name == "_" else name, **place(node))


def _mapping(node: Node, source: Source) -> ast.pattern:
    result = ast.MatchMapping(keys=[], patterns=[], rest=None, **place(node))
    for group in _split(parts(node)[1:-1], ","):
        key, *value = _split(group, ":")
        if value:
            result.keys.append(_key(key, source))
            result.patterns.append(_pattern(value[0], node, source))
        else:
            result.rest = source.name(parts(key[0])[-1])
    return result


def _key(nodes: Sequence[Node], source: Source) -> ast.expr:
    match _pattern(nodes, nodes[0], source):
        case ast.MatchValue(value=value):
            return value
        case ast.MatchSingleton(value=value):
            return ast.Constant(value=value, **place(nodes[0]))
        case _:
            return placeholder(nodes[0])


def _class(node: Node, source: Source) -> ast.pattern:
    name, *others = _split([part for part in parts(node) if part.type not in {"(", ")"}], ",")
    result = ast.MatchClass(
        cls=expression(name[0], source), patterns=[], kwd_attrs=[], kwd_patterns=[], **place(node)
    )
    for group in [name[1:], *others] if name[1:] else others:
        keyword = _keyword(group[0])
        if keyword is None:
            result.patterns.append(_pattern(group, node, source))
        else:
            result.kwd_attrs.append(source.name(keyword.children[0]))
            result.kwd_patterns.append(_keyword_value(group[0], keyword, source))
    return result


def _keyword(node: Node) -> Node | None:
    """`name=pattern`; in `name=pattern as other` the grammar puts it inside."""
    while (inner := next(iter(operands(node)), None)) and node.type in WRAPPERS:
        node = inner
    return node if node.type == "keyword_pattern" else None


def _keyword_value(node: Node, keyword: Node, source: Source) -> ast.pattern:
    value = parts(keyword)[2:]
    pattern = _pattern(value, keyword, source)
    alias = only(node, "as_pattern")
    if alias is None:
        return pattern
    name = operands(alias)[-1]
    return ast.MatchAs(pattern=pattern, name=source.name(name), **place(value[0], name))


READERS: dict[str, Callable[[Node, Source], ast.pattern]] = {
    "case_pattern": _wrapped,
    "dotted_name": _capture,
    "identifier": _capture,
    "_": _capture,
    "true": _singleton,
    "false": _singleton,
    "none": _singleton,
    "as_pattern": _alias,
    "union_pattern": _alternatives,
    "list_pattern": _sequence,
    "tuple_pattern": _sequence,
    "splat_pattern": _star,
    "dict_pattern": _mapping,
    "class_pattern": _class,
}
"""How each kind of pattern is read; any other is a value."""
