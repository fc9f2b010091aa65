"""What does an expression of a Python file say? Syntax becomes facts, names resolved."""

import ast
import re
from collections.abc import Callable, Sequence
from typing import Any

from auditor.facts.meter import Meter
from auditor.facts.names import Names
from auditor.model import (
    MAX_ITEMS,
    Attribute,
    Call,
    Collection,
    Comprehension,
    Expression,
    Keyword,
    Literal,
    Name,
    Operation,
    Parameter,
    Subscript,
    dotted,
    target_of,
)

NAME = re.compile(r"[^\W\d]\w*")
MAX_DEPTH = 100  # operators in a row that are kept one by one; longer rows are tables of data
MAX_PROSE = 4_000  # characters kept of a string that stands alone: people write there to be read
MAX_TEXT = 400  # characters kept of a docstring or a long string: enough to tell what it is about


class Expressions(Names):
    """Turn expressions into facts, measuring on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.meter = Meter()
        self.annotations: set[str] = set()

    def expr(self, node: ast.expr) -> Expression:
        return _EXPRESSIONS[type(node)](self, node)

    def exprs(self, nodes: Sequence[ast.expr]) -> tuple[Expression, ...]:
        return tuple([_EXPRESSIONS[type(node)](self, node) for node in nodes]) if nodes else ()

    def constant(self, node: ast.Constant) -> Expression:
        value = node.value
        if type(value) is str:
            return Literal(clean(value))
        if value is None or isinstance(value, bool | float):
            return Literal(value)
        if isinstance(value, int):
            return Literal(value if -(2**63) <= value < 2**63 else float("inf"))
        return Operation(type(value).__name__.capitalize(), (), node.lineno)

    def name(self, node: ast.Name) -> Expression:
        name = node.id
        target = self.frame.names.get(name)
        if target is None:
            target = self.name_target(name)
        self.targets.add(target)
        return Name(name, target)

    def attribute(self, node: ast.Attribute) -> Expression:
        value = self.expr(node.value)
        target = self.attribute_target(target_of(value), node.attr)
        self.targets.add(target)
        return Attribute(value, node.attr, target, node.end_lineno or node.lineno)

    def call(self, node: ast.Call) -> Expression:
        function = self.expr(node.func)
        args = self.exprs(node.args)
        keywords: tuple[Keyword, ...] = ()
        if node.keywords:
            keywords = tuple([Keyword(k.arg or "", self.expr(k.value)) for k in node.keywords])
        target = target_of(function)
        self.targets.add(target)
        line = function.line if type(function) is Attribute else node.lineno
        return Call(function, args, keywords, target, line, node.end_lineno or node.lineno)

    def subscript(self, node: ast.Subscript) -> Expression:
        return Subscript(self.expr(node.value), self.expr(node.slice), node.lineno)

    def binary(self, node: ast.BinOp) -> Expression:
        self.meter.expression(node)
        # Long sums lean to the left: unrolled, so that 10,000 terms need no deep stack.
        terms: list[tuple[str, ast.expr, int]] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            if left is not node:
                self.meter.expression(left)
            terms.append((type(left.op).__name__, left.right, left.lineno))
            left = left.left
        value = self.expr(left)
        if len(terms) > MAX_DEPTH:
            rights = self.exprs([right for _, right, _ in reversed(terms)])
            return Operation("Chain", (value, *rights), node.lineno)
        for operator, right, line in reversed(terms):
            value = Operation(operator, (value, self.expr(right)), line)
        return value

    def boolean(self, node: ast.BoolOp) -> Expression:
        self.meter.expression(node)
        return Operation(type(node.op).__name__, self.exprs(node.values), node.lineno)

    def unary(self, node: ast.UnaryOp) -> Expression:
        self.meter.expression(node)
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return Literal(-value) if abs(value) < 2**63 else Literal(float("-inf"))
            case _:
                operand = self.expr(node.operand)
                return Operation(type(node.op).__name__, (operand,), node.lineno)

    def compare(self, node: ast.Compare) -> Expression:
        self.meter.expression(node)
        sides = [self.expr(node.left), *[self.expr(side) for side in node.comparators]]
        pairs = tuple(
            Operation(type(operator).__name__, (sides[i], sides[i + 1]), node.lineno)
            for i, operator in enumerate(node.ops)
        )
        return pairs[0] if len(pairs) == 1 else Operation("Compare", pairs, node.lineno)

    def display(self, node: ast.List | ast.Tuple | ast.Set) -> Expression:
        kind = type(node).__name__.lower()
        items = self.exprs(node.elts)
        return Collection(kind, items[:MAX_ITEMS], len(items), node.lineno)

    def mapping(self, node: ast.Dict) -> Expression:
        items: list[Expression] = []
        for key, value in zip(node.keys, node.values, strict=True):
            # `**other` has no key: it shows as a starred one, its value beside it.
            items.append(
                self.expr(key) if key is not None else Operation("Starred", (), value.lineno)
            )
            items.append(self.expr(value))
        return Collection("dict", tuple(items[: 2 * MAX_ITEMS]), len(node.keys), node.lineno)

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Expression:
        sources: list[Expression] = []
        conditions: list[Expression] = []
        shadowed = dict(self.frame.names)
        for generator in node.generators:
            self.meter.expression(generator)
            source = self.expr(generator.iter)
            element = target_of(source)
            self.bind_target(generator.target, f"{element}[]" if element else "")
            sources += [self.expr(generator.target), source]
            conditions += [self.expr(condition) for condition in generator.ifs]
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        elements = tuple(self.expr(part) for part in parts)
        self.frame.names = shadowed
        return Comprehension(
            _COMPREHENSIONS[type(node)], elements, tuple(sources), tuple(conditions), node.lineno
        )

    def function_literal(self, node: ast.Lambda) -> Expression:
        self.meter.enter_block(node)
        shadowed = dict(self.frame.names)
        defaults = tuple(p.default for p in self.parameters_of(node.args) if p.default is not None)
        for arg in ast.walk(node.args):
            if isinstance(arg, ast.arg):
                self.frame.names[arg.arg] = ""
        body = self.expr(node.body)
        self.meter.leave_block(node)
        self.frame.names = shadowed
        return Operation("Lambda", (body, *defaults), node.lineno)

    def named(self, node: ast.NamedExpr) -> Expression:
        value = self.expr(node.value)
        self.bind(node.target, value)
        return Operation("NamedExpr", (self.expr(node.target), value), node.lineno)

    def conditional(self, node: ast.IfExp) -> Expression:
        self.meter.expression(node)
        self.meter.enter_block(node)
        operands = (self.expr(node.test), self.expr(node.body), self.expr(node.orelse))
        self.meter.leave_block(node)
        return Operation("IfExp", operands, node.lineno)

    def other(self, node: ast.expr) -> Expression:
        return Operation(type(node).__name__, self.inside(node), getattr(node, "lineno", 0))

    def inside(self, node: ast.AST) -> tuple[Expression, ...]:
        """The expressions directly inside a node of any kind."""
        return self.exprs([it for it in ast.iter_child_nodes(node) if isinstance(it, ast.expr)])

    def parameters_of(self, args: ast.arguments) -> tuple[Parameter, ...]:
        positional = [*args.posonlyargs, *args.args]
        missing = [None] * (len(positional) - len(args.defaults))
        defaults = [*missing, *args.defaults]
        rows: list[tuple[ast.arg, ast.expr | None, str]] = [
            (arg, default, "") for arg, default in zip(positional, defaults, strict=True)
        ]
        rows += [(args.vararg, None, "*")] if args.vararg else []
        named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
        rows += [(arg, default, "k") for arg, default in named]
        rows += [(args.kwarg, None, "**")] if args.kwarg else []
        return tuple(self.parameter(*row) for row in rows)

    def parameter(self, arg: ast.arg, default: ast.expr | None, mark: str) -> Parameter:
        annotation = self.annotation(arg.annotation)
        return Parameter(
            arg.arg,
            instance_of(annotation).removesuffix("()") if annotation is not None else "",
            annotation is not None,
            self.expr(default) if default is not None else None,
            default is not None,
            mark,
        )

    def annotation(self, node: ast.expr | None) -> Expression | None:
        """An annotation as an expression; the names in it are noted, those in strings too."""
        if node is None:
            return None
        for part in (node,) if isinstance(node, ast.Name) else ast.walk(node):
            match part:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    self.annotations.add(name)
                case ast.Constant(value=str(text)):
                    self.annotations.update(NAME.findall(clean(text)))
                case _:
                    pass
        return self.expr(node)


def clean(value: str, most: int = MAX_TEXT) -> str:
    """The beginning of a string, lone surrogates replaced: they have no UTF-8."""
    value = value[:most]
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def instance_of(annotation: Expression) -> str:
    """Target of a value that is annotated so: `nn.Module` -> `torch.nn.Module()`.

    Optional and `X | None` are looked through; of a union the first known part counts.
    """
    match annotation:
        case Name(target=target) | Attribute(target=target):
            return f"{target}()" if target and not target.startswith("typing.") else ""
        case Subscript(value=value, index=index):
            outer = target_of(value)
            wrapper = outer.rpartition(".")[2]
            return instance_of(index) if wrapper in _WRAPPERS else instance_of(value)
        case Operation(operator="BitOr", operands=(left, right)):
            return instance_of(left) or instance_of(right)
        case Collection(kind="tuple", items=(first, *_)):
            return instance_of(first)
        case _:
            return ""


_WRAPPERS = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Union"})


def label(expression: Expression) -> str:
    """Target of a decorator or base, or the text as written where it is unknown."""
    if isinstance(expression, Call):
        return label(expression.function)
    if isinstance(expression, Subscript):
        return label(expression.value)
    return target_of(expression) or dotted(expression)


_COMPREHENSIONS: dict[type[ast.AST], str] = {
    ast.ListComp: "list",
    ast.SetComp: "set",
    ast.DictComp: "dict",
    ast.GeneratorExp: "generator",
}

_EXPRESSIONS: dict[type[ast.AST], Callable[[Expressions, Any], Expression]] = {
    **dict.fromkeys(ast.expr.__subclasses__(), Expressions.other),
    ast.Constant: Expressions.constant,
    ast.Name: Expressions.name,
    ast.Attribute: Expressions.attribute,
    ast.Call: Expressions.call,
    ast.Subscript: Expressions.subscript,
    ast.BinOp: Expressions.binary,
    ast.BoolOp: Expressions.boolean,
    ast.UnaryOp: Expressions.unary,
    ast.Compare: Expressions.compare,
    ast.List: Expressions.display,
    ast.Tuple: Expressions.display,
    ast.Set: Expressions.display,
    ast.Dict: Expressions.mapping,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.DictComp: Expressions.comprehension,
    ast.Lambda: Expressions.function_literal,
    ast.NamedExpr: Expressions.named,
    ast.IfExp: Expressions.conditional,
}
