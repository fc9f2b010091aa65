"""What does a Python file say? One walk over its syntax tree yields every fact about it.

Names are resolved as the walk meets them: through imports and aliases, assignments
(`opt = torch.optim.Adam(...)`, then `opt.step()`), attributes (`self.net`), annotations of
parameters and `with ... as`. A name keeps the target of its last assignment above the use; a
function sees the module's names wherever they stand. What several files tell together is left
to `resolve`.
"""

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from auditor.facts.expressions import MAX_PROSE, Expressions, clean, instance_of, label
from auditor.facts.names import Frame, Function
from auditor.model import (
    Code,
    CodeScope,
    Does,
    Expression,
    Import,
    Parameter,
    Statement,
    dotted,
    target_of,
)

MAX_ON_LINE = 200  # statements read of a line: it has one role, and nobody writes more of them


def read_code(tree: ast.Module, magics: Sequence[Statement] = ()) -> Code:
    """Facts of a parsed file; `magics` are a notebook's lines that are no Python.

    Raises RecursionError where the code is nested deeper than Python's stack.
    """
    walk = Walk()
    walk.module(tree)
    return walk.code(magics)


def is_crowded(code: Code) -> bool:
    """Whether some line holds as many statements as are read of a line."""
    lines = [statement.line for statement in code.statements]
    return any(line == last for line, last in zip(lines, lines[MAX_ON_LINE - 1 :], strict=False))


def docstring_lines(tree: ast.Module) -> set[int]:
    """Lines of the docstrings of the module, its classes and functions."""
    lines: set[int] = set()
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        body = getattr(node, "body", ())
        if body and isinstance(node, _DOCUMENTED) and _is_string(body[0]):
            first = body[0]
            lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        for field in _BODIES.get(type(node), ("body",)):
            pending += [inner for inner in getattr(node, field) if type(inner) in _COMPOUND]
    return lines


class Walk(Expressions):
    def __init__(self) -> None:
        super().__init__()
        self.statements: list[Statement] = []
        self.scopes: list[CodeScope] = []
        self.imports: list[Import] = []
        self.exports: tuple[str, ...] | None = None
        self.guarded = 0

    def code(self, magics: Sequence[Statement]) -> Code:
        statements = _with_magics(self.statements, magics)
        measures = self.meter.result()
        return Code(
            statements=statements,
            scopes=tuple(self.scopes),
            imports=tuple(self.imports),
            names=tuple((name, target) for name, target in self.frame.names.items() if target),
            exports=self.exports,
            complexities=measures.blocks,
            cyclomatic_total=measures.cyclomatic_total,
            halstead_volume=measures.halstead_volume,
            targets=tuple(sorted(filter(_may_be_ours, self.targets))),
            star_imports=tuple(self.stars),
            annotated=tuple(sorted(self.annotations)),
        )

    def module(self, tree: ast.Module) -> None:
        end = max((node.end_lineno or node.lineno for node in tree.body), default=1)
        text = _docstring(tree.body)
        self.scopes.append(CodeScope("module", "", "", 1, end, -1, -1, docstring=text))
        self.foresee(tree.body)
        self.body(tree.body, -1)

    def enter(self, kind: str, node: Function | ast.ClassDef) -> Frame:
        outer = self.frame
        qualname = self.own(node.name).removeprefix("@.")
        frame = Frame(kind, len(self.scopes), qualname, outer)
        if kind == "class":
            frame.instance, frame.me = frame, f"@.{qualname}()"
        self.frame = frame
        return outer

    def body(self, body: Iterable[ast.stmt], parent: int) -> None:
        line = on_line = 0
        for node in body:
            on_line = on_line + 1 if node.lineno == line else 1
            line = node.lineno
            if on_line <= MAX_ON_LINE:
                handler = _STATEMENTS.get(type(node), Walk.plain)
                handler(self, node, parent)

    def add(  # noqa: PLR0913 - a statement has that many parts
        self,
        does: Does,
        node: ast.stmt | ast.expr | ast.excepthandler | ast.pattern,
        parent: int,
        *,
        header_end: int | None = None,
        targets: tuple[Expression, ...] = (),
        values: tuple[Expression, ...] = (),
        operator: str = "",
        text: str = "",
        line: int | None = None,
        end_line: int | None = None,
    ) -> int:
        end = end_line if end_line is not None else node.end_lineno or node.lineno
        self.statements.append(
            Statement(
                does,
                line if line is not None else node.lineno,
                header_end if header_end is not None else end,
                end,
                parent,
                self.frame.index,
                targets,
                values,
                operator,
                text,
            )
        )
        return len(self.statements) - 1

    def plain(self, node: ast.stmt, parent: int) -> None:
        self.add(_SIMPLE.get(type(node), Does.PASS), node, parent, values=self.inside(node))

    def return_(self, node: ast.Return, parent: int) -> None:
        if node.value is None:
            self.add(Does.RETURN, node, parent)
            return
        value = self.expr(node.value)
        self.frame.gives = target_of(value) or self.frame.gives
        self.add(Does.RETURN, node, parent, values=(value,))

    def assert_(self, node: ast.Assert, parent: int) -> None:
        self.meter.enter_block(node)
        values = self.inside(node)
        self.meter.leave_block(node)
        self.add(Does.ASSERT, node, parent, values=values)

    def expression(self, node: ast.Expr, parent: int) -> None:
        text = ""
        if type(node.value) is ast.Constant and type(node.value.value) is str:
            text = clean(node.value.value, MAX_PROSE)
        value = self.expr(node.value)
        self.add(Does.EXPRESSION, node, parent, values=(value,), text=text)

    def assign(self, node: ast.Assign, parent: int) -> None:
        value = self.expr(node.value)
        targets = self.exprs(node.targets)
        for target in node.targets:
            self.bind(target, value)
        if self.frame.kind == "module":
            self.note_exports(node.targets, node.value)
        self.add(Does.ASSIGN, node, parent, targets=targets, values=(value,))

    def annotated(self, node: ast.AnnAssign, parent: int) -> None:
        annotation = self.expr(node.annotation)
        value = self.expr(node.value) if node.value else None
        target = self.expr(node.target)
        if value is not None and target_of(value):
            self.bind(node.target, value)
        else:
            self.bind_target(node.target, instance_of(annotation))
        values = (annotation,) if value is None else (value, annotation)
        self.add(Does.ASSIGN, node, parent, targets=(target,), values=values)

    def augmented(self, node: ast.AugAssign, parent: int) -> None:
        self.meter.expression(node)
        target, value = self.expr(node.target), self.expr(node.value)
        operator = type(node.op).__name__
        self.add(Does.ASSIGN, node, parent, targets=(target,), values=(value,), operator=operator)

    def delete(self, node: ast.Delete, parent: int) -> None:
        self.add(Does.DELETE, node, parent, targets=self.exprs(node.targets))

    def import_(self, node: ast.Import | ast.ImportFrom, parent: int) -> None:
        self.bind_import(node)
        guarded = self.guarded > 0 or self.frame.kind == "function"
        for alias in node.names:
            module, name = alias.name, None
            if isinstance(node, ast.ImportFrom):
                module, name = "." * node.level + (node.module or ""), alias.name
            self.imports.append(
                Import(
                    module,
                    name,
                    alias.asname,
                    alias.lineno,  # of a long list each name has a line of its own
                    alias.end_lineno or alias.lineno,
                    self.frame.index,
                    guarded,
                )
            )
        self.add(Does.IMPORT, node, parent)

    def function(self, node: Function, parent: int) -> None:
        meter = self.meter
        meter.pause()
        decorators = self.exprs(node.decorator_list)
        parameters = self.parameters_of(node.args)
        defaults = tuple(p.default for p in parameters if p.default is not None)
        returns = self.annotation(node.returns)
        meter.resume()
        start = min((d.lineno for d in node.decorator_list), default=node.lineno)
        index = self.add(
            Does.FUNCTION,
            node,
            parent,
            line=start,
            header_end=_header_end(node, node.body),
            values=(*decorators, *defaults),
            text=node.name,
        )
        self.frame.names[node.name] = self.own(node.name)
        outer = self.enter("function", node)
        frame, method_of = self.frame, outer if outer.kind == "class" else None
        self.scopes.append(CodeScope("function", node.name, frame.qualname, 0, 0, 0, 0))
        self.bind_parameters(node, parameters, method_of)
        meter.enter_function(node, frame.qualname)
        self.foresee(node.body)
        guarded, self.guarded = self.guarded, 0
        self.body(node.body, index)
        self.guarded = guarded
        meter.leave_function()
        self.frame = outer
        self.scopes[frame.index] = CodeScope(
            kind="function",
            name=node.name,
            qualname=frame.qualname,
            line=start,
            end_line=node.end_lineno or node.lineno,
            parent=outer.index,
            statement=index,
            decorators=tuple(label(decorator) for decorator in decorators),
            parameters=parameters,
            returns=instance_of(returns) if returns is not None else "",
            returns_annotated=returns is not None,
            gives=frame.gives,
            docstring=_docstring(node.body),
            is_async=isinstance(node, ast.AsyncFunctionDef),
        )

    def note_exports(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        for target in targets:
            if isinstance(target, ast.Name) and target.id == "__all__":
                items = value.elts if isinstance(value, ast.List | ast.Tuple) else ()
                self.exports = tuple(
                    item.value
                    for item in items
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                )

    def bind_parameters(
        self, node: Function, parameters: tuple[Parameter, ...], method_of: Frame | None
    ) -> None:
        names = self.frame.names
        for parameter in parameters:
            names[parameter.name] = f"{parameter.annotation}()" if parameter.annotation else ""
        static = any(
            isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list
        )
        if method_of is not None and node.args.args and not static:
            instance = "" if node.args.args[0].arg == "cls" else "()"
            names[node.args.args[0].arg] = f"@.{method_of.qualname}{instance}"

    def class_(self, node: ast.ClassDef, parent: int) -> None:
        self.meter.pause_cyclomatic()
        decorators = self.exprs(node.decorator_list)
        bases = self.exprs(node.bases)
        keywords = tuple(self.expr(keyword.value) for keyword in node.keywords)
        self.meter.resume_cyclomatic()
        start = min((d.lineno for d in node.decorator_list), default=node.lineno)
        index = self.add(
            Does.CLASS,
            node,
            parent,
            line=start,
            header_end=_header_end(node, node.body),
            values=(*decorators, *bases, *keywords),
            text=node.name,
        )
        self.frame.names[node.name] = self.own(node.name)
        outer = self.enter("class", node)
        frame = self.frame
        self.scopes.append(CodeScope("class", node.name, frame.qualname, 0, 0, 0, 0))
        self.meter.enter_class(node, frame.qualname)
        self.foresee(node.body)
        self.foresee_attributes(node)
        self.body(node.body, index)
        self.meter.leave_class()
        self.frame = outer
        self.scopes[frame.index] = CodeScope(
            kind="class",
            name=node.name,
            qualname=frame.qualname,
            line=start,
            end_line=node.end_lineno or node.lineno,
            parent=outer.index,
            statement=index,
            decorators=tuple(label(decorator) for decorator in decorators),
            bases=tuple(label(base) for base in bases),
            docstring=_docstring(node.body),
            attributes=tuple((name, target) for name, target in frame.attributes.items()),
        )

    def if_(self, node: ast.If, parent: int) -> None:
        test = self.expr(node.test)
        index = self.add(
            Does.IF, node, parent, header_end=_header_end(node, node.body), values=(test,)
        )
        self.meter.enter_block(node)
        typing_only = dotted(test).endswith("TYPE_CHECKING")
        self.guarded += typing_only
        self.body(node.body, index)
        self.guarded -= typing_only
        match node.orelse:
            case [ast.If(col_offset=column) as other] if column == node.col_offset:
                self.body([other], parent)  # `elif` stands beside its `if`
            case _:
                self.else_(node.body, node.orelse, index, Does.ELSE)
        self.meter.leave_block(node)

    def else_(
        self, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt], parent: int, does: Does
    ) -> None:
        if not orelse:
            return
        start = _first_line(orelse[0])
        header = min((body[-1].end_lineno or body[-1].lineno) + 1, start)
        index = self.add(
            does,
            orelse[0],
            parent,
            line=header,
            header_end=max(header, start - 1),
            end_line=orelse[-1].end_lineno or orelse[-1].lineno,
        )
        self.body(orelse, index)

    def for_(self, node: ast.For | ast.AsyncFor, parent: int) -> None:
        source = self.expr(node.iter)
        target = self.expr(node.target)
        element = target_of(source)
        self.bind_target(node.target, f"{element}[]" if element else "")
        index = self.add(
            Does.FOR,
            node,
            parent,
            header_end=_header_end(node, node.body),
            targets=(target,),
            values=(source,),
        )
        self.loop(node, index)

    def while_(self, node: ast.While, parent: int) -> None:
        test = self.expr(node.test)
        index = self.add(
            Does.WHILE, node, parent, header_end=_header_end(node, node.body), values=(test,)
        )
        self.loop(node, index)

    def loop(self, node: ast.For | ast.AsyncFor | ast.While, index: int) -> None:
        self.meter.enter_block(node)
        self.body(node.body, index)
        self.else_(node.body, node.orelse, index, Does.ELSE)
        self.meter.leave_block(node)

    def with_(self, node: ast.With | ast.AsyncWith, parent: int) -> None:
        values, targets = [], []
        for item in node.items:
            value = self.expr(item.context_expr)
            values.append(value)
            if item.optional_vars is not None:
                targets.append(self.expr(item.optional_vars))
                self.bind(item.optional_vars, value)
        index = self.add(
            Does.WITH,
            node,
            parent,
            header_end=_header_end(node, node.body),
            targets=tuple(targets),
            values=tuple(values),
        )
        self.meter.enter_block(node)
        self.body(node.body, index)
        self.meter.leave_block(node)

    def try_(self, node: ast.Try, parent: int) -> None:
        index = self.add(Does.TRY, node, parent, header_end=_header_end(node, node.body))
        self.meter.enter_block(node)
        self.guarded += 1
        self.body(node.body, index)
        for handler in node.handlers:
            kind = () if handler.type is None else (self.expr(handler.type),)
            caught = self.add(
                Does.EXCEPT,
                handler,
                index,
                header_end=_header_end(handler, handler.body),
                values=kind,
                text=handler.name or "",
            )
            self.meter.enter_block(handler)
            self.body(handler.body, caught)
            self.meter.leave_block(handler)
        self.guarded -= 1
        above = node.handlers[-1].body if node.handlers else node.body
        self.else_(above, node.orelse, index, Does.ELSE)
        self.else_(node.orelse or above, node.finalbody, index, Does.FINALLY)
        self.meter.leave_block(node)

    def match(self, node: ast.Match, parent: int) -> None:
        subject = self.expr(node.subject)
        index = self.add(
            Does.MATCH,
            node,
            parent,
            header_end=max(node.lineno, node.cases[0].pattern.lineno - 1),
            values=(subject,),
        )
        self.meter.enter_block(node)
        for case in node.cases:
            guard = () if case.guard is None else (self.expr(case.guard),)
            patterns = tuple(self.expr(part) for part in _values_in(case.pattern))
            line = case.pattern.lineno
            arm = self.add(
                Does.CASE,
                case.pattern,
                index,
                header_end=max(line, _first_line(case.body[0]) - 1),
                values=(*patterns, *guard),
                end_line=case.body[-1].end_lineno or line,
            )
            self.body(case.body, arm)
        self.meter.leave_block(node)


def _may_be_ours(target: str) -> bool:
    return target != "" and not target.startswith("builtins.")


def _is_string(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _first_line(node: ast.stmt) -> int:
    """Line where a statement begins, its decorators included."""
    decorators = getattr(node, "decorator_list", ())
    return min((decorator.lineno for decorator in decorators), default=node.lineno)


def _values_in(pattern: ast.pattern) -> Iterable[ast.expr]:
    """Expressions that a `case` compares with."""
    for part in ast.walk(pattern):
        match part:
            case ast.MatchValue(value=value) | ast.MatchClass(cls=value):
                yield value
            case ast.MatchMapping(keys=keys):
                yield from keys
            case _:
                pass


def _header_end(node: ast.stmt | ast.excepthandler, body: Sequence[ast.stmt]) -> int:
    """Last line of a compound statement's header: what stands above its body."""
    return max(node.lineno, _first_line(body[0]) - 1) if body else node.lineno


def _with_magics(
    statements: Sequence[Statement], magics: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Put a notebook's magic lines in the place of the `pass` that stood for each."""
    if not magics:
        return tuple(statements)
    by_line = {magic.line: magic for magic in magics}
    return tuple(
        by_line[statement.line]
        if statement.does is Does.PASS and statement.line in by_line
        else statement
        for statement in statements
    )


_SIMPLE: dict[type[ast.AST], Does] = {
    ast.Raise: Does.RAISE,
    ast.Pass: Does.PASS,
}

_STATEMENTS: dict[type[ast.AST], Callable[[Walk, Any, int], None]] = {
    ast.Expr: Walk.expression,
    ast.Assign: Walk.assign,
    ast.AnnAssign: Walk.annotated,
    ast.AugAssign: Walk.augmented,
    ast.Return: Walk.return_,
    ast.Assert: Walk.assert_,
    ast.Delete: Walk.delete,
    ast.Import: Walk.import_,
    ast.ImportFrom: Walk.import_,
    ast.FunctionDef: Walk.function,
    ast.AsyncFunctionDef: Walk.function,
    ast.ClassDef: Walk.class_,
    ast.If: Walk.if_,
    ast.For: Walk.for_,
    ast.AsyncFor: Walk.for_,
    ast.While: Walk.while_,
    ast.With: Walk.with_,
    ast.AsyncWith: Walk.with_,
    ast.Try: Walk.try_,
    ast.TryStar: Walk.try_,
    ast.Match: Walk.match,
}


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_TRY = ("body", "handlers", "orelse", "finalbody")
_BODIES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.Try: _TRY,
    ast.TryStar: _TRY,
    ast.Match: ("cases",),
}
"""Fields with statements, of those nodes that have others than `body`."""
_COMPOUND = frozenset(
    {
        *(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.With, ast.AsyncWith),
        *(ast.ExceptHandler, ast.match_case, *_BODIES),
    }
)


def _docstring(body: Sequence[ast.stmt]) -> str:
    """The first paragraph of the docstring of a body, or ""."""
    match body:
        case [ast.Expr(value=ast.Constant(value=str(text))), *_]:
            return clean(" ".join(text.strip().split("\n\n")[0].split()))
        case _:
            return ""
