"""Statements of the concrete tree as `ast` nodes; around an error, whatever can be saved."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence

from tree_sitter import Node

from auditor.facts.lenient import expressions, patterns
from auditor.facts.lenient.expressions import (
    BINARY,
    NO_TYPE_PARAMETERS,
    expression,
    stored,
    target,
)
from auditor.facts.lenient.signs import Sign
from auditor.facts.lenient.source import (
    Place,
    Source,
    has,
    only,
    operands,
    parts,
    place,
    until,
)

Reader = Callable[[Node, Source], Iterable[ast.stmt]]

MAX_BRANCHES = 100  # of one `if`; those after it follow side by side, not one inside the other


def statements(nodes: Iterable[Node], source: Source) -> list[ast.stmt]:
    """All statements among these nodes, errors looked through."""
    return [statement for node in nodes for statement in _statement(node, source)]


def _statement(node: Node, source: Source) -> Iterable[ast.stmt]:
    read = READERS.get(node.type)
    if read is None or not source.room(node):
        return ()
    source.depth += 1
    result = list(read(node, source))
    source.depth -= 1
    return result


def block(node: Node | None, source: Source, near: Node) -> list[ast.stmt]:
    """A body. It is never empty, as Python has it."""
    body = statements(node.children, source) if node else []
    return body or [ast.Pass(**place(node or near))]


def _saved(node: Node, source: Source) -> Iterable[ast.stmt]:
    """What stands in an error, or in a body whose header was lost in one."""
    return statements(node.children, source)


# ---- simple statements


def _expression(node: Node, source: Source) -> Iterator[ast.stmt]:
    given = operands(node)
    if has(node, ","):
        items = expressions.several(given, source)
        value: ast.expr = ast.Tuple(elts=items, ctx=ast.Load(), **place(node))
        yield ast.Expr(value=value, **place(node))
    elif given and given[0].type in READERS:
        yield from _statement(given[0], source)
    elif given and _is_exec(given[0], source):
        yield from _exec(node, source)
    elif given:
        yield ast.Expr(value=expression(given[0], source), **place(node))


def _is_exec(node: Node, source: Source) -> bool:
    """`exec(code) in names`."""
    word = node.children[0].child_by_field_name("function") if node.children else None
    return bool(word and node.type == "comparison_operator" and source.text(word) == "exec")


def _bare(node: Node, source: Source) -> Iterator[ast.stmt]:
    yield ast.Expr(value=expression(node, source), **place(node))


def _assignment(node: Node, source: Source) -> Iterator[ast.stmt]:
    """`a = b = value` is nested in the concrete tree and one statement in `ast`."""
    kind = node.child_by_field_name("type")
    if kind is not None:
        yield _annotated(node, kind, source)
        return
    targets = []
    value: Node | None = node
    while value is not None and value.type == "assignment":
        targets.append(target(value.child_by_field_name("left"), source, node))
        value = value.child_by_field_name("right")
    yield ast.Assign(targets=targets, value=expression(value, source, node), **place(node))


def _annotated(node: Node, kind: Node, source: Source) -> ast.stmt:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    bound = target(left, source, node)
    if not isinstance(bound, ast.Name | ast.Attribute | ast.Subscript):
        return ast.Expr(value=expression(kind, source), **place(node))
    return ast.AnnAssign(
        target=bound,
        annotation=expression(kind, source),
        value=expression(right, source) if right else None,
        simple=int(left is not None and left.type == "identifier"),
        **place(node),
    )


def _augmented(node: Node, source: Source) -> Iterator[ast.stmt]:
    operator = node.child_by_field_name("operator")
    bound = target(node.child_by_field_name("left"), source, node)
    value = expression(node.child_by_field_name("right"), source, node)
    kind = BINARY.get(operator.type.removesuffix("=")) if operator else None
    if kind and isinstance(bound, ast.Name | ast.Attribute | ast.Subscript):
        yield ast.AugAssign(target=bound, op=kind(), value=value, **place(node))
    else:
        yield ast.Expr(value=value, **place(node))


def _print(node: Node, source: Source) -> Iterator[ast.stmt]:
    """`print >>file, x` is a call of `print` with the keyword `file`."""
    source.notice(Sign.PRINT, node)
    word, chevron = parts(node)[0], only(node, "chevron")
    args = expressions.several(node.children_by_field_name("argument"), source)
    keywords = [_file(chevron, source)] if chevron else []
    function = ast.Name(id="print", ctx=ast.Load(), **place(word))
    call = ast.Call(func=function, args=args, keywords=keywords, **place(node))
    yield ast.Expr(value=call, **place(node))


def _file(node: Node, source: Source) -> ast.keyword:
    value = next(iter(operands(node)), None)
    return ast.keyword(arg="file", value=expression(value, source, node), **place(node))


def _exec(node: Node, source: Source) -> Iterator[ast.stmt]:
    """`exec code in names` is a call of `exec` with all of them."""
    source.notice(Sign.EXEC, node)
    given = _flat(operands(node))
    args = [part for value in expressions.several(given, source) for part in _members(value)]
    word = Place(**place(node))
    word["end_lineno"], word["end_col_offset"] = word["lineno"], word["col_offset"] + len("exec")
    function = ast.Name(id="exec", ctx=ast.Load(), **word)
    call = ast.Call(func=function, args=args, keywords=[], **place(node))
    yield ast.Expr(value=call, **place(node))


def _flat(nodes: list[Node]) -> list[Node]:
    return operands(nodes[0]) if nodes and nodes[0].type == "expression_list" else nodes


def _members(value: ast.expr) -> list[ast.expr]:
    """`code in names`, which Python 3 reads as a comparison."""
    match value:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="exec"), args=args), ops=[ast.In()], comparators=names
        ):
            return [*args, *names]
        case ast.Compare(left=code, ops=[ast.In()], comparators=names):
            return [code, *names]
        case _:
            return [value]


def _assert(node: Node, source: Source) -> Iterator[ast.stmt]:
    test, message, *_ = (*operands(node), None, None)
    yield ast.Assert(
        test=expression(test, source, node),
        msg=expression(message, source) if message else None,
        **place(node),
    )


def _return(node: Node, source: Source) -> Iterator[ast.stmt]:
    value = next(iter(operands(node)), None)
    yield ast.Return(value=expression(value, source) if value else None, **place(node))


def _delete(node: Node, source: Source) -> Iterator[ast.stmt]:
    if source.between(node.start_byte, node.start_byte + len("exec")) == "exec":
        yield from _exec(node, source)  # a repair
        return
    targets = [stored(expression(child, source), ast.Del) for child in _flat(operands(node))]
    yield ast.Delete(targets=targets, **place(node))


def _raise(node: Node, source: Source) -> Iterator[ast.stmt]:
    cause = node.child_by_field_name("cause")
    given = [child for child in operands(node) if child != cause]
    if given and given[0].type == "expression_list":
        value: ast.expr | None = _raised(given[0], source)
    else:
        value = expression(given[0], source) if given else None
    yield ast.Raise(exc=value, cause=expression(cause, source) if cause else None, **place(node))


def _raised(node: Node, source: Source) -> ast.expr:
    """`raise Error, value, traceback` raises `Error(value).with_traceback(traceback)`."""
    source.notice(Sign.RAISE_COMMA, node)
    kind, *values = expressions.several(operands(node), source)
    args = [value for value in values[:1] if not _is_none(value)]
    error = ast.Call(func=kind, args=args, keywords=[], **place(node))
    for traceback in values[1:2]:
        method = ast.Attribute(value=error, attr="with_traceback", ctx=ast.Load(), **place(node))
        error = ast.Call(func=method, args=[traceback], keywords=[], **place(node))
    return error


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _pass(node: Node, _: Source) -> Iterator[ast.stmt]:
    kinds = {"break_statement": ast.Break, "continue_statement": ast.Continue}
    yield kinds.get(node.type, ast.Pass)(**place(node))


def _global(node: Node, source: Source) -> Iterator[ast.stmt]:
    kind = ast.Global if node.type == "global_statement" else ast.Nonlocal
    yield kind(names=[source.name(name) for name in operands(node)], **place(node))


def _type_alias(node: Node, source: Source) -> Iterator[ast.stmt]:
    """`type X[T] = Y` is read as `X = Y`."""
    source.notice(Sign.TYPE_STATEMENT, node)
    left = node.child_by_field_name("left")
    bound = target(left, source, node)
    if isinstance(bound, ast.Subscript):
        bound = stored(bound.value)
    value = expression(node.child_by_field_name("right"), source, node)
    yield ast.Assign(targets=[bound], value=value, **place(node))


def _import(node: Node, source: Source) -> Iterator[ast.stmt]:
    yield ast.Import(names=_aliases(node, source), **place(node))


def _import_from(node: Node, source: Source) -> Iterator[ast.stmt]:
    module = node.child_by_field_name("module_name")
    star = only(node, "wildcard_import")
    names = [ast.alias(name="*", **place(star))] if star else _aliases(node, source)
    level, name = _module(module, source) if module else (0, "__future__")
    yield ast.ImportFrom(module=name, names=names, level=level, **place(node))


def _aliases(node: Node, source: Source) -> list[ast.alias]:
    return [_alias(name, source) for name in node.children_by_field_name("name")]


def _alias(node: Node, source: Source) -> ast.alias:
    name = node.child_by_field_name("name") or node
    alias = node.child_by_field_name("alias")
    bound = source.name(alias) if alias else None
    return ast.alias(name=_dotted(name, source), asname=bound, **place(node))


def _dotted(node: Node, source: Source) -> str:
    """A module's name; blanks around its dots do not count."""
    return ".".join(source.name(name) for name in operands(node))


def _module(node: Node, source: Source) -> tuple[int, str | None]:
    """Leading dots and name."""
    if node.type != "relative_import":
        return 0, _dotted(node, source)
    prefix, name = only(node, "import_prefix"), only(node, "dotted_name")
    level = source.text(prefix).count(".") if prefix else 0
    return level, _dotted(name, source) if name else None


# ---- compound statements


def _if(node: Node, source: Source) -> Iterator[ast.stmt]:
    """Each `elif` is an `if` in the `else` of the one before."""
    clauses = [child for child in operands(node) if child.type == "elif_clause"]
    nested, more = clauses[:MAX_BRANCHES], clauses[MAX_BRANCHES:]
    orelse = [_branch(clause, [], source) for clause in more]
    orelse += _else(only(node, "else_clause"), source)
    for clause in reversed(nested):
        orelse = [_branch(clause, orelse, source)]
    yield _branch(node, orelse, source)


def _branch(node: Node, orelse: list[ast.stmt], source: Source) -> ast.stmt:
    test = expression(node.child_by_field_name("condition"), source, node)
    body = block(node.child_by_field_name("consequence"), source, node)
    return ast.If(test=test, body=body, orelse=orelse, **until(node, [*body, *orelse][-1]))


def _else(node: Node | None, source: Source) -> list[ast.stmt]:
    """The body of `else` or `finally`."""
    return block(only(node, "block"), source, node) if node else []


def _for(node: Node, source: Source) -> Iterator[ast.stmt]:
    body = block(node.child_by_field_name("body"), source, node)
    orelse = _else(only(node, "else_clause"), source)
    kind = ast.AsyncFor if has(node, "async") else ast.For
    yield kind(
        target=target(node.child_by_field_name("left"), source, node),
        iter=expression(node.child_by_field_name("right"), source, node),
        body=body,
        orelse=orelse,
        **until(node, [*body, *orelse][-1]),
    )


def _while(node: Node, source: Source) -> Iterator[ast.stmt]:
    test = expression(node.child_by_field_name("condition"), source, node)
    body = block(node.child_by_field_name("body"), source, node)
    orelse = _else(only(node, "else_clause"), source)
    yield ast.While(test=test, body=body, orelse=orelse, **until(node, [*body, *orelse][-1]))


def _with(node: Node, source: Source) -> Iterator[ast.stmt]:
    clause = only(node, "with_clause")
    items = [_item(item, source) for item in operands(clause)] if clause else []
    body = block(node.child_by_field_name("body"), source, node)
    kind = ast.AsyncWith if has(node, "async") else ast.With
    yield kind(items=items, body=body, **until(node, body[-1]))


def _item(node: Node, source: Source) -> ast.withitem:
    """`value as target`; a lone item may stand in brackets with its `as` inside."""
    value = next(iter(operands(node)), node)
    while value.type == "parenthesized_expression" and only(value, "as_pattern"):
        value = operands(value)[0]
    if value.type != "as_pattern":
        return ast.withitem(context_expr=expression(value, source), optional_vars=None)
    given, *bound = operands(value)
    optional = target(bound[0], source) if bound else None
    return ast.withitem(context_expr=expression(given, source), optional_vars=optional)


def _try(node: Node, source: Source) -> Iterator[ast.stmt]:
    body = block(node.child_by_field_name("body"), source, node)
    clauses = [child for child in node.children if child.type == "except_clause"]
    handlers = [_handler(clause, source) for clause in clauses]
    orelse = _else(only(node, "else_clause"), source)
    final = _else(only(node, "finally_clause"), source)
    last = [*body, *(handler.body[-1] for handler in handlers), *orelse, *final][-1]
    kind = ast.TryStar if any(has(clause, "*") for clause in clauses) else ast.Try
    yield kind(body=body, handlers=handlers, orelse=orelse, finalbody=final, **until(node, last))


def _handler(node: Node, source: Source) -> ast.ExceptHandler:
    given = node.children_by_field_name("value")
    kind, name = _caught([child for child in given if child.is_named], node, source)
    body = block(only(node, "block"), source, node)
    return ast.ExceptHandler(type=kind, name=name, body=body, **until(node, body[-1]))


def _caught(
    given: Sequence[Node], node: Node, source: Source
) -> tuple[ast.expr | None, str | None]:
    """What is caught and under which name."""
    alias = node.child_by_field_name("alias")
    match given:
        case []:
            return None, None
        case [value] if value.type == "as_pattern":
            kind, bound = operands(value)
            return expression(kind, source), source.name(bound)
        case [value]:
            return expression(value, source), source.name(alias) if alias else None
        case [value, name] if _is_variable(name, source):
            source.notice(Sign.EXCEPT_COMMA, node)
            return expression(value, source), source.name(name)
    source.notice(Sign.EXCEPT_BARE, node)
    items = expressions.several(given, source)
    return ast.Tuple(elts=items, ctx=ast.Load(), **place(given[0], given[-1])), None


def _is_variable(node: Node, source: Source) -> bool:
    """`except IOError, e` of Python 2, and not `except IOError, KeyError` of Python 3.14."""
    return node.type == "identifier" and not (
        source.text(node)[0].isupper() and node.end_byte - node.start_byte > 1
    )


def _match(node: Node, source: Source) -> Iterator[ast.stmt]:
    given = [part for part in parts(node)[1:] if part.type not in {"block", ":"}]
    items = [part for part in given if part.is_named]
    subject = expression(next(iter(items), None), source, node)
    if has(node, ","):
        elements = [subject, *expressions.several(items[1:], source)]
        subject = ast.Tuple(elts=elements, ctx=ast.Load(), **place(given[0], given[-1]))
    body = only(node, "block")
    cases = [_case(child, source) for child in operands(body)] if body else []
    if not cases:  # Python's own trees have at least one
        yield ast.Expr(subject, **place(node))
        return
    yield ast.Match(subject=subject, cases=cases, **until(node, cases[-1].body[-1]))


def _case(node: Node, source: Source) -> ast.match_case:
    guard = node.child_by_field_name("guard")
    test = next(iter(operands(guard)), None) if guard else None
    return ast.match_case(
        pattern=patterns.case(node, source),
        guard=expression(test, source) if test else None,
        body=block(node.child_by_field_name("consequence"), source, node),
    )


# ---- definitions


def _decorated(node: Node, source: Source) -> Iterator[ast.stmt]:
    decorators = [
        expression(next(iter(operands(child)), None), source, child)
        for child in operands(node)
        if child.type == "decorator"
    ]
    for statement in statements(node.children_by_field_name("definition"), source):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            statement.decorator_list = decorators
        yield statement


def _function(node: Node, source: Source) -> Iterator[ast.stmt]:
    expressions.type_parameters(node, source)
    name, returns = node.child_by_field_name("name"), node.child_by_field_name("return_type")
    body = block(node.child_by_field_name("body"), source, node)
    kind = ast.AsyncFunctionDef if has(node, "async") else ast.FunctionDef
    yield kind(
        name=source.name(name) if name else "",
        args=expressions.parameters(node.child_by_field_name("parameters"), source),
        body=body,
        decorator_list=[],
        returns=expression(returns, source) if returns else None,
        **NO_TYPE_PARAMETERS,  # type: ignore[arg-type]  # typeshed knows one version's fields
        **until(node, body[-1]),
    )


def _class(node: Node, source: Source) -> Iterator[ast.stmt]:
    expressions.type_parameters(node, source)
    name = node.child_by_field_name("name")
    bases, keywords = expressions.arguments(only(node, "argument_list"), source)
    body = block(node.child_by_field_name("body"), source, node)
    yield ast.ClassDef(
        name=source.name(name) if name else "",
        bases=bases,
        keywords=keywords,
        body=body,
        decorator_list=[],
        **NO_TYPE_PARAMETERS,
        **until(node, body[-1]),
    )


READERS: dict[str, Reader] = {
    "ERROR": _saved,
    "block": _saved,
    "expression_statement": _expression,
    "call": _bare,
    "assignment": _assignment,
    "augmented_assignment": _augmented,
    "print_statement": _print,
    "exec_statement": _exec,
    "assert_statement": _assert,
    "return_statement": _return,
    "delete_statement": _delete,
    "raise_statement": _raise,
    "pass_statement": _pass,
    "break_statement": _pass,
    "continue_statement": _pass,
    "global_statement": _global,
    "nonlocal_statement": _global,
    "type_alias_statement": _type_alias,
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "with_statement": _with,
    "try_statement": _try,
    "match_statement": _match,
    "decorated_definition": _decorated,
    "function_definition": _function,
    "class_definition": _class,
}
"""How each kind of statement is read; calls and assignments stand alone beside errors only."""
