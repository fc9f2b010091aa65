"""What a Python file says: its statements and expressions, with names resolved to full targets.

`facts.python` writes these from a syntax tree; `classify` and the rules read them. They hold no
path, so that the facts of a blob are the same wherever it lies.

A *target* is the full dotted name behind an expression, as far as the file tells:
`torch.nn.Linear` for `nn.Linear` after `from torch import nn`; `torch.optim.Adam().step` for
`opt.step` after `opt = torch.optim.Adam(...)` ("()" stands for whatever the call gave); `@.Net`
for a name that this module itself defines; `.data.load` (leading dots) for a relative import;
"" where nothing is known. `resolve` replaces the last two by names of the repository.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Literal(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=0):
    """A constant that is written out. Bytes, complex numbers and `...` are `Operation`s."""

    value: bool | int | float | str | None


class Name(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=1):
    id: str
    target: str


class Attribute(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=2):
    value: Expression
    name: str
    target: str
    line: int = 0  # where the name after the dot stands; 0 where unknown


class Keyword(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """`name=value` of a call; `name` is "" for `**value`."""

    name: str
    value: Expression


class Call(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=3):
    function: Expression
    args: tuple[Expression, ...]
    keywords: tuple[Keyword, ...]
    target: str
    line: int
    end_line: int

    @property
    def name(self) -> str:
        """The function as it is written, for messages: `train_test_split`, `opt.step`."""
        return dotted(self.function)

    @property
    def forwards_keywords(self) -> bool:
        return any(keyword.name == "" for keyword in self.keywords)

    @property
    def forwards_args(self) -> bool:
        return any(isinstance(arg, Operation) and arg.operator == "Starred" for arg in self.args)

    def keyword(self, name: str) -> Expression | None:
        return next((keyword.value for keyword in self.keywords if keyword.name == name), None)

    def argument(self, name: str, position: int | None = None) -> Expression | None:
        """The argument called `name`, or else the one at `position`; None where neither is."""
        found = self.keyword(name)
        if found is None and position is not None and position < len(self.args):
            found = self.args[position]
        return found


class Subscript(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=4):
    value: Expression
    index: Expression
    line: int


class Operation(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=5):
    """Any other expression: its operands in the order of the syntax.

    `operator` is the name of Python's `ast` class: `Add`, `MatMult`, `Not`, `And`, `Lt`, `Is`,
    `Slice`, `Starred`, `IfExp`, `JoinedStr`, `Await`, `Yield`, `Lambda`, `NamedExpr`, `Bytes`, …
    A comparison chain `a < b <= c` is `Operation("Compare", ...)` of its pairwise comparisons.
    """

    operator: str
    operands: tuple[Expression, ...]
    line: int


class Collection(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=6):
    """A list, tuple, set or dict display. A dict's items alternate: key, value, key, value.

    `length` counts all items; `items` keeps the first `MAX_ITEMS` of them.
    """

    kind: str
    items: tuple[Expression, ...]
    length: int
    line: int


class Comprehension(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=7):
    """`kind` is list, set, dict or generator; sources alternate: target, iterable."""

    kind: str
    elements: tuple[Expression, ...]
    sources: tuple[Expression, ...]
    conditions: tuple[Expression, ...]
    line: int


Expression = Literal | Name | Attribute | Call | Subscript | Operation | Collection | Comprehension

MAX_ITEMS = 256  # larger displays are tables of data: no rule needs their every item


class Does(StrEnum):
    """What kind of statement it is."""

    ASSIGN = "assign"  # also annotated and augmented
    EXPRESSION = "expression"
    RETURN = "return"
    RAISE = "raise"
    ASSERT = "assert"
    DELETE = "delete"
    IMPORT = "import"
    PASS = "pass"  # also break, continue, global, nonlocal
    FUNCTION = "function"
    CLASS = "class"
    IF = "if"
    ELSE = "else"
    FOR = "for"
    WHILE = "while"
    WITH = "with"
    TRY = "try"
    EXCEPT = "except"
    FINALLY = "finally"
    MATCH = "match"
    CASE = "case"
    MAGIC = "magic"  # a notebook's %magic or !shell line


class Statement(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One statement, or the header of a compound one; `else:` and the like are headers too.

    Statements are listed in the order of the text. `line` to `header_end` are the lines of the
    statement itself (decorators included); `end_line` closes a compound statement's body.
    `parent` is the index of the enclosing header, -1 at module level; `scope` the index of the
    enclosing `Scope`. `targets` are what is assigned, deleted, looped over, bound by `with`.
    `operator` is that of an augmented assignment (`Add`), or "".
    """

    does: Does
    line: int
    header_end: int
    end_line: int
    parent: int
    scope: int
    targets: tuple[Expression, ...] = ()
    values: tuple[Expression, ...] = ()
    operator: str = ""
    text: str = ""  # name of a function or class, of a magic; docstrings' and bare strings' text


class Parameter(msgspec.Struct, frozen=True, gc=False, array_like=True):
    name: str
    annotation: str  # target of the annotation, "" where there is none or it is unknown
    annotated: bool
    default: Expression | None
    has_default: bool = False
    mark: str = ""  # "*" and "**" for what takes the rest, "k" for one that has to be named


class Scope(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The module (index 0), a function or a class."""

    kind: str  # module, function, class
    name: str
    qualname: str
    line: int
    end_line: int
    parent: int
    statement: int  # index of its header statement, -1 for the module
    decorators: tuple[str, ...] = ()  # targets, or the text as written where unknown
    bases: tuple[str, ...] = ()  # targets, or the text as written where unknown
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""  # target of the return annotation
    returns_annotated: bool = False
    gives: str = ""  # target of the last value that a function returns
    docstring: str = ""  # first paragraph
    is_async: bool = False
    attributes: tuple[tuple[str, str], ...] = ()  # of a class: self.x -> target of its value


class Import(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One imported name: `import a.b as c` has `name` None, `from a import b as c` has "b"."""

    module: str  # dotted, with its leading dots where relative
    name: str | None
    alias: str | None
    line: int
    end_line: int
    scope: int
    guarded: bool  # inside `try`, `if TYPE_CHECKING` or a function: optional or late

    @property
    def target(self) -> str:
        """What is imported, as targets are written; of `import *` the module."""
        if self.name is None or self.name == "*":
            return self.module
        joint = "" if self.module.endswith(".") else "."
        return f"{self.module}{joint}{self.name}"


class Complexity(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Measures of one function or class, equal to radon's; `cognitive` is SonarSource's."""

    name: str
    qualname: str
    kind: str  # function, method, class
    line: int
    end_line: int
    cyclomatic: int
    cognitive: int
    nesting: int
    operators: int = 0
    operands: int = 0
    distinct_operators: int = 0
    distinct_operands: int = 0


class Code(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A whole Python file or notebook."""

    statements: tuple[Statement, ...]
    scopes: tuple[Scope, ...]
    imports: tuple[Import, ...]
    names: tuple[tuple[str, str], ...] = ()  # module-level name -> target of its value
    exports: tuple[str, ...] | None = None  # __all__ where it is written out
    complexities: tuple[Complexity, ...] = ()
    cyclomatic_total: int = 0
    halstead_volume: float = 0.0
    targets: tuple[str, ...] = ()  # distinct targets that `resolve` may have to follow
    star_imports: tuple[str, ...] = ()  # modules of `from m import *`
    maintainability: float = 100.0  # radon's maintainability index, 0-100
    annotated: tuple[str, ...] = ()  # distinct names in annotations of parameters and results


def dotted(expression: Expression) -> str:
    """The expression as it is written, as far as it is names and dots: `self.net.fit`.

    Calls inside a chain show as `()`, subscripts as `[]`, anything else as `…`.
    """
    # Types are compared by identity: `match` would take three times as long.
    if type(expression) is Name:
        return expression.id
    if type(expression) is Attribute:
        return f"{dotted(expression.value)}.{expression.name}"
    if type(expression) is Call:
        return f"{dotted(expression.function)}()"
    if type(expression) is Subscript:
        return f"{dotted(expression.value)}[]"
    return "''" if type(expression) is Literal and type(expression.value) is str else "…"


def target_of(expression: Expression) -> str:
    """The full target behind an expression; a call's is its function's with `()`."""
    if type(expression) is Name or type(expression) is Attribute:
        return expression.target
    if type(expression) is Call:
        return f"{expression.target}()" if expression.target else ""
    if type(expression) is Subscript:
        target = target_of(expression.value)
        return f"{target}[]" if target else ""
    return ""


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one, in the order of the text."""
    return _CHILDREN[type(expression)](expression)


def _no_children(_: Any) -> tuple[Expression, ...]:  # noqa: ANN401 - as the table's type asks
    return ()


# A table by type, since this is asked a million times: `match` would take three times as long.
_CHILDREN: Mapping[type, Callable[[Any], tuple[Expression, ...]]] = {
    Literal: _no_children,
    Name: _no_children,
    Attribute: lambda it: (it.value,),
    Call: lambda it: (it.function, *it.args, *(keyword.value for keyword in it.keywords)),
    Subscript: lambda it: (it.value, it.index),
    Operation: lambda it: it.operands,
    Collection: lambda it: it.items,
    Comprehension: lambda it: (*it.elements, *it.sources, *it.conditions),
}
