"""Which column is learnt, and is it among the features? Answers for frames whose columns show.

Whatever does not show (columns chosen by code, frames from other functions) is not known, and then
a column is not said to be there.
"""

from collections.abc import Iterator, Mapping

import msgspec

from auditor.evidence.kept import kept
from auditor.flow.file import Flow, Site, same
from auditor.flow.lineage import SPLIT, Fit
from auditor.flow.tables import Is, words
from auditor.model import (
    Attribute,
    Call,
    Collection,
    Does,
    Expression,
    Literal,
    Name,
    Operation,
    Statement,
    Subscript,
    dotted,
    expressions_in,
)

# What a frame or series goes through and keeps its columns.
KEEPING = words(
    "copy dropna fillna reset_index astype to_numpy sample head tail sort_values sort_index"
    " drop_duplicates replace ravel reshape flatten interpolate round clip map"
)
ROWS = words("Slice Eq NotEq Lt LtE Gt GtE BitAnd BitOr Invert Compare In NotIn")
FITTING = ("fit_transform", "transform")
CHECKERS = frozenset(("astype", "validate", "convert_dtypes"))
CHOOSERS = words(
    "ColumnTransformer make_column_transformer Pipeline make_pipeline FeatureUnion SelectKBest"
    " SelectPercentile SelectFromModel RFE RFECV VarianceThreshold SequentialFeatureSelector"
)
MAX_STEPS = 12


class Column(msgspec.Struct, frozen=True):
    """A column of a frame, where it was taken."""

    frame: str
    name: str
    index: int  # of the statement


def column(flow: Flow, given: Expression, index: int, steps: int = MAX_STEPS) -> Column | None:
    """The column that an expression holds, names and splits followed; None where unknown."""
    if not steps:
        return None
    match given:
        case Subscript(value=Name(id=frame), index=Literal(value=str(name))):
            return Column(frame, name, index)
        case Attribute(value=value, name="values"):
            return column(flow, value, index, steps - 1)
        case Attribute(value=Name(id=frame), name=name):
            return Column(frame, name, index) if flow.kind(given) is Is.SERIES else None
        case Call(function=Attribute(name=name), args=(value,)) if name in FITTING:
            return column(flow, value, index, steps - 1)
        case Call(function=Attribute(value=value, name=name)) if name in KEEPING:
            return column(flow, value, index, steps - 1)
        case Name(id=name):
            bound = _bound(flow, name, index)
            return None if bound is None else column(flow, *bound, steps - 1)
        case _:
            return None


def holds(flow: Flow, given: Expression, index: int, taken: Column, steps: int = MAX_STEPS) -> bool:
    """Whether rows that are given at a statement surely hold a column that was taken."""
    if not steps:
        return False
    match given:
        case Name(id=name):
            return not _removes(flow, name, taken.name) and _named(flow, name, index, taken, steps)
        case Subscript(value=value, index=key):
            kept = _selects(flow, key, index, taken.name)
        case Attribute(value=value, name="values"):
            kept = True
        case Call(function=Attribute(value=value, name="drop")):
            dropped = _dropped(flow, given, index)
            kept = dropped is not None and taken.name not in dropped
        case Call(function=Attribute(value=scaler, name=name), args=(value, *_)) if name in FITTING:
            kept = flow.kind(scaler) is Is.TRANSFORMER and not _chooses(flow, scaler)
        case Call(function=Attribute(value=value, name=name)):
            kept = name in KEEPING
        case _:
            return False
    return kept and holds(flow, value, index, taken, steps - 1)


def _chooses(flow: Flow, transformer: Expression) -> bool:
    """Whether a transformer takes the columns that it was told, and may leave others out."""
    return flow.value(transformer).made_by.rpartition(".")[2] in CHOOSERS


def _named(flow: Flow, name: str, index: int, taken: Column, steps: int) -> bool:
    if name == taken.frame and flow.binding(name, index) == flow.binding(name, taken.index):
        scopes = {flow.statements[at].scope for at in (index, taken.index)}
        return len(scopes) == 1 and not _set_after(flow, taken, index)
    bound = _bound(flow, name, index)
    return bound is not None and holds(flow, *bound, taken, steps - 1)


def _bound(flow: Flow, name: str, index: int) -> tuple[Expression, int] | None:
    """What was last assigned to a name above a statement, and where."""
    at = flow.binding(name, index)
    statement = None if at is None else flow.statements[at]
    if at is None or statement is None or statement.does is not Does.ASSIGN or statement.operator:
        return None
    for target in statement.targets:
        match target, statement.values[0]:
            case Name(id=found), value if found == name:
                return value, at
            case Collection(items=items), Call(args=args) as call if flow.target(call) == SPLIT:
                places = [place for place in _places(items, name) if place < len(args)]
                return (args[places[0]], at) if places else None
            case Collection(items=items), Collection(items=values) if len(items) == len(values):
                for item, value in zip(items, values, strict=True):
                    if isinstance(item, Name) and item.id == name:
                        return value, at
            case _:
                pass
    return None


def _places(items: tuple[Expression, ...], name: str) -> list[int]:
    """Which arguments of a split a name is a half of."""
    return [at // 2 for at, item in enumerate(items) if isinstance(item, Name) and item.id == name]


def _selects(flow: Flow, key: Expression, index: int, name: str) -> bool:
    """Whether an index of a frame keeps a column."""
    match flow.origin(key, index):
        case Collection(kind="list") as listed:
            return name in (_texts(listed) or ())
        case Operation(operator=operator):
            return operator in ROWS  # a mask, or a slice of rows; sums of lists are columns
        case _:
            return False


def _texts(given: Expression) -> set[str] | None:
    """The texts of a display; None where any of them is computed."""
    match given:
        case Literal(value=str(text)):
            return {text}
        case Collection(items=items, length=length) if length == len(items):
            found = {
                item.value
                for item in items
                if isinstance(item, Literal) and isinstance(item.value, str)
            }
            return found if len(found) == length else None
        case _:
            return None


def _dropped(flow: Flow, call: Call, index: int) -> set[str] | None:
    """Columns that `drop` takes away; None where they do not show."""
    columns = call.keyword("columns")
    if columns is None:
        match call.argument("axis", 1):
            case Literal(value=1 | "columns"):
                columns = call.argument("labels", 0)
            case _:
                return set()  # rows
    return None if columns is None else _texts(flow.origin(columns, index))


def _removes(flow: Flow, frame: str, name: str) -> bool:
    """Whether anything may take a column out of a frame where it lies."""
    for site in flow.calls_of("pop", "drop"):
        match site.call.function:
            case Attribute(value=Name(id=found)) if found == frame:
                if site.method == "pop":
                    return True
                if site.keyword("inplace") is True:
                    left = _dropped(flow, site.call, site.index)
                    if left is None or name in left:
                        return True
            case _:
                pass
    return any(
        target.value.id == frame
        for statement in flow.statements
        if statement.does is Does.DELETE
        for target in statement.targets
        if isinstance(target, Subscript) and isinstance(target.value, Name)
    )


def _set_after(flow: Flow, taken: Column, index: int) -> bool:
    """Whether the column was only made after the rows were taken."""
    return any(_sets(statement, taken) for statement in flow.statements[index:])


def _sets(statement: Statement, taken: Column) -> bool:
    return any(
        isinstance(target, Subscript)
        and isinstance(target.value, Name)
        and target.value.id == taken.frame
        and isinstance(target.index, Literal)
        and target.index.value == taken.name
        for target in statement.targets
    )


def columns_set(flow: Flow) -> Iterator[tuple[int, str, str]]:
    """Statement, frame and column of each `frame["column"] = ...`."""
    for index, statement in enumerate(flow.statements):
        for target in statement.targets:
            match target:
                case Subscript(value=Name(id=frame), index=Literal(value=str(name))):
                    yield index, frame, name
                case _:
                    pass


def types_stated(flow: Flow, site: Site) -> bool:
    """Whether columns of a new frame are chosen or its types set, at once or below by its name."""
    if any(_states_types(expression, site.call) for expression in expressions_in(site.statement)):
        return True
    if site.statement.does is not Does.ASSIGN or len(site.statement.targets) != 1:
        return False
    frame = site.statement.targets[0]
    return _last_stated(flow).get((site.statement.scope, dotted(frame)), -1) > site.index


@kept
def _last_stated(flow: Flow) -> Mapping[tuple[int, str], int]:
    """For each name of a scope the last statement that chooses its columns or sets its types."""
    return {
        (statement.scope, dotted(frame)): index
        for index, statement in enumerate(flow.statements)
        for expression in expressions_in(statement)
        for frame in _typed_in(expression)
        if same(frame, frame)
    }


def _states_types(expression: Expression, frame: Call) -> bool:
    return any(one is frame for one in _typed_in(expression))


def _typed_in(expression: Expression) -> tuple[Expression, ...]:
    """The frames whose columns an expression chooses, or whose types it sets."""
    match expression:
        case Subscript(value=value, index=Collection(kind="list")):
            return (value,)
        case Call(function=Attribute(value=value, name=name), args=args) if name in CHECKERS:
            return (value.value if isinstance(value, Subscript) else value, *args)
        case _:
            return ()


def taught(flow: Flow, fit: Fit) -> Column | None:
    """The column that a model learns."""
    labels = fit.site.call.argument("y", 1)
    return None if labels is None else column(flow, labels, fit.site.index)


def averaged(flow: Flow, site: Site) -> str:
    """The column of a grouped frame that is averaged: `y` of `df.groupby("a")["y"].mean()`."""
    match site.call.function:
        case Attribute(value=Subscript(value=grouped, index=Literal(value=str(name)))):
            return name if flow.kind(grouped) is Is.GROUPED else ""
        case _:
            return ""
