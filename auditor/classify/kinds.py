"""What kinds of values does each statement handle? Frames, estimators, tensors and others.

Targets say what a name stands for as long as names, dots and calls lead to it. A value that went
through arithmetic, a mask, a container or a loop has no target, but its kind is still known: the
rows of a frame are a frame, and a loop over a list of classifiers has one classifier in its hand.
Kinds follow assignments in the order of the text, from cell to cell in a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.classify.evidence import last_name
from auditor.classify.knowledge import Knowledge
from auditor.model import (
    Attribute,
    Call,
    Code,
    Collection,
    Comprehension,
    Expression,
    Literal,
    Name,
    Operation,
    SourceFile,
    Statement,
    Subscript,
    children,
)

FRAMES = frozenset({"frame", "series"})
FRAME_NAME = re.compile(r"(\w+_)?df(_\w+|\d*)$|data_?frame$")
NUMERIC = FRAMES | {"array", "tensor"}
MAX_ITEMS = 8  # of a display that are asked for their kind
HANDED_ON = frozenset({"enumerate", "zip", "list", "tuple", "reversed", "sorted", "tqdm", "iter"})
"""Functions that give what they are given, item by item."""

MEMBERS = {
    ("frame", "values"): "array",
    ("frame", "loc"): "frame",
    ("frame", "iloc"): "frame",
    ("frame", "ix"): "frame",
    ("frame", "T"): "frame",
    ("frame", "shape"): "",
    ("series", "values"): "array",
    ("series", "shape"): "",
    ("array", "shape"): "",
    ("tensor", "shape"): "",
    ("array", "T"): "array",
    ("tensor", "T"): "tensor",
}
METHODS = {
    "to_numpy": "array",
    "as_matrix": "array",
    "ravel": "array",
    "to_dict": "",
    "tolist": "",
    "item": "",
    "to_frame": "frame",
    "reset_index": "frame",
    "get_dummies": "frame",
    "predict": "array",
    "predict_proba": "array",
    "decision_function": "array",
    "transform": "array",
    "fit_transform": "array",
    "score": "",
}
"""What methods give, where that is not of the kind of what they are called on."""


class Handling(msgspec.Struct, frozen=True, gc=False):
    """What a statement handles: the kind of its value, all kinds in it, whether it edits data."""

    given: str
    kinds: frozenset[str]
    edits: bool  # it writes a column, drops rows, gives a frame back changed


NOTHING = Handling("", frozenset(), edits=False)


class Kinds:
    """The kinds of a file's values, followed from statement to statement."""

    def __init__(self, file: SourceFile, code: Code, known: Knowledge) -> None:
        self.file = file
        self.code = code
        self.known = known
        self.names: list[dict[str, str]] = [{} for _ in code.scopes]
        self.scope = 0
        self.handled: set[str] = set()
        self.targets: dict[str, str] = {}  # kinds of targets that were asked for
        self.called: dict[str, str] = {}  # what calling them gives
        self.receivers: dict[int, str] = {}  # by the identity of a call, what it is called on

    def of_statements(self) -> Iterator[Handling]:
        """What each statement handles, in the order of the text."""
        for statement in self.code.statements:
            self.scope = statement.scope
            try:
                yield self._of_statement(statement)
            except RecursionError:  # nested deeper than the stack: nothing is known of it
                yield NOTHING

    def _of_statement(self, statement: Statement) -> Handling:
        self.handled = set()
        values = [self._of(value) for value in statement.values]
        given = values[0] if values else ""
        edits = [self._edits(target, statement, given) for target in statement.targets]
        if values and not statement.operator:
            for target in statement.targets:
                self._bind(target, statement.values[0], given)
        self.handled.discard("")
        return Handling(given, frozenset(self.handled), any(edits))

    def _edits(self, target: Expression, statement: Statement, given: str) -> bool:
        """Whether data are changed: a part of them is set, or they come back under their name."""
        match target:
            case Subscript(value=value) | Attribute(value=value):
                self._of(target)
                return self._kind(value) in FRAMES
            case Name(id=name, target=known) if given in FRAMES and statement.values:
                before = self._of_name(name) or self._of_target(known)
                return before in FRAMES and _reads(statement.values[0], name)
            case _:
                return False

    def _bind(self, target: Expression, value: Expression, kind: str) -> None:
        match target, value:
            case Name(id=name), _:
                self.names[self.scope][name] = kind
            case Collection(items=names), Collection(items=items) if len(names) == len(items):
                for one, item in zip(names, items, strict=True):
                    self._bind(one, item, self._of(item))
            case Collection(items=names), _:
                for one in names:
                    self._bind(one, value, kind)
            case _:
                pass

    def _of(self, expression: Expression) -> str:
        kind = self._kind(expression)
        self.handled.add(kind)
        return kind

    def _kind(self, expression: Expression) -> str:
        # The four that are most come first, by identity of types: this is asked of all of them.
        if type(expression) is Name:
            return self._of_name(expression.id) or self._of_target(expression.target)
        if type(expression) is Literal:
            return ""
        if type(expression) is Attribute:
            kind = self._of_member(self._of(expression.value), expression.name)
            return kind or self._of_target(expression.target)
        if type(expression) is Call:
            return self._of_call(expression)
        match expression:
            case Subscript(value=value, index=index):
                self._of(index)
                kind = self._of(value)
                column = kind == "frame" and isinstance(index, Literal)
                return "series" if column else kind
            case Comprehension(sources=sources):
                for bound, source in zip(sources[::2], sources[1::2], strict=True):
                    self._bind(bound, source, self._of(source))
                return self._first([*expression.elements, *expression.conditions])
            case Operation(operands=operands):
                kinds = [self._of(operand) for operand in operands]
                return next((kind for kind in kinds if kind in NUMERIC), "")
            case Collection(items=items):
                return self._first(items[:MAX_ITEMS])
            case _:
                return ""

    def _first(self, expressions: Sequence[Expression]) -> str:
        kinds = [self._of(expression) for expression in expressions]
        return next((kind for kind in kinds if kind), "")

    def _of_name(self, name: str) -> str:
        """The kind that a name was given last; `df` is a frame wherever it comes from."""
        index = self.scope
        while index >= 0:
            if name in self.names[index]:
                return self.names[index][name]
            index = self.code.scopes[index].parent
        return "frame" if FRAME_NAME.match(name) else ""

    def _of_target(self, target: str) -> str:
        if target not in self.targets:
            self.targets[target] = self.known.kind_of(self.file.full(target)) if target else ""
        return self.targets[target]

    def _of_called(self, target: str) -> str:
        """What calling a target gives."""
        if target not in self.called:
            self.called[target] = self._of_target(f"{target}()") if target else ""
        return self.called[target]

    def _of_member(self, kind: str, name: str) -> str:
        if (kind, name) in MEMBERS:
            return MEMBERS[kind, name]
        return "series" if kind in FRAMES else ""

    def _of_call(self, call: Call) -> str:
        receiver = ""
        if isinstance(call.function, Attribute):
            receiver = self._of(call.function.value)
            self.receivers[id(call)] = receiver
        given = [self._of(arg) for arg in call.args]
        for keyword in call.keywords:
            self._of(keyword.value)
        known = self._of_called(call.target)
        if known:
            return known
        if isinstance(call.function, Attribute) and receiver:
            return METHODS.get(call.function.name, receiver)
        if last_name(call) in HANDED_ON:
            return next((kind for kind in given if kind), "")
        return ""


def _reads(expression: Expression, name: str) -> bool:
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Name) and node.id == name:
            return True
        stack.extend(children(node))
    return False
