"""Tensor copied out before an operation that would broadcast it.

`tile` and `repeat` write every copy to memory; `a + b` reads the one there is as often as it is
needed. On a GPU the copies are what runs out of memory first.

Reported where the copies go straight into arithmetic, or are concatenated and fed to a dense layer
(two layers that are added give the same: `dense(a) + dense(b)`). Copies that are reshaped, stored
or returned get the benefit of the doubt, and so do those that meet a plain number, whose shape is
the result's; `expand`, which copies nothing; and an axis that may be longer than 1: known to be 1
are those that `unsqueeze` or `expand_dims` put in, and the first one of an array that was made so
in sight.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, Site, flows, last_name
from auditor.model import (
    Attribute,
    Call,
    Category,
    Collection,
    Confidence,
    Example,
    Expression,
    Hit,
    Literal,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    children,
    expressions_in,
)

TILES = frozenset(
    ("tensorflow.tile", "tensorflow.compat.v1.tile", "torch.tile", "numpy.tile", "keras.ops.tile")
)
ELEMENTWISE = frozenset(("Add", "Sub", "Mult", "Div", "Pow", "Lt", "Gt", "Eq"))
JOINS = ("concat", "concatenate", "cat")
DENSE = ("Dense", "Linear")
MAKERS = ("rand", "randn", "zeros", "ones", "empty", "normal")
NEW_AXIS = ("unsqueeze", "expand_dims", "newaxis")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "tensorflow", "torch", "numpy", "keras"):
        for site in (*flow.calls_of("repeat"), *flow.calls_to(TILES)):
            if not _copies(site):
                continue
            in_vain = _broadcasts(flow, site) and _in_arithmetic(flow, site)
            if in_vain or _into_dense(flow, site):
                yield Hit(
                    site.location, f"`{site.name}` copies what broadcasting would read in place"
                )


def _copies(site: Site) -> bool:
    return site.target in TILES or site.receiver.kind is Is.TENSOR


def _broadcasts(flow: Flow, site: Site) -> bool:
    """Whether an axis of length 1 is copied: the first of an array, or one that was put in."""
    match site.call.function, site.call.args:
        case Attribute(name="repeat", value=array), times:
            pass
        case _, (array, Collection(items=times)):
            pass
        case _, (array, *_):
            times = ()
        case _:
            return False
    return _has_new_axis(array) or (_is_first(times) and _is_row(flow, site, array, len(times)))


def _is_row(flow: Flow, site: Site, array: Expression, axes: int) -> bool:
    """Whether an array was made with fewer axes than it is copied along, or with one row."""
    match flow.origin(array, site.index):
        case Call(args=(Collection(items=shape), *_)) | Call(args=shape) as call:
            made = last_name(call.function) in MAKERS and bool(shape)
            return made and (len(shape) < axes or _is_one(shape[0]))
        case _:
            return False


def _is_first(times: tuple[Expression, ...]) -> bool:
    """Whether only the first axis is repeated: `(4, 1, 1)`."""
    one = [*map(_is_one, times)]
    return len(one) > 1 and not one[0] and all(one[1:])


def _is_one(length: Expression) -> bool:
    return isinstance(length, Literal) and length.value == 1


def _has_new_axis(array: Expression) -> bool:
    return any(
        isinstance(part, Attribute | Name) and last_name(part) in NEW_AXIS
        for part in _within(array)
    )


def _within(part: Expression) -> Iterator[Expression]:
    yield part
    for child in children(part):
        yield from _within(child)


def _in_arithmetic(flow: Flow, site: Site) -> bool:
    """Whether the copies are a side of an elementwise operation, directly or by their only use."""
    if _is_operand(flow, site.statement, site.call):
        return True
    match site.statement.targets, site.statement.values:
        case (Name(id=name),), (value,) if value is site.call:
            uses = [*_uses(flow, site, name)]
            return len(uses) == 1 and _is_operand(flow, *uses[0])
        case _:
            return False


def _is_operand(flow: Flow, statement: Statement, value: Expression) -> bool:
    """Whether it is a side of an elementwise operation whose other side may be as large."""
    return any(
        isinstance(expression, Operation)
        and expression.operator in ELEMENTWISE
        and any(operand is value for operand in expression.operands)
        and not any(_is_number(flow, statement, operand) for operand in expression.operands)
        for expression in expressions_in(statement)
    )


def _is_number(flow: Flow, statement: Statement, operand: Expression) -> bool:
    """Whether it is written as a number, or a name that starts as one: `total = 0`."""
    match operand:
        case Literal():
            return True
        case Name(id=name):
            bound = flow.assignments(statement.scope, name)
            first = flow.statements[bound[0]].values if bound else ()
            return len(first) == 1 and isinstance(first[0], Literal)
        case _:
            return False


def _uses(flow: Flow, site: Site, name: str) -> Iterator[tuple[Statement, Expression]]:
    for statement in flow.statements[site.index + 1 :]:
        if statement.scope == site.statement.scope:
            for expression in expressions_in(statement):
                if isinstance(expression, Name) and expression.id == name:
                    yield statement, expression


def _into_dense(flow: Flow, site: Site) -> bool:
    """Whether the copies are concatenated with something and go through a dense layer."""
    match site.statement.targets:
        case (Name(id=copies),):
            joins = (
                joined
                for statement, use in _uses(flow, site, copies)
                if _joins(statement, use) and (joined := _name_of(statement))
            )
            return any(
                _is_dense(statement)
                for joined in joins
                for statement, _ in _uses(flow, site, joined)
            )
        case _:
            return False


def _joins(statement: Statement, use: Expression) -> bool:
    return any(
        isinstance(expression, Call)
        and last_name(expression.function) in JOINS
        and any(use is item for arg in expression.args for item in _items(arg))
        for expression in expressions_in(statement)
    )


def _items(arg: Expression) -> tuple[Expression, ...]:
    return children(arg) if isinstance(arg, Collection) else ()


def _name_of(statement: Statement) -> str:
    match statement.targets:
        case (Name(id=name),):
            return name
        case _:
            return ""


def _is_dense(statement: Statement) -> bool:
    return any(
        isinstance(expression, Name | Attribute) and last_name(expression) in DENSE
        for expression in expressions_in(statement)
    )


RULE = Rule(
    id="broadcasting-not-used",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 16",
    remedy="Drop the copying: shapes that differ by axes of length 1 broadcast by themselves.",
    minutes=15,
    minutes_reason="an axis of length 1 and a check that shapes and results agree",
    example=Example(
        bad="""
            import torch
            a, b = torch.rand(4, 3), torch.rand(1, 3)
            c = a + torch.tile(b, (4, 1))
        """,
        good="""
            import torch
            a, b = torch.rand(4, 3), torch.rand(1, 3)
            c = a + b
        """,
    ),
    check=check,
)
