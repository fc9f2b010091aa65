"""What happens in one file, in the order of its text: calls with values, blocks, assignments."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from auditor.flow.tables import CONVENTIONS, LIBRARIES, Is
from auditor.flow.targets import Targets, canonical
from auditor.flow.values import UNKNOWN, Value, Values
from auditor.model import (
    Attribute,
    Call,
    Code,
    CodeScope,
    Collection,
    Does,
    Expression,
    Kind,
    Literal,
    Location,
    Name,
    SourceFile,
    Statement,
    children,
    dotted,
    expressions_in,
    plain,
)

if TYPE_CHECKING:
    from auditor.flow.lineage import Lineages

LOOPS = (Does.FOR, Does.WHILE)
MOST_IN_LOOP = 20  # backward passes, models or switches of one loop: people write one or a few


class Site(msgspec.Struct, frozen=True):
    """A call where it stands. `target` is full and canonical, `receiver` what a method acts on.

    Most rules look at targets and methods first: what the receiver is costs a run over the file.
    """

    flow: "Flow"
    index: int  # of the statement
    call: Call
    target: str

    @property
    def receiver(self) -> Value:
        function = self.call.function
        return self.flow.value(function.value) if isinstance(function, Attribute) else UNKNOWN

    @property
    def name(self) -> str:
        """As it is written, for messages."""
        return self.call.name

    @property
    def method(self) -> str:
        """Last name of the function: `fit` of `model.fit`."""
        return last_name(self.call.function)

    @property
    def own(self) -> str:
        """Qualified name of the function or class of this file that is called, or ""."""
        target = self.call.target
        return target[2:] if target.startswith("@.") and "(" not in target else ""

    @property
    def location(self) -> Location:
        return self.flow.file.location(self.call.line, self.call.end_line)

    @property
    def statement(self) -> Statement:
        return self.flow.statements[self.index]

    @property
    def scope(self) -> CodeScope:
        return self.flow.code.scopes[self.statement.scope]

    @property
    def dropped(self) -> bool:
        """Whether nothing is done with what the call gives."""
        return self.statement.does is Does.EXPRESSION and self.statement.values[0] is self.call

    @property
    def forwards(self) -> bool:
        """Whether arguments arrive in `*args` or `**kwargs`, so that any of them may be set."""
        return self.call.forwards_keywords or self.call.forwards_args

    def keyword(self, name: str) -> object:
        """A keyword's literal value, its expression where it is computed, `...` where not given."""
        found = self.call.keyword(name)
        return ... if found is None else plain(found)

    def sets(self, name: str, position: int | None = None) -> bool:
        """Whether an argument is given, by name or at its position, or might be."""
        return self.forwards or self.call.argument(name, position) is not None

    def argument(self, name: str, position: int | None = None) -> Value:
        found = self.call.argument(name, position)
        return Value() if found is None else self.flow.value(found)


class Flow:
    """One file as rules ask about it."""

    def __init__(self, file: SourceFile, code: Code) -> None:
        self.file = file
        self.code = code
        self.statements: Sequence[Statement] = code.statements

    @cached_property
    def roots(self) -> frozenset[str]:
        """Root modules that the file imports."""
        found = {entry.module.partition(".")[0] for entry in self.code.imports}
        return frozenset(found | self._customary)

    @cached_property
    def _customary(self) -> set[str]:
        """Libraries of names that are used without an import: fragments of notebooks."""
        return {target.partition(".")[0] for target in self._by_target} & LIBRARIES

    @cached_property
    def targets(self) -> Targets:
        return Targets(self.file, self.code)

    @cached_property
    def values(self) -> Values:
        return Values(self.file, self.code, self.targets)

    @cached_property
    def lineages(self) -> "Lineages":
        """Where data come from and what models have seen; made when a rule first asks."""
        from auditor.flow.lineage import Lineages  # noqa: PLC0415 - it is made of flows

        return Lineages(self)

    @cached_property
    def named(self) -> frozenset[str]:
        """Full canonical targets of all names and dotted names: of what the file speaks."""
        contents = self.file.contents
        found = set(map(self.targets.full, contents.targets))
        if contents.names & CONVENTIONS.keys() - self.targets.bound:
            found.update(
                self.targets.of(expression)
                for statement in self.statements
                for expression in expressions_in(statement)
                if isinstance(expression, Attribute | Name) and not expression.target
            )
        return frozenset(found)

    @cached_property
    def may_hold(self) -> frozenset[str]:
        """Root modules from which any value of the file may come, as far as its kind is known."""
        annotations = (p.annotation for scope in self.code.scopes for p in scope.parameters)
        bases = (base for known in self.file.ancestors.values() for base in known)
        others = map(canonical, (*map(self.file.full, annotations), *bases))
        roots = {target.partition(".")[0] for target in chain(self.named, others)}
        return frozenset(roots) | self.roots

    @cached_property
    def imported(self) -> frozenset[str]:
        """Names that imports bind anywhere in the file."""
        return frozenset(
            entry.alias or entry.name or entry.module.partition(".")[0]
            for entry in self.code.imports
        )

    @cached_property
    def is_script(self) -> bool:
        """Whether the file is run rather than imported: a notebook, or one with a main block."""
        return self.file.kind is Kind.NOTEBOOK or any(
            statement.does is Does.IF
            and any(dotted(part) == "__name__" for part in expressions_in(statement))
            for statement in self.statements
        )

    @cached_property
    def calls(self) -> tuple[Site, ...]:
        return tuple(map(self._site, range(len(self._targets))))

    @cached_property
    def _sites(self) -> dict[int, Site]:
        return {}

    def _site(self, number: int) -> Site:
        """The n-th call of the file: one and the same whenever it is asked for."""
        known = self._sites.get(number)
        if known is None:
            contents = self.file.contents
            call, index = contents.calls[number], contents.places[number]
            known = self._sites[number] = Site(self, index, call, self._targets[number])
        return known

    @cached_property
    def _targets(self) -> Sequence[str]:
        return [*map(self.target, self.file.contents.calls)]

    @cached_property
    def _by_target(self) -> Mapping[str, Sequence[int]]:
        found = defaultdict(list)
        for number, target in enumerate(self._targets):
            found[target].append(number)
        return found

    @cached_property
    def _by_method(self) -> Mapping[str, Sequence[int]]:
        found = defaultdict(list)
        for number, call in enumerate(self.file.contents.calls):
            found[last_name(call.function)].append(number)
        return found

    @property
    def called(self) -> KeysView[str]:
        """Full canonical targets of all calls."""
        return self._by_target.keys()

    @property
    def methods(self) -> KeysView[str]:
        """Last names of all functions that are called."""
        return self._by_method.keys()

    def calls_to(self, targets: Names[str]) -> Iterator[Site]:
        """Calls to any of these full canonical targets."""
        for target, numbers in self._by_target.items():
            if target in targets:
                yield from map(self._site, numbers)

    def calls_of(self, *methods: str) -> Iterator[Site]:
        """Calls of functions or methods whose last name is one of these."""
        for method in methods:
            yield from map(self._site, self._by_method.get(method, ()))

    def value(self, expression: Expression) -> Value:
        return self.values.of(expression)

    def kind(self, expression: Expression) -> Is:
        return self.values.of(expression).kind

    def target(self, expression: Expression) -> str:
        """Full canonical target of a name or of the function of a call."""
        function = expression.function if isinstance(expression, Call) else expression
        return self.targets.of(function)

    def location(self, expression: Expression, statement: Statement) -> Location:
        line = getattr(expression, "line", None) or _first_line(expression) or statement.line
        end = max(line, getattr(expression, "end_line", line))
        return self.file.location(line, end)

    def around(self, index: int) -> Iterator[tuple[int, Statement]]:
        """Headers of the blocks around a statement, inner first, up to the function's own."""
        index = self.statements[index].parent
        while index >= 0:
            header = self.statements[index]
            if header.does in (Does.FUNCTION, Does.CLASS):
                return
            yield index, header
            index = header.parent

    def loop_around(self, index: int) -> int | None:
        return next((at for at, header in self.around(index) if header.does in LOOPS), None)

    def by_loop(self, sites: Iterable[Site]) -> Iterator[tuple[int | None, Site]]:
        """The first `MOST_IN_LOOP` calls of each innermost loop with it; None where there is none.

        Who looks through the whole loop for each of them would else take the square of its length.
        """
        seen: Counter[int | None] = Counter()
        for site in sites:
            loop = self.loop_around(site.index)
            seen[loop] += 1
            if seen[loop] <= MOST_IN_LOOP:
                yield loop, site

    def block(self, index: int) -> range:
        """Indices of the statements within a compound one."""
        ends = self._ends
        return range(index + 1, ends[index])

    @cached_property
    def _ends(self) -> list[int]:
        """For each statement the index after the last one inside it."""
        ends = [index + 1 for index in range(len(self.statements))]
        for index in range(len(self.statements) - 1, -1, -1):
            parent = self.statements[index].parent
            if parent >= 0:
                ends[parent] = max(ends[parent], ends[index])
        return ends

    def calls_within(self, index: int) -> Iterator[Site]:
        """Calls in the block of a compound statement."""
        block, places = self.block(index), self.file.contents.places
        first, last = bisect_left(places, block.start), bisect_left(places, block.stop)
        return map(self._site, range(first, last))

    def calls_in_scope(self, scope: int) -> Iterator[Site]:
        """Calls of one function's own statements, inner functions apart."""
        return map(self._site, self._by_scope.get(scope, ()))

    @cached_property
    def _by_scope(self) -> Mapping[int, Sequence[int]]:
        found = defaultdict(list)
        for number, place in enumerate(self.file.contents.places):
            found[self.statements[place].scope].append(number)
        return found

    def assignments(self, scope: int, name: str) -> Sequence[int]:
        """Statements of a scope that assign a name, in the order of the text."""
        return self._assignments.get((scope, name), ())

    @cached_property
    def _assignments(self) -> Mapping[tuple[int, str], Sequence[int]]:
        found = defaultdict(list)
        for index, statement in enumerate(self.statements):
            if statement.does is not Does.DELETE:
                for target in statement.targets:
                    for name in names_bound(target):
                        found[statement.scope, name].append(index)
        return found

    def origin(self, expression: Expression, index: int) -> Expression:
        """What was last assigned to a name above a statement; the expression itself otherwise."""
        return self.traced(expression, index)[0]

    def traced(self, expression: Expression, index: int) -> tuple[Expression, int]:
        """`origin`, and the statement where it stands: what it is made of is traced from there."""
        for _ in range(4):  # names of names; longer chains are rare
            if not isinstance(expression, Name):
                break
            above = self.binding(expression.id, index)
            found = None if above is None else _assigned(self.statements[above], expression.id)
            if above is None or found is None:
                break
            expression, index = found, above
        return expression, index

    def _reach(self, name: str, index: int) -> Sequence[int]:
        scope = self.statements[index].scope
        while scope >= 0:
            if found := self.assignments(scope, name):
                return found
            if any(p.name == name for p in self.code.scopes[scope].parameters):
                return ()
            scope = self.code.scopes[scope].parent
        return ()

    def binding(self, name: str, index: int) -> int | None:
        """The last statement above another one that binds a name for it."""
        reach = self._reach(name, index)
        above = bisect_left(reach, index)
        return reach[above - 1] if above else None

    def constant(self, expression: Expression, index: int) -> Literal | None:
        """The literal behind an expression, names followed."""
        found = self.origin(expression, index)
        return found if isinstance(found, Literal) else None


def names_bound(target: Expression) -> Iterator[str]:
    match target:
        case Name(id=name):
            yield name
        case Collection(items=items):
            for item in items:
                yield from names_bound(item)
        case Attribute(value=Name(id="self"), name=name):
            yield f"self.{name}"
        case _:
            pass


def _assigned(statement: Statement, name: str) -> Expression | None:
    if statement.does is not Does.ASSIGN or statement.operator:
        return None
    for target in statement.targets:
        match target, statement.values[0]:
            case Name(id=found), value if found == name:
                return value
            case Collection(items=items), Collection(items=values) if len(items) == len(values):
                for item, value in zip(items, values, strict=True):
                    if isinstance(item, Name) and item.id == name:
                        return value
            case _:
                pass
    return None


def last_name(function: Expression) -> str:
    match function:
        case Attribute(name=name) | Name(id=name):
            return name
        case _:
            return ""


def same(first: Expression, second: Expression) -> bool:
    """Whether two expressions are written alike, as far as they are names, dots and indices."""
    written = dotted(first)
    return "…" not in written and "()" not in written and written == dotted(second)


def _first_line(expression: Expression) -> int | None:
    for child in children(expression):
        line = getattr(child, "line", None) or _first_line(child)
        if line:
            return int(line)
    return None
