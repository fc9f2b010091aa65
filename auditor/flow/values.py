"""What is this value? The kinds of the expressions of a file, found in one run down its text.

A name has the kind of its last assignment above the use; a parameter that of its annotation,
else what all calls of the function within the file agree on. In a file that imports pandas `df` is
a frame by custom, and so is whatever is asked what only frames can answer. Where that leaves doubt
the answer is UNKNOWN, and rules stay silent.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec

from auditor.flow.tables import (
    ARRAY_MEMBERS,
    ELEMENTWISE,
    ESTIMATOR_MODULES,
    FRAME_CALLS,
    FRAME_MEMBERS,
    FRAME_READERS,
    GIVE_ARRAYS,
    GROUPED_MEMBERS,
    KERAS_BASES,
    KERAS_MODELS,
    LOADERS,
    MODULE_BASES,
    NANS,
    NO_ARRAY,
    NO_COLUMNS,
    NO_TENSOR,
    NUMPY_MODULES_OF_FUNCTIONS,
    PIPELINES,
    SAME_FRAME,
    SAMPLER_MODULES,
    SEARCHES,
    SERIES_CALLS,
    SERIES_MEMBERS,
    TENSOR_NO_TENSOR,
    TF_MODULES_OF_FUNCTIONS,
    TORCH_MODULES_OF_FUNCTIONS,
    TRANSFORMER_MODULES,
    Is,
    words,
)
from auditor.flow.targets import Targets, canonical, inside
from auditor.model import (
    Attribute,
    Call,
    Code,
    CodeScope,
    Collection,
    Comprehension,
    Does,
    Expression,
    Literal,
    Name,
    Operation,
    SourceFile,
    Statement,
    Subscript,
    expressions_in,
)

MAX_TARGETS = 16_384  # that are remembered: more than the libraries of a file have
MAX_DEPTH = 80  # expressions within expressions that are looked into
FRAME_NAME = re.compile(r"df\d?|df_[a-z0-9_]{1,40}|[a-z0-9_]{1,40}_df|dataframe")


class Value(msgspec.Struct, frozen=True):
    """What an expression stands for. `made_by` is the full target of the call that made it."""

    kind: Is = Is.UNKNOWN
    made_by: str = ""
    call: Call | None = None
    literal: Literal | None = None  # the constant behind a name
    column: str = ""  # of a series: the column it was taken from


UNKNOWN = Value()
_OF_LITERAL = {str: Is.TEXT, int: Is.NUMBER, float: Is.NUMBER, bool: Is.NUMBER}
OTHER = Value(Is.OTHER)
_OF_DISPLAY = {
    **dict.fromkeys(("list", "tuple", "set"), Value(Is.LIST)),
    "dict": Value(Is.MAPPING),
}
_ARITHMETIC = words(
    "Add Sub Mult Div FloorDiv Mod Pow MatMult BitAnd BitOr BitXor Invert Not USub UAdd"
    " Eq NotEq Lt LtE Gt GtE"
)
_SPREADS = (Is.TENSOR, Is.TF_TENSOR, Is.FRAME, Is.SERIES, Is.ARRAY)


class Values:
    """The values of every expression of a file; asked by the expression itself."""

    def __init__(self, file: SourceFile, code: Code, targets: Targets) -> None:
        self.file = file
        self.code = code
        self.target = targets.of
        self.full = targets.full
        self.scopes = {scope.qualname: scope for scope in reversed(code.scopes)}
        self.memo: dict[int, Value] = {}
        self.depth = 0
        self.roots = {entry.module.lstrip(".").partition(".")[0] for entry in code.imports}
        self.names: list[dict[str, Value]] = [{} for _ in code.scopes]
        self.arguments: dict[tuple[str, str], Value] = {}
        self.returned: dict[str, Value] = {}
        self.customary = "pandas" in self.roots and not self.roots & {"pyspark", "polars", "dask"}
        self.asked = _asked_like_frames(code) if self.customary else frozenset()
        self.own_classes: dict[str, Is] = {}
        self.shadowed: list[tuple[str, Value | None]] | None = None  # by the loop within brackets
        self.parameters: dict[str, Mapping[str, None]] = {}  # of functions that are called here
        # A table by type, since this is asked of every expression: `match` takes three times as
        # long.
        self.by_type: Mapping[type, Callable[[Any, int], Value]] = {
            Name: self._name,
            Attribute: self._attribute,
            Call: self._call,
            Subscript: self._subscript,
            Collection: self._collection,
            Comprehension: self._comprehension,
            Operation: self._operation,
        }
        self._run()
        if self._has_learnt():
            self._run()

    def of(self, expression: Expression) -> Value:
        return self.memo.get(id(expression), UNKNOWN)

    def _has_learnt(self) -> bool:
        """Whether a second run knows more: what functions are given, and what they return."""
        given = any(value is not UNKNOWN for value in self.arguments.values())
        return given or any(
            self.returned.get(self._own(target), UNKNOWN) is not UNKNOWN
            for target in self.file.contents.by_target
        )

    def _run(self) -> None:
        self.names = [{} for _ in self.code.scopes]
        for index, scope in enumerate(self.code.scopes):
            self._bind_parameters(index, scope)
        for statement in self.code.statements:
            self._statement(statement)

    def _bind_parameters(self, index: int, scope: CodeScope) -> None:
        for parameter in scope.parameters:
            known = self._instance(self.full(parameter.annotation))
            if known is UNKNOWN and not parameter.annotated:
                known = self.arguments.get((scope.qualname, parameter.name), UNKNOWN)
            if known is UNKNOWN and self.customary and FRAME_NAME.fullmatch(parameter.name):
                known = Value(Is.FRAME)
            if known is UNKNOWN and (index, parameter.name) in self.asked:
                known = UNKNOWN if parameter.annotated else Value(Is.FRAME)
            self.names[index][parameter.name] = known

    def _statement(self, statement: Statement) -> None:
        values = [self._value(value, statement.scope) for value in statement.values]
        value = values[0] if values else UNKNOWN
        match statement.does:
            case Does.ASSIGN if statement.operator:
                self._value(statement.targets[0], statement.scope)
                return
            case Does.ASSIGN:
                for target in statement.targets:
                    self._bind(target, value, statement.values[0], statement.scope)
            case Does.FOR:
                self._bind_items(statement.targets[0], statement.values[0], statement.scope)
            case Does.WITH:
                for target, given in zip(statement.targets, values, strict=False):
                    self._bind(target, given, None, statement.scope)
            case Does.RETURN if values:
                scope = self.code.scopes[statement.scope]
                known = self.returned.get(scope.qualname, value)
                self.returned[scope.qualname] = _agreed(known, value)
            case _:
                pass
        for target in statement.targets:
            self._value(target, statement.scope)

    def _bind(self, target: Expression, value: Value, source: Expression | None, at: int) -> None:
        match target, source:
            case Name(id=name), _:
                asked = value.kind is Is.UNKNOWN and (at, name) in self.asked
                if self.shadowed is not None:
                    self.shadowed.append((name, self.names[at].get(name)))
                self.names[at][name] = Value(Is.FRAME, value.made_by) if asked else value
            case Attribute(value=Name(id="self"), name=name), _:
                self.names[self._class_of(at)][f"self.{name}"] = value
            case Collection(items=items), Collection(items=given) if len(items) == len(given):
                for item, part in zip(items, given, strict=True):
                    self._bind(item, self.of(part), part, at)
            case Collection(items=items), Call() as call:
                for position, item in enumerate(items):
                    self._bind(item, self._part(call, value, position), None, at)
            case Collection(items=items), _:
                for item in items:
                    self._bind(item, UNKNOWN, None, at)
            case _:
                pass

    def _part(self, call: Call, value: Value, position: int) -> Value:
        """The n-th of what a call gives: halves of a split are of the kind of what was split."""
        target = self.target(call.function)
        if target == "sklearn.model_selection.train_test_split" and call.args:
            source = call.args[min(position // 2, len(call.args) - 1)]
            kind = self.of(source).kind
            return Value(kind if kind in _SPREADS else Is.UNKNOWN, target, call)
        if target.endswith((".fit_resample", ".fit_sample")) and position < len(call.args):
            return Value(self.of(call.args[position]).kind, target, call)
        kind = Is.ARRAY if target in GIVE_ARRAYS else Is.UNKNOWN
        return Value(kind, value.made_by, call)

    def _bind_items(self, target: Expression, source: Expression, at: int) -> None:
        """What a loop over something binds."""
        given = self.of(source)
        match target, source:
            case Collection(items=(_, row)), Call(function=Attribute(name="iterrows")):
                self._bind(row, Value(Is.SERIES, "row"), None, at)
            case Collection(items=(_, part)), _ if given.kind is Is.GROUPED:
                self._bind(part, Value(Is.FRAME), None, at)
            case _ if given.kind in (Is.TENSOR, Is.TF_TENSOR):
                self._bind(target, given, None, at)
            case _:
                self._bind(target, UNKNOWN, None, at)

    def _class_of(self, at: int) -> int:
        scope = at
        while scope > 0 and self.code.scopes[scope].kind != "class":
            scope = self.code.scopes[scope].parent
        return max(scope, 0)

    def _lookup(self, name: str, at: int) -> Value:
        scope = at
        while scope >= 0:
            names = self.names[scope]
            if name in names and (scope == at or self.code.scopes[scope].kind != "class"):
                return names[name]
            scope = self.code.scopes[scope].parent
        return UNKNOWN

    def _value(self, expression: Expression, at: int) -> Value:
        if type(expression) is Literal:  # the same in every run, and nothing is inside
            return self.memo.get(id(expression)) or self._literal(expression)
        self.depth += 1
        # Deeper nesting is generated code: no rule needs it, and Python's stack has an end.
        known = self.depth <= MAX_DEPTH
        value = self.by_type[type(expression)](expression, at) if known else UNKNOWN
        self.depth -= 1
        if value is not UNKNOWN:
            self.memo[id(expression)] = value
        else:
            self.memo.pop(id(expression), None)
        return value

    def _literal(self, literal: Literal) -> Value:
        value = Value(_OF_LITERAL.get(type(literal.value), Is.OTHER), literal=literal)
        self.memo[id(literal)] = value
        return value

    def _subscript(self, subscript: Subscript, at: int) -> Value:
        given, key = self._value(subscript.value, at), self._value(subscript.index, at)
        return _item(given, subscript.index, key)

    def _collection(self, collection: Collection, at: int) -> Value:
        for item in collection.items:
            self._value(item, at)
        return _OF_DISPLAY.get(collection.kind, OTHER)

    def _operation(self, operation: Operation, at: int) -> Value:
        operator, operands = operation.operator, operation.operands
        given = [self._value(operand, at) for operand in operands]
        if operator == "NamedExpr":
            self._bind(operands[0], given[1], operands[1], at)
            return given[1]
        if operator == "IfExp":
            return _agreed(given[1], given[2])
        if operator in _ARITHMETIC:
            for kind in _SPREADS:
                if any(value.kind is kind for value in given):
                    return Value(kind)
            if given and all(value.kind is Is.NUMBER for value in given):
                return Value(Is.NUMBER)
        return UNKNOWN

    def _comprehension(self, expression: Comprehension, at: int) -> Value:
        outer, self.shadowed = self.shadowed, []
        own = self.shadowed
        for target, source in _pairs(expression.sources):
            self._value(source, at)
            self._bind_items(target, source, at)
            self._value(target, at)
        for part in chain(expression.conditions, expression.elements):
            self._value(part, at)
        for name, before in reversed(own):
            if before is None:
                del self.names[at][name]
            else:
                self.names[at][name] = before
        self.shadowed = outer
        return _OF_DISPLAY.get(expression.kind, OTHER)

    def _name(self, name: Name, at: int) -> Value:
        found = self._lookup(name.id, at)
        if found is not UNKNOWN:
            return found
        target = self.target(name)
        if target in NANS:
            return Value(Is.NAN, target)
        known = self._from_target(target)
        if known is UNKNOWN and self.customary and FRAME_NAME.fullmatch(name.id):
            return Value(Is.FRAME) if not made_by(target) else UNKNOWN
        return known

    def _attribute(self, expression: Attribute, at: int) -> Value:
        base, name = self._value(expression.value, at), expression.name
        if isinstance(expression.value, Name) and expression.value.id == "self":
            return self.names[self._class_of(at)].get(f"self.{name}", UNKNOWN)
        target = self.target(expression)
        if target in NANS:
            return Value(Is.NAN, target)
        match base.kind:
            case Is.FRAME:
                return _FRAME_ATTRIBUTES.get(name) or _column(name)
            case Is.SERIES:
                return _SERIES_ATTRIBUTES.get(name, UNKNOWN)
            case Is.ARRAY | Is.TENSOR | Is.TF_TENSOR if name in ("T", "data", "real", "mT"):
                return Value(base.kind)
            case Is.PART | Is.UNKNOWN if name in ("iloc", "loc") and self.customary:
                return Value(Is.INDEXER, "part")  # nothing else has them
            case Is.PART:
                return _SERIES_ATTRIBUTES.get(name, UNKNOWN) if name == "values" else UNKNOWN
            case _:
                return UNKNOWN

    def _call(self, call: Call, at: int) -> Value:
        self._value(call.function, at)
        for part in chain(call.args, (keyword.value for keyword in call.keywords)):
            self._value(part, at)
        self._note_arguments(call)
        target = self.target(call.function)
        made = self._kept(call, target) or self._made(call, target)
        if made is not Is.UNKNOWN:
            return Value(made, target, call)
        own = self._own(call.target)
        if own:
            return self.returned.get(own, UNKNOWN)
        return Value(Is.UNKNOWN, target, call) if target else UNKNOWN

    def _kept(self, call: Call, target: str) -> Is:
        """NumPy's elementwise functions give a frame for a frame."""
        given = self.of(call.args[0]).kind if call.args else Is.UNKNOWN
        pandas = given in (Is.FRAME, Is.SERIES)
        return given if pandas and target in ELEMENTWISE else Is.UNKNOWN

    def _made(self, call: Call, target: str) -> Is:
        match call.function:
            case Attribute(value=base, name=name):
                given = self.of(base)
                kind = member(given.kind, name)
                if kind is not Is.UNKNOWN:
                    return kind
                if given.kind is Is.MODULE and name in _SAME_MODULE:
                    return Is.MODULE
                if given.kind in (Is.ESTIMATOR, Is.TRANSFORMER) and name == "fit":
                    return given.kind
                if name == "fit_transform":
                    return Is.ARRAY
            case function if self.of(function).kind is Is.MODULE:
                return Is.TENSOR
            case function if self.of(function).kind is Is.KERAS_MODEL:
                return Is.TF_TENSOR
            case _:
                pass
        return made_by(target) or self._own_class(call.target)

    def _own_class(self, target: str) -> Is:
        """An instance of a class of this file: a model if one of its bases is."""
        if target not in self.own_classes:
            self.own_classes[target] = self._class_behind(target)
        return self.own_classes[target]

    def _class_behind(self, target: str) -> Is:
        ancestors = self.file.ancestors.get(target.removeprefix("@."), ())
        bases = {canonical(base) for base in ancestors}
        if bases & MODULE_BASES or any(base.startswith("torch.nn.") for base in bases):
            return Is.MODULE
        return Is.KERAS_MODEL if bases & KERAS_BASES else Is.UNKNOWN

    def _own(self, target: str) -> str:
        """Qualified name of a function of this file; "" for anything else."""
        return target[2:] if target.startswith("@.") and "(" not in target else ""

    def _note_arguments(self, call: Call) -> None:
        own = self._own(call.target)
        scope = self.scopes.get(own) if own else None
        if scope is None or scope.kind != "function":
            return
        for parameter, given in self._matched(scope, call):
            key, value = (scope.qualname, parameter), self.of(given)
            self.arguments[key] = _agreed(self.arguments.get(key, value), value)

    def _matched(self, scope: CodeScope, call: Call) -> Iterator[tuple[str, Expression]]:
        """Parameters of a function with the arguments that a call gives them."""
        if scope.qualname not in self.parameters:
            own = [parameter.name for parameter in scope.parameters]
            given = own[1:] if own[:1] in (["self"], ["cls"]) else own
            self.parameters[scope.qualname] = dict.fromkeys(given)
        names = self.parameters[scope.qualname]
        yield from zip(names, call.args, strict=False)
        for keyword in call.keywords:
            if keyword.name in names:
                yield keyword.name, keyword.value

    def _instance(self, annotation: str) -> Value:
        if not annotation:
            return UNKNOWN
        if annotation in ("torch.Tensor", "torch.FloatTensor", "torch.LongTensor"):
            return Value(Is.TENSOR)
        if annotation in ("numpy.ndarray", "numpy.array"):
            return Value(Is.ARRAY)
        if annotation == "tensorflow.Tensor":
            return Value(Is.TF_TENSOR)
        if annotation == "torch.nn.Module":
            return Value(Is.MODULE)
        kind = made_by(annotation)
        return Value(kind, annotation) if kind else UNKNOWN

    def _from_target(self, target: str) -> Value:
        """A module-level name of the repository whose target says how it was made."""
        if not target.endswith("()"):
            return UNKNOWN
        maker = target.removesuffix("()")
        kind = made_by(maker)
        return Value(kind, maker) if kind else UNKNOWN


_SAME_MODULE = words("to cuda cpu train eval half float double requires_grad_ compile")
_FRAME_ATTRIBUTES = {
    **dict.fromkeys(("loc", "iloc", "at", "iat", "ix"), Value(Is.INDEXER, "frame")),
    **dict.fromkeys(("columns", "index"), Value(Is.INDEX)),
    "values": Value(Is.ARRAY),
    "T": Value(Is.FRAME),
    "dtypes": Value(Is.SERIES),
    "shape": Value(Is.LIST),
}
_SERIES_ATTRIBUTES = {
    **dict.fromkeys(("loc", "iloc", "at", "iat", "ix"), Value(Is.INDEXER, "series")),
    **dict.fromkeys(("str", "dt", "cat"), Value(Is.SERIES, "accessor")),
    "index": Value(Is.INDEX),
    "values": Value(Is.ARRAY),
    "T": Value(Is.SERIES),
}


def _column(name: str) -> Value:
    """`df.age` is a column, unless frames have something of that name themselves."""
    if name in FRAME_MEMBERS or name in NO_COLUMNS or name.startswith(("to_", "_")):
        return UNKNOWN
    return Value(Is.SERIES, column=name)


def member(kind: Is, name: str) -> Is:
    """What a method of a value gives."""
    match kind:
        case Is.FRAME:
            return Is.PART if name == "apply" else FRAME_MEMBERS.get(name, Is.UNKNOWN)
        case Is.PART if name in SAME_FRAME:
            return Is.PART
        case Is.SERIES:
            return SERIES_MEMBERS.get(name, Is.UNKNOWN)
        case Is.GROUPED:
            return GROUPED_MEMBERS.get(name, Is.UNKNOWN)
        case Is.ARRAY:
            return ARRAY_MEMBERS.get(name, Is.UNKNOWN)
        case Is.TENSOR | Is.TF_TENSOR if name == "numpy":
            return Is.ARRAY
        case Is.TENSOR | Is.TF_TENSOR if name not in TENSOR_NO_TENSOR:
            return kind
        case Is.INDEX if name in ("tolist", "to_list"):
            return Is.LIST
        case _:
            return Is.UNKNOWN


@lru_cache(MAX_TARGETS)
def made_by(target: str) -> Is:
    """What calling a library's class or function gives."""
    root = target.partition(".")[0]
    maker = _MAKERS.get(root)
    return maker(target) if maker and "(" not in target and "[" not in target else Is.UNKNOWN


def _pandas(target: str) -> Is:
    if target in FRAME_CALLS or target in FRAME_READERS:
        return Is.FRAME
    return Is.SERIES if target in SERIES_CALLS else Is.UNKNOWN


def _numpy(target: str) -> Is:
    return _function(target, NUMPY_MODULES_OF_FUNCTIONS, NO_ARRAY, Is.ARRAY)


def _torch(target: str) -> Is:
    if target in LOADERS:
        return Is.LOADER
    if target.startswith("torch.optim.") and _is_class(target) and "lr_scheduler" not in target:
        return Is.OPTIMISER
    if target.startswith("torch.nn.") and _is_class(target) and target != "torch.nn.Parameter":
        return Is.MODULE
    if target in ("torch.Tensor", "torch.FloatTensor", "torch.LongTensor", "torch.nn.Parameter"):
        return Is.TENSOR
    if target == "torch.autograd.Variable":
        return Is.TENSOR
    return _function(target, TORCH_MODULES_OF_FUNCTIONS, NO_TENSOR, Is.TENSOR)


def _torchvision(target: str) -> Is:
    return Is.MODULE if target.startswith("torchvision.models.") else Is.UNKNOWN


def _tensorflow(target: str) -> Is:
    if target in ("tensorflow.Variable", "tensorflow.compat.v1.Variable"):
        return Is.TF_TENSOR
    return _function(target, TF_MODULES_OF_FUNCTIONS, NO_TENSOR, Is.TF_TENSOR)


def _keras(target: str) -> Is:
    if target in KERAS_MODELS:
        return Is.KERAS_MODEL
    if target.startswith("keras.optimizers.") and _is_class(target):
        return Is.OPTIMISER
    return _tensorflow(target)


def _sklearn(target: str) -> Is:
    if target in PIPELINES or target in SEARCHES:
        return Is.ESTIMATOR
    if not _is_class(target):
        return Is.UNKNOWN
    if target.startswith(TRANSFORMER_MODULES):
        return Is.TRANSFORMER
    if target.startswith(SAMPLER_MODULES):
        return Is.SAMPLER
    return Is.ESTIMATOR if target.startswith(ESTIMATOR_MODULES) else Is.UNKNOWN


_MAKERS = {
    "pandas": _pandas,
    "geopandas": _pandas,
    "cudf": _pandas,
    "numpy": _numpy,
    "torch": _torch,
    "torchvision": _torchvision,
    "tensorflow": _tensorflow,
    "keras": _keras,
    "sklearn": _sklearn,
    "imblearn": _sklearn,
    "xgboost": _sklearn,
    "lightgbm": _sklearn,
    "catboost": _sklearn,
    "category_encoders": _sklearn,
}


def _function(target: str, modules: tuple[str, ...], without: frozenset[str], gives: Is) -> Is:
    head, _, name = target.rpartition(".")
    known = f"{head}." in modules and name not in without and not _is_class(target)
    return gives if known else Is.UNKNOWN


def _is_class(target: str) -> bool:
    return target.rpartition(".")[2].lstrip("_")[:1].isupper()


def _item(given: Value, index: Expression, key: Value) -> Value:
    """`given[index]`: a column, rows, or an element."""
    match given.kind:
        case Is.FRAME:
            return _of_frame(index, key)
        case Is.INDEXER:
            return _of_indexer(index) if given.made_by == "frame" else Value(Is.PART)
        case Is.SERIES if given.made_by != "accessor" and _selects_many(index, key):
            return Value(Is.SERIES)
        case Is.GROUPED:
            return Value(Is.GROUPED)
        case Is.ARRAY | Is.TENSOR | Is.TF_TENSOR:
            return Value(given.kind)
        case _:
            return UNKNOWN


def _of_frame(index: Expression, key: Value) -> Value:
    if isinstance(index, Literal):
        return Value(Is.SERIES, column=str(index.value))
    if _selects_many(index, key):
        return Value(Is.FRAME)
    if key.kind is Is.TEXT:
        return Value(Is.SERIES, column=str(key.literal.value) if key.literal else "")
    return Value(Is.PART)


def _of_indexer(index: Expression) -> Value:
    match index:
        case Collection(kind="tuple", items=(Operation(operator="Slice"), Literal())):
            return Value(Is.SERIES)
        case Collection(kind="tuple", items=(Operation(operator="Slice"), Operation())):
            return Value(Is.FRAME)
        case Collection(kind="tuple", items=(Operation(operator="Slice"), Collection())):
            return Value(Is.FRAME)
        case Operation(operator="Slice") | Collection(kind="list"):
            return Value(Is.FRAME)
        case Operation():
            return Value(Is.FRAME)  # a mask
        case _:
            return Value(Is.PART)


def _selects_many(index: Expression, key: Value) -> bool:
    """Whether an index is a mask, a list of columns or a slice."""
    return key.kind in (Is.SERIES, Is.FRAME, Is.LIST, Is.ARRAY, Is.INDEX) or (
        isinstance(index, Operation)
        and index.operator in ("Slice", "Eq", "NotEq", "Lt", "Gt", "LtE", "GtE", "BitAnd", "BitOr")
    )


def _agreed(first: Value, second: Value) -> Value:
    if first == second:
        return first
    return Value(first.kind) if first.kind is second.kind else UNKNOWN


def _pairs(sources: tuple[Expression, ...]) -> Iterator[tuple[Expression, Expression]]:
    return zip(sources[::2], sources[1::2], strict=False)


# What only frames have, and nothing that quacks alike.
_FRAMES_ONLY = words("iterrows itertuples set_index pivot_table melt select_dtypes applymap")
_FRAMES_ONLY_WITH = {
    "dropna": "subset",
    "drop": "columns",
    "drop_duplicates": "subset",
    "sort_values": "by",
}


def _asked_like_frames(code: Code) -> frozenset[tuple[int, str]]:
    """Names, with their scopes, that are asked what only frames answer, and bound only once."""
    asked = {
        (statement.scope, call.function.value.id)
        for statement in code.statements
        for call in expressions_in(statement)
        if isinstance(call, Call)
        and isinstance(call.function, Attribute)
        and isinstance(call.function.value, Name)
        and call.function.value.id not in ("self", "cls")
        and _asks_frame(call, call.function.name)
    }
    if not asked:
        return frozenset()
    bound = Counter(
        (statement.scope, target.id)
        for statement in code.statements
        for target in inside(statement.targets)
        if isinstance(target, Name)
    )
    parameters = {
        (index, parameter.name)
        for index, scope in enumerate(code.scopes)
        for parameter in scope.parameters
    }
    # A parameter that a method gives a new value to is mostly a frame before and after.
    return frozenset(key for key in asked if key in parameters or bound[key] == 1)


def _asks_frame(call: Call, name: str) -> bool:
    if name in _FRAMES_ONLY:
        return True
    needed = _FRAMES_ONLY_WITH.get(name)
    return needed is not None and call.keyword(needed) is not None
