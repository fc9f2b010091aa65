"""What does a name of a Python file stand for? Scopes while they are walked, and their names."""

import ast
import builtins
from collections.abc import Callable, Iterable
from typing import Any

from auditor.model import Collection, Expression, target_of

BUILTINS = frozenset(dir(builtins))
MAX_CHAIN = 8  # dots and calls in a target; longer chains are data, not names

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Frame:
    """A scope while it is walked: what its names stand for."""

    __slots__ = (
        *("attributes", "gives", "index", "instance", "kind", "me", "names", "outer", "qualname"),
    )

    def __init__(self, kind: str, index: int, qualname: str, outer: "Frame | None") -> None:
        self.kind = kind
        self.index = index
        self.qualname = qualname
        self.outer = outer
        self.names: dict[str, str] = {}
        self.attributes: dict[str, str] = {}  # of a class: self.x -> target
        # The frame of the class that `self` belongs to, and the target of `self`.
        self.instance: Frame | None = outer.instance if outer else None
        self.me: str = outer.me if outer else ""
        self.gives = ""

    def lookup(self, name: str) -> str | None:
        if name in self.names:
            return self.names[name]
        frame = self.outer
        while frame is not None:
            if name in frame.names and frame.kind != "class":
                return frame.names[name]
            frame = frame.outer
        return None


class Names:
    """The names that are bound where a walk has got to, innermost scope first."""

    def __init__(self) -> None:
        self.frame = Frame("module", 0, "", None)
        self.targets: set[str] = set()  # of names, attributes and calls
        self.stars: list[str] = []  # modules of `from m import *`

    def bind(self, target: ast.expr, value: Expression) -> None:
        if type(target) is ast.Name:
            self.frame.names[target.id] = target_of(value)
            return
        match target, value:
            case ast.Tuple(elts=parts) | ast.List(elts=parts), Collection(items=items) if len(
                parts
            ) == len(items):
                for part, item in zip(parts, items, strict=True):
                    self.bind(part, item)
            case _:
                self.bind_target(target, target_of(value))

    def bind_target(self, target: ast.expr, known: str) -> None:
        match target:
            case ast.Name(id=name):
                self.frame.names[name] = known
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for position, part in enumerate(parts):
                    self.bind_target(part, f"{known}[{position}]" if known else "")
            case ast.Starred(value=value):
                self.bind_target(value, known)
            case _:
                pass

    def name_target(self, name: str) -> str:
        found = self.frame.lookup(name)
        if found is not None:
            return found
        if name in BUILTINS:
            return f"builtins.{name}"
        return f"@.{name}" if self.stars else ""  # `resolve` knows which star brings it

    def attribute_target(self, base: str, attr: str) -> str:
        if not base or base.count(".") > MAX_CHAIN:
            return ""
        frame = self.frame
        if base == frame.me and frame.instance is not None:
            known = frame.instance.attributes.get(attr)
            if known:
                return known
        return f"{base}{attr}" if base[-1] == "." else f"{base}.{attr}"

    def foresee(self, body: Iterable[ast.stmt]) -> None:
        """Bind what a scope's own statements define, for code above that uses it later."""
        for node in body:
            foreseen = _FORESEEN.get(type(node))
            if foreseen is not None:
                foreseen(self, node)

    def foresee_definition(self, node: Function | ast.ClassDef) -> None:
        self.frame.names[node.name] = self.own(node.name)

    def foresee_assignment(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if type(target) is ast.Name and len(node.targets) == 1:
            self.frame.names[target.id] = self.quick_target(node.value)

    def foresee_blocks(self, node: ast.If | ast.Try | ast.With | ast.ExceptHandler) -> None:
        for field in ("body", "handlers", "orelse", "finalbody"):
            inner = getattr(node, field, ())
            if inner:
                self.foresee(inner)

    def own(self, name: str) -> str:
        """The target of a name that this very scope defines."""
        if self.frame.kind == "function":
            return f"@.{self.frame.qualname}.<locals>.{name}"
        return f"@.{self.frame.qualname}.{name}" if self.frame.qualname else f"@.{name}"

    def quick_target(self, node: ast.expr) -> str:
        """`target_of` of names, dots and calls alone: no expression is built."""
        if type(node) is ast.Name:
            return self.name_target(node.id)
        if type(node) is ast.Attribute:
            return self.attribute_target(self.quick_target(node.value), node.attr)
        if type(node) is ast.Call:
            base = self.quick_target(node.func)
            return f"{base}()" if base else ""
        return ""

    def bind_import(self, node: ast.Import | ast.ImportFrom) -> None:
        names = self.frame.names
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                joint = "" if module.endswith(".") else "."
                if alias.name != "*":
                    names[alias.asname or alias.name] = f"{module}{joint}{alias.name}"
                elif module not in self.stars:
                    self.stars.append(module)
            elif alias.asname:
                names[alias.asname] = alias.name
            else:
                root = alias.name.partition(".")[0]
                names[root] = root

    def foresee_attributes(self, node: ast.ClassDef) -> None:
        """Note `self.x = ...` of every method, so that each method knows what x is."""
        attributes = self.frame.attributes
        for method in node.body:
            if not isinstance(method, Function) or not method.args.args:
                continue
            me = method.args.args[0].arg
            for statement in _assignments(method.body):
                for target in statement.targets:
                    match target:
                        case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == me:
                            known = self.quick_target(statement.value)
                            if known or attr not in attributes:
                                attributes[attr] = known
                        case _:
                            pass


_FORESEEN: dict[type[ast.AST], Callable[[Names, Any], None]] = {
    ast.FunctionDef: Names.foresee_definition,
    ast.AsyncFunctionDef: Names.foresee_definition,
    ast.ClassDef: Names.foresee_definition,
    ast.Import: Names.bind_import,
    ast.ImportFrom: Names.bind_import,
    ast.If: Names.foresee_blocks,
    ast.Try: Names.foresee_blocks,
    ast.With: Names.foresee_blocks,
    ast.ExceptHandler: Names.foresee_blocks,
    ast.Assign: Names.foresee_assignment,
}


def _assignments(body: Iterable[ast.stmt]) -> Iterable[ast.Assign]:
    """Assignments of a body and of the blocks in it, functions and classes apart."""
    for node in body:
        if isinstance(node, ast.Assign):
            yield node
        elif isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try):
            for field in ("body", "orelse", "finalbody"):
                yield from _assignments(getattr(node, field, ()))
