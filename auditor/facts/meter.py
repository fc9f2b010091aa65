"""How complex is the code? Radon's measures and cognitive complexity, counted along one walk.

Radon visits a tree twice, with a new visitor for every statement of a body. A `Meter` is told of
each node by a walk that is made anyway, and comes to the same numbers:

- `expression(node)` for every expression, comprehension and augmented assignment;
- `enter_block(node)` and `leave_block(node)` around what hangs on a compound statement, an
  `except` clause, an `assert`, a lambda or a conditional expression (its own test may be visited
  before); `elif` lies inside the block of its `if`;
- `enter_function` and `leave_function`, `enter_class` and `leave_class` around the bodies;
- `pause` and `resume` around a function's decorators, defaults and annotations, which radon does
  not visit; `pause_cyclomatic` and `resume_cyclomatic` around a class's decorators, bases and
  keywords, which only its Halstead visitor does.

`measure` is the simplest such walk. Cognitive complexity follows SonarSource's white paper,
except that recursion adds nothing, as in SonarSource's own analysers.
"""

import ast
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple, Protocol

from auditor.facts.halstead import Halstead, Vocabulary
from auditor.model import Complexity

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Hook = Callable[["Meter", Any], None]
Step = ast.AST | Callable[[], None]


class RawMeasures(Protocol):
    """What the maintainability index takes from `lines.RawCounts`."""

    @property
    def lloc(self) -> int: ...
    @property
    def sloc(self) -> int: ...
    @property
    def comments(self) -> int: ...
    @property
    def multi(self) -> int: ...


class Totals(Protocol):
    """What it takes from `Measures`, or from the `Code` that keeps them."""

    @property
    def cyclomatic_total(self) -> int: ...
    @property
    def halstead_volume(self) -> float: ...


class Measures(NamedTuple):
    """All of a file: its functions and classes in the order of the text, and its totals."""

    blocks: tuple[Complexity, ...]
    cyclomatic_total: int
    halstead: Halstead

    @property
    def halstead_volume(self) -> float:
        return self.halstead.volume


def measure(tree: ast.Module) -> Measures:
    """Measure a file by a walk of its own, which needs no deep stack."""
    meter = Meter()
    pending: list[Step] = [tree]
    while pending:
        step = pending.pop()
        if isinstance(step, ast.AST):
            meter.expression(step)
            pending.extend(reversed([*_inside(meter, step)]))
        else:
            step()
    return meter.result()


def maintainability(measures: Totals, raw: RawMeasures) -> float:
    """Radon's maintainability index, 0-100; strings over several lines count as comments."""
    from radon.metrics import mi_compute  # noqa: PLC0415 - needed by few commands

    comments = (raw.comments + raw.multi) / raw.sloc * 100 if raw.sloc else 0
    total = measures.cyclomatic_total
    return float(mi_compute(measures.halstead_volume, total, raw.lloc, comments))


def _inside(meter: "Meter", node: ast.AST) -> Iterable[Step]:
    """The children of a node, and what the meter is to be told between them."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            enter = partial(meter.enter_function, node, meter.qualname(node.name))
            return (enter, *node.body, meter.leave_function)
        case ast.ClassDef():
            enter = partial(meter.enter_class, node, meter.qualname(node.name))
            header = (*node.decorator_list, *node.bases, *node.keywords)
            pause, resume = meter.pause_cyclomatic, meter.resume_cyclomatic
            return (pause, *header, resume, enter, *node.body, meter.leave_class)
        case ast.If() | ast.While():
            return (node.test, *_block(meter, node, (*node.body, *node.orelse)))
        case _:
            children = ast.iter_child_nodes(node)
            return _block(meter, node, children) if isinstance(node, _BLOCKS) else children


def _block(meter: "Meter", node: ast.AST, children: Iterable[ast.AST]) -> Iterable[Step]:
    return (partial(meter.enter_block, node), *children, partial(meter.leave_block, node))


class Meter:
    def __init__(self) -> None:
        self.frame = _Frame("module", "", Vocabulary(None))
        self._outer: list[_Frame] = []
        self._blocks: list[Complexity | None] = []
        self._total = 1  # radon gives a module, too, one path to begin with
        self._paused = 0
        self._paused_cyclomatic = 0

    def result(self) -> Measures:
        blocks = tuple(block for block in self._blocks if block is not None)
        total = self._total + self.frame.decisions
        return Measures(blocks, total, self.frame.vocabulary.halstead())

    def qualname(self, name: str) -> str:
        inside = ".<locals>" if self.frame.kind in ("function", "method") else ""
        return f"{self.frame.qualname}{inside}.{name}".removeprefix(".")

    def expression(self, node: ast.AST) -> None:
        hook = HOOKS.get(type(node))
        if hook is not None and not self._paused:
            hook(self, node)

    def enter_block(self, node: ast.AST) -> None:
        if self._paused:
            return
        BLOCK_HOOKS.get(type(node), _nothing)(self, node)
        self.frame.enter(node)
        self._paused_cyclomatic += isinstance(node, ast.Assert)

    def leave_block(self, node: ast.AST) -> None:
        if self._paused:
            return
        self.frame.leave(node)
        self._paused_cyclomatic -= isinstance(node, ast.Assert)

    def enter_function(self, node: FunctionNode, qualname: str) -> None:
        kind = "method" if self.frame.kind == "class" else "function"
        self._enter(_Frame(kind, qualname, Vocabulary(node.name), node))

    def leave_function(self) -> None:
        function, outer = self._leave()
        outer.vocabulary.add(function.vocabulary)
        match outer.kind:
            case "module":
                self._total += function.decisions
            case "class":
                outer.add_method(function)
            case _:
                outer.add_closure(function)

    def enter_class(self, node: ast.ClassDef, qualname: str) -> None:
        self._enter(_Frame("class", qualname, self.frame.vocabulary, node))

    def leave_class(self) -> None:
        """Add it to the module's total; inside a function or another class it adds nothing."""
        left, outer = self._leave()
        if outer.kind == "module":
            self._total += left.decisions + left.methods

    def pause(self) -> None:
        self._paused += 1

    def resume(self) -> None:
        self._paused -= 1

    def pause_cyclomatic(self) -> None:
        self._paused_cyclomatic += 1

    def resume_cyclomatic(self) -> None:
        self._paused_cyclomatic -= 1

    def decide(self, ways: int) -> None:
        """Add to the paths through the code, unless radon does not look here."""
        if not self._paused_cyclomatic:
            self.frame.decisions += ways

    def _enter(self, frame: "_Frame") -> None:
        frame.place = len(self._blocks)
        self._blocks.append(None)  # blocks stand in the order of the text
        self._outer.append(self.frame)
        self.frame = frame

    def _leave(self) -> tuple["_Frame", "_Frame"]:
        left, self.frame = self.frame, self._outer.pop()
        self._blocks[left.place] = left.complexity()
        return left, self.frame


class _Frame:
    """What was counted so far of the module, function or class that the walk is in."""

    def __init__(
        self,
        kind: str,
        qualname: str,
        vocabulary: Vocabulary,
        node: FunctionNode | ast.ClassDef | None = None,
    ) -> None:
        self.kind = kind
        self.qualname = qualname
        self.vocabulary = vocabulary
        self.node = node
        self.place = -1
        self.decisions = 0
        self.methods = 0  # sum of the methods' complexities
        self.cognitive = 0
        self.nested = 0  # how many cognitive increments grow with the nesting
        self.nesting = 0  # as cognitive complexity sees it: `try` and `with` do not count
        self.depth = 0  # of control statements: `try` and `with` do count
        self.deepest = 0
        self.elifs: set[ast.AST] = set()
        self.decorates: bool | None = None

    def think(self) -> None:
        """Add one for a break in the flow, and one more for each level that it is nested."""
        self.cognitive += 1 + self.nesting
        self.nested += 1

    def enter(self, node: ast.AST) -> None:
        if node not in self.elifs:
            self.nesting += isinstance(node, _NESTING)
            self.depth += isinstance(node, _CONTROL)
            self.deepest = max(self.deepest, self.depth)

    def leave(self, node: ast.AST) -> None:
        if node not in self.elifs:
            self.nesting -= isinstance(node, _NESTING)
            self.depth -= isinstance(node, _CONTROL)

    def add_method(self, method: "_Frame") -> None:
        self.methods += method.decisions + 1
        self.cognitive += method.cognitive

    def add_closure(self, closure: "_Frame") -> None:
        """Count a nested function towards this one, though not in radon's measure."""
        deeper = self.nesting + (not self._decorates())
        self.cognitive += closure.cognitive + closure.nested * deeper
        self.nested += closure.nested

    def _decorates(self) -> bool:
        """Whether it is nothing but a wrapper around one function: the white paper's exception."""
        if self.decorates is None:  # asked for each function in it
            body = [stmt for stmt in getattr(self.node, "body", ()) if not _is_text(stmt)]
            match body:
                case [ast.FunctionDef() | ast.AsyncFunctionDef(), ast.Return()]:
                    self.decorates = True
                case _:
                    self.decorates = False
        return self.decorates

    def complexity(self) -> Complexity:
        node = self.node
        assert node is not None  # noqa: S101 - only the module has none, and is never left
        own = Vocabulary(None) if self.kind == "class" else self.vocabulary
        return Complexity(
            node.name,
            self.qualname,
            self.kind,
            node.lineno,
            node.end_lineno or node.lineno,
            self.decisions + self.methods + 1,
            self.cognitive,
            self.deepest,
            *own.halstead(),
        )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_NESTING = (ast.If, ast.IfExp, ast.Lambda, ast.Match, ast.ExceptHandler, *_LOOPS)
_CONTROL = (ast.If, ast.Match, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, *_LOOPS)
_BLOCKS = (ast.Assert, *_NESTING, *_CONTROL)


def _unary(meter: Meter, node: ast.UnaryOp) -> None:
    meter.frame.vocabulary.see((node.op,), (node.operand,))


def _binary(meter: Meter, node: ast.BinOp) -> None:
    meter.frame.vocabulary.see((node.op,), (node.left, node.right))


def _augmented(meter: Meter, node: ast.AugAssign) -> None:
    meter.frame.vocabulary.see((node.op,), (node.target, node.value))


def _compare(meter: Meter, node: ast.Compare) -> None:
    meter.frame.vocabulary.see(node.ops, (node.left, *node.comparators))


def _boolean(meter: Meter, node: ast.BoolOp) -> None:
    meter.frame.vocabulary.see((node.op,), node.values)
    meter.decide(len(node.values) - 1)
    meter.frame.cognitive += _runs(node)


def _runs(node: ast.BoolOp) -> int:
    """Runs of like operators that it adds, as read from left to right without brackets.

    `a and b and c` is one run. An operand with the other operator splits the run around it; one
    with the same operator belongs to the run, and takes back what it will add by itself.
    """
    inner = [type(value.op) if isinstance(value, ast.BoolOp) else None for value in node.values]
    splits = sum(op is not None and op is not type(node.op) for op in inner[1:-1])
    return 1 + splits - inner.count(type(node.op))


def _conditional(meter: Meter, _: ast.IfExp) -> None:
    meter.decide(1)
    meter.frame.think()


def _comprehension(meter: Meter, node: ast.comprehension) -> None:
    meter.decide(1 + len(node.ifs))


def _if(meter: Meter, node: ast.If) -> None:
    meter.decide(1)
    if node in meter.frame.elifs:
        meter.frame.cognitive += 1
    else:
        meter.frame.think()
    match node.orelse:
        case [ast.If(col_offset=column) as other] if column == node.col_offset:
            meter.frame.elifs.add(other)
        case orelse:
            meter.frame.cognitive += bool(orelse)


def _loop(meter: Meter, node: ast.For | ast.AsyncFor | ast.While) -> None:
    meter.decide(1 + bool(node.orelse))
    meter.frame.think()
    meter.frame.cognitive += bool(node.orelse)


def _try(meter: Meter, node: ast.Try) -> None:
    meter.decide(len(node.handlers) + bool(node.orelse))
    meter.frame.cognitive += bool(node.orelse)


def _try_star(meter: Meter, node: ast.TryStar) -> None:
    """Count nothing for `except*`, which radon does not know."""
    meter.frame.cognitive += bool(node.orelse)


def _except(meter: Meter, _: ast.ExceptHandler) -> None:
    meter.frame.think()


def _match(meter: Meter, node: ast.Match) -> None:
    """Count the cases, less one if any of them takes everything."""
    patterns = [case.pattern for case in node.cases]
    rest = any(isinstance(found, ast.MatchAs) and found.pattern is None for found in patterns)
    meter.decide(len(patterns) - rest)
    meter.frame.think()


def _assert(meter: Meter, _: ast.Assert) -> None:
    meter.decide(1)


def _nothing(_: Meter, __: ast.AST) -> None:
    pass


HOOKS: dict[type[ast.AST], Hook] = {
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.AugAssign: _augmented,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.comprehension: _comprehension,
}
BLOCK_HOOKS: dict[type[ast.AST], Hook] = {
    ast.If: _if,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.While: _loop,
    ast.Try: _try,
    ast.TryStar: _try_star,
    ast.ExceptHandler: _except,
    ast.Match: _match,
    ast.Assert: _assert,
}
