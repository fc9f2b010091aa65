"""Expressions of the concrete tree as `ast` nodes, and the parameters of functions."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from tree_sitter import Node

from auditor.facts.lenient import literals, strings
from auditor.facts.lenient.signs import Sign
from auditor.facts.lenient.source import (
    MAX_DEPTH,
    TOO_DEEP,
    Place,
    Source,
    has,
    only,
    operands,
    parts,
    place,
    placeholder,
)

Reader = Callable[[Node, Source], ast.expr]

BINARY: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "@": ast.MatMult,
    "/": ast.Div,
    "%": ast.Mod,
    "//": ast.FloorDiv,
    "**": ast.Pow,
    "|": ast.BitOr,
    "&": ast.BitAnd,
    "^": ast.BitXor,
    "<<": ast.LShift,
    ">>": ast.RShift,
}
UNARY: dict[str, type[ast.unaryop]] = {"+": ast.UAdd, "-": ast.USub, "~": ast.Invert}
ASYNC = frozenset({"async", "await"})
BACKTICK = ord("`")
STAR = ord("*")
STARRED = frozenset({"list_splat", "list_splat_pattern", "splat_type", "expression_list"}) | {
    "pattern_list",
    "tuple_expression",
}
LEFTMOST: dict[type[ast.expr], str] = {
    ast.Attribute: "value",
    ast.Call: "func",
    ast.Subscript: "value",
    ast.BinOp: "left",
    ast.Compare: "left",
    ast.IfExp: "body",
}
COMPARING: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<>": ast.NotEq,
    ">=": ast.GtE,
    ">": ast.Gt,
    "in": ast.In,
    "not in": ast.NotIn,
    "is": ast.Is,
    "is not": ast.IsNot,
}


def expression(node: Node | None, source: Source, near: Node | None = None) -> ast.expr:
    """Any expression; a placeholder where it is missing, unknown or beyond the bounds."""
    if node is None or node.is_missing:
        anchor = node or near
        return placeholder(anchor) if anchor else ast.Constant(value=..., **NOWHERE)
    read = READERS.get(node.type)
    if read is None or not source.room(node):
        return placeholder(node)
    source.depth += 1
    result = read(node, source)
    source.depth -= 1
    misplaced = source.data[node.start_byte] == STAR and node.type not in STARRED
    return _hoisted(result, place(node)) if misplaced else result


def _hoisted(node: ast.expr, span: Place) -> ast.expr:
    """The grammar binds a star to the first name of `*a.b()`, Python to the whole."""
    field = LEFTMOST.get(type(node), "")
    first = getattr(node, field, None)
    if not isinstance(first, ast.Starred):
        return node
    setattr(node, field, first.value)
    node.lineno, node.col_offset = first.value.lineno, first.value.col_offset
    return ast.Starred(value=node, ctx=ast.Load(), **span)


NOWHERE = Place(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)


def target(node: Node | None, source: Source, near: Node | None = None) -> ast.expr:
    """An expression that is assigned to."""
    return stored(expression(node, source, near))


def stored(node: ast.expr, context: type[ast.expr_context] = ast.Store) -> ast.expr:
    """The same expression as a target."""
    match node:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            node.ctx = context()
        case ast.Starred(value=value):
            node.ctx = context()
            stored(value, context)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            node.ctx = context()
            for item in items:
                stored(item, context)
    return node


def several(nodes: Iterable[Node], source: Source) -> list[ast.expr]:
    return [expression(node, source) for node in nodes]


# ---- names, literals, chains


def _name(node: Node, source: Source) -> ast.expr:
    name = source.name(node)
    if name in ASYNC:
        source.notice(Sign.ASYNC_NAME, node)
    return ast.Name(id=name, ctx=ast.Load(), **place(node))


def _number(node: Node, source: Source) -> ast.expr:
    text = source.text(node)
    if literals.is_old_octal(text):
        source.notice(Sign.OCTAL, node)
    elif literals.is_long(text):
        source.notice(Sign.LONG, node)
    return ast.Constant(value=literals.number(text), **place(node))


def _constant(value: bool | None) -> Reader:  # noqa: FBT001 - it is the value itself
    return lambda node, _: ast.Constant(value=value, **place(node))


def _ellipsis(node: Node, _: Source) -> ast.expr:
    return ast.Constant(value=..., **place(node))


def _string(node: Node, source: Source) -> ast.expr:
    return strings.string(node, source, expression)


def _attribute(node: Node, source: Source) -> ast.expr:
    """`value.name`; the module of a pattern and a type may have more names in a row."""
    first, *names = operands(node)
    result = expression(first, source)
    for name in names:
        result = ast.Attribute(
            value=result, attr=source.name(name), ctx=ast.Load(), **place(node, name)
        )
    return result


def _subscript(node: Node, source: Source) -> ast.expr:
    value, *indices = operands(node)
    return ast.Subscript(
        value=expression(value, source),
        slice=_index(node, indices, source),
        ctx=ast.Load(),
        **place(node),
    )


def _index(node: Node, indices: Sequence[Node], source: Source) -> ast.expr:
    """What stands in the brackets: with a comma it is a tuple that has no brackets of its own."""
    if not has(node, ","):
        return expression(next(iter(indices), None), source, node)
    *_, last, _ = parts(node)
    return ast.Tuple(elts=several(indices, source), ctx=ast.Load(), **place(indices[0], last))


def _slice(node: Node, source: Source) -> ast.expr:
    bounds: list[ast.expr | None] = [None]
    for part in parts(node):
        if part.type == ":":
            bounds.append(None)
        else:
            bounds[-1] = expression(part, source)
    lower, upper, step, *_ = (*bounds, None, None)
    return ast.Slice(lower=lower, upper=upper, step=step, **place(node))


def _call(node: Node, source: Source) -> ast.expr:
    function, *given = operands(node)
    args, keywords = arguments(given[-1] if given else None, source)
    return ast.Call(func=expression(function, source), args=args, keywords=keywords, **place(node))


def arguments(node: Node | None, source: Source) -> tuple[list[ast.expr], list[ast.keyword]]:
    """Of a call or of a class."""
    if node is None or node.type == "generator_expression":
        return ([expression(node, source)] if node else []), []
    children = operands(node) if source.room(node) else []
    named = {"keyword_argument", "dictionary_splat"}
    args = [expression(child, source) for child in children if child.type not in named]
    return args, [_keyword(child, source) for child in children if child.type in named]


def _keyword(node: Node, source: Source) -> ast.keyword:
    *names, value = operands(node)
    name = source.name(names[0]) if names else None
    if name in ASYNC:
        source.notice(Sign.ASYNC_NAME, node)
    return ast.keyword(arg=name, value=expression(value, source), **place(node))


# ---- operators


def _binary(node: Node, source: Source) -> ast.expr:
    match parts(node):
        case [left, operator, right]:
            return ast.BinOp(
                left=expression(left, source),
                op=BINARY[operator.type](),
                right=expression(right, source),
                **place(node),
            )
    return placeholder(node)


def _unary(node: Node, source: Source) -> ast.expr:
    match parts(node):
        case [operator, operand]:
            return ast.UnaryOp(
                op=UNARY[operator.type](), operand=expression(operand, source), **place(node)
            )
    return placeholder(node)


def _not(node: Node, source: Source) -> ast.expr:
    operand = node.child_by_field_name("argument")
    return ast.UnaryOp(op=ast.Not(), operand=expression(operand, source, node), **place(node))


def _boolean(node: Node, source: Source) -> ast.expr:
    """A chain of one operator is one node, as far as no brackets divide it."""
    operator = "and" if has(node, "and") else "or"
    values: list[Node] = []
    left = node
    while left.type == "boolean_operator" and has(left, operator):
        left, *right = operands(left)
        values.extend(reversed(right))
    values.append(left)
    return ast.BoolOp(
        op=ast.And() if operator == "and" else ast.Or(),
        values=several(reversed(values), source),
        **place(node),
    )


def _comparison(node: Node, source: Source) -> ast.expr:
    operators = [part.type for part in parts(node) if part.type in COMPARING]
    first, *others = [part for part in parts(node) if part.type not in COMPARING]
    if "<>" in operators:
        source.notice(Sign.NOT_EQUAL, node)
    return ast.Compare(
        left=expression(first, source),
        ops=[COMPARING[operator]() for operator in operators],
        comparators=several(others, source),
        **place(node),
    )


def _conditional(node: Node, source: Source) -> ast.expr:
    match several(operands(node), source):
        case [body, test, orelse]:
            return ast.IfExp(test=test, body=body, orelse=orelse, **place(node))
    return placeholder(node)


def _assigned(node: Node, source: Source) -> ast.expr:
    """`name := value`."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    bound = target(name, source, node)
    if not isinstance(bound, ast.Name):
        return placeholder(node)
    return ast.NamedExpr(target=bound, value=expression(value, source, node), **place(node))


def _await(node: Node, source: Source) -> ast.expr:
    """The grammar lets `await` take in a power, Python does not."""
    value = next(iter(operands(node)), None)
    if value is None or value.type != "binary_operator":
        return ast.Await(value=expression(value, source, node), **place(node))
    left, right = operands(value)
    waiting = ast.Await(value=expression(left, source), **place(node, left))
    return ast.BinOp(left=waiting, op=ast.Pow(), right=expression(right, source), **place(node))


def _yield(node: Node, source: Source) -> ast.expr:
    value = next(iter(operands(node)), None)
    if has(node, "from"):
        return ast.YieldFrom(value=expression(value, source, node), **place(node))
    return ast.Yield(value=expression(value, source) if value else None, **place(node))


def _starred(node: Node, source: Source) -> ast.expr:
    value = next(iter(operands(node)), None)
    return ast.Starred(value=expression(value, source, node), ctx=ast.Load(), **place(node))


def _lambda(node: Node, source: Source) -> ast.expr:
    return ast.Lambda(
        args=parameters(node.child_by_field_name("parameters"), source),
        body=expression(node.child_by_field_name("body"), source, node),
        **place(node),
    )


# ---- brackets


def _bracketed(node: Node, source: Source) -> ast.expr:
    """Brackets leave no trace; where they stand for backticks, they are a call of `repr`."""
    inner = expression(next(iter(operands(node)), None), source, node)
    if source.data[node.start_byte] != BACKTICK:
        return inner
    source.notice(Sign.BACKTICKS, node)
    function = ast.Name(id="repr", ctx=ast.Load(), **place(node))
    return ast.Call(func=function, args=[inner], keywords=[], **place(node))


def _tuple(node: Node, source: Source) -> ast.expr:
    """Also without brackets; a target in brackets that has no comma is no tuple."""
    items = operands(node)
    if node.type == "tuple_pattern" and len(items) == 1 and not has(node, ","):
        return expression(items[0], source)
    return ast.Tuple(elts=several(items, source), ctx=ast.Load(), **place(node))


def _list(node: Node, source: Source) -> ast.expr:
    return ast.List(elts=several(operands(node), source), ctx=ast.Load(), **place(node))


def _set(node: Node, source: Source) -> ast.expr:
    return ast.Set(elts=several(operands(node), source), **place(node))


def _dictionary(node: Node, source: Source) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for item in operands(node):
        *key, value = operands(item) or [item]
        keys.append(expression(key[0], source) if key else None)
        values.append(expression(value, source))
    return ast.Dict(keys=keys, values=values, **place(node))


def _comprehension(kind: type[ast.ListComp | ast.SetComp | ast.GeneratorExp]) -> Reader:
    def read(node: Node, source: Source) -> ast.expr:
        element, *clauses = operands(node)
        if element.type == "list_splat":
            source.notice(Sign.UNPACKING, element)
        generators = _generators(clauses, source)
        return kind(elt=expression(element, source), generators=generators, **place(node))

    return read


def _dictionary_comprehension(node: Node, source: Source) -> ast.expr:
    element, *clauses = operands(node)
    key, value, *_ = (*operands(element), None, None)
    return ast.DictComp(
        key=expression(key, source, node),
        value=expression(value, source, node),
        generators=_generators(clauses, source),
        **place(node),
    )


def _generators(clauses: Iterable[Node], source: Source) -> list[ast.comprehension]:
    """`for` clauses, each with the conditions that follow it."""
    generators: list[ast.comprehension] = []
    for clause in clauses:
        if clause.type == "for_in_clause":
            generators.append(_generator(clause, source))
        elif generators:
            condition = next(iter(operands(clause)), None)
            generators[-1].ifs.append(expression(condition, source, clause))
    return generators


def _generator(node: Node, source: Source) -> ast.comprehension:
    """Python 2 takes several sources without brackets: they make a tuple."""
    left = node.child_by_field_name("left")
    right = [child for child in node.children_by_field_name("right") if child.is_named]
    iterable = several(right, source) or [placeholder(node)]
    if len(iterable) > 1:
        span = place(right[0], right[-1])
        iterable = [ast.Tuple(elts=iterable, ctx=ast.Load(), **span)]
    return ast.comprehension(
        target=target(left, source, node),
        iter=iterable[0],
        ifs=[],
        is_async=int(has(node, "async")),
    )


# ---- types


def _generic(node: Node, source: Source) -> ast.expr:
    """`List[int]` where a type is expected."""
    value, *given = operands(node)
    index = _index(given[0], operands(given[0]), source) if given else placeholder(node)
    return ast.Subscript(
        value=expression(value, source), slice=index, ctx=ast.Load(), **place(node)
    )


def _union(node: Node, source: Source) -> ast.expr:
    """`A | B | C` associates to the left, however the grammar nests it."""
    first, *others = _alternatives(node)
    if len(others) > MAX_DEPTH:
        source.omit(TOO_DEEP, node)
        return placeholder(node)
    result = expression(first, source)
    for other in others:
        right = expression(other, source)
        result = ast.BinOp(left=result, op=ast.BitOr(), right=right, **place(first, other))
    return result


def _alternatives(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.type == "type" or has(inner, "|"):
            stack.extend(reversed(operands(inner)))
        else:
            yield inner


def _inner(node: Node, source: Source) -> ast.expr:
    """A wrapper that has no counterpart in `ast`."""
    return expression(next(iter(operands(node)), None), source, node)


# ---- parameters


def parameters(node: Node | None, source: Source) -> ast.arguments:
    """Of a function or lambda; the names of Python 2's tuple parameters stand side by side."""
    given = ast.arguments(
        posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
    )
    names_only = False
    for child in operands(node) if node else ():
        names_only = _parameter(child, given, source, names_only=names_only)
    return given


def _parameter(node: Node, given: ast.arguments, source: Source, *, names_only: bool) -> bool:
    """Add one parameter; tells whether those that follow can be passed by name only."""
    name = node.child_by_field_name("name") or next(iter(operands(node)), node)
    default = node.child_by_field_name("value")
    match node.type, name.type:
        case "positional_separator", _:
            given.posonlyargs, given.args = given.args, []
        case "keyword_separator", _:
            return True
        case ("list_splat_pattern", _) | (_, "list_splat_pattern"):
            given.vararg = _argument(node, source)
            return True
        case ("dictionary_splat_pattern", _) | (_, "dictionary_splat_pattern"):
            given.kwarg = _argument(node, source)
        case _:
            _positional(node, default, given, source, names_only=names_only)
    return names_only


def _positional(
    node: Node, default: Node | None, given: ast.arguments, source: Source, *, names_only: bool
) -> None:
    first, *others = _unpacked(node, source)
    value = expression(default, source) if default else None
    if names_only:
        given.kwonlyargs.append(first)
        given.kw_defaults.append(value)
        return
    given.args.extend([first, *others])
    if default and value:
        given.defaults.extend([value, *(placeholder(default) for _ in others)])


def _unpacked(node: Node, source: Source) -> Iterator[ast.arg]:
    """The parameter, or the names in a tuple parameter."""
    name = node.child_by_field_name("name") or node
    if name.type != "tuple_pattern" or not operands(name):
        yield _argument(node, source)
        return
    source.notice(Sign.TUPLE_PARAMETER, node)
    stack = [name]
    while stack:
        inner = stack.pop()
        if inner.type == "identifier":
            yield _argument(inner, source)
        stack.extend(reversed(operands(inner)))


def _argument(node: Node, source: Source) -> ast.arg:
    """Name and annotation. Stars, and defaults, are no part of its span."""
    name = node
    while name.type != "identifier" and operands(name):
        name = operands(name)[0]
    kind = node.child_by_field_name("type")
    return ast.arg(
        arg=source.name(name),
        annotation=expression(kind, source) if kind else None,
        **place(name, kind),
    )


def type_parameters(node: Node, source: Source) -> None:
    """`def f[T]`: nothing here knows what to do with them, so they are only noticed."""
    if only(node, "type_parameter"):
        source.notice(Sign.TYPE_PARAMETERS, node)


NO_TYPE_PARAMETERS: dict[str, list[ast.expr]] = (
    {"type_params": []} if sys.version_info >= (3, 12) else {}
)

READERS: dict[str, Reader] = {
    "identifier": _name,
    "dotted_name": _attribute,
    "integer": _number,
    "float": _number,
    "true": _constant(value=True),
    "false": _constant(value=False),
    "none": _constant(value=None),
    "ellipsis": _ellipsis,
    "string": _string,
    "concatenated_string": _string,
    "attribute": _attribute,
    "member_type": _attribute,
    "subscript": _subscript,
    "slice": _slice,
    "call": _call,
    "binary_operator": _binary,
    "unary_operator": _unary,
    "not_operator": _not,
    "boolean_operator": _boolean,
    "comparison_operator": _comparison,
    "conditional_expression": _conditional,
    "named_expression": _assigned,
    "await": _await,
    "yield": _yield,
    "list_splat": _starred,
    "list_splat_pattern": _starred,
    "splat_type": _starred,
    "lambda": _lambda,
    "parenthesized_expression": _bracketed,
    "tuple": _tuple,
    "tuple_pattern": _tuple,
    "tuple_expression": _tuple,
    "expression_list": _tuple,
    "pattern_list": _tuple,
    "list": _list,
    "list_pattern": _list,
    "set": _set,
    "dictionary": _dictionary,
    "list_comprehension": _comprehension(ast.ListComp),
    "set_comprehension": _comprehension(ast.SetComp),
    "generator_expression": _comprehension(ast.GeneratorExp),
    "dictionary_comprehension": _dictionary_comprehension,
    "type": _inner,
    "constrained_type": _inner,
    "as_pattern_target": _inner,
    "as_pattern": _inner,
    "generic_type": _generic,
    "union_type": _union,
}
"""How each kind of node is read. `as_pattern` gets here only where it is misplaced."""
