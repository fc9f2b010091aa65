"""Memory that grows with every turn of a loop.

Keras keeps every model that is built in one global state: a loop that builds models without
`clear_session()` runs slower each time and ends out of memory. In PyTorch, `total += loss` keeps
the whole graph of each batch alive, because `loss` is still part of it.

Reported is a Keras model built in a loop that never clears the session and does not keep the
model, and a loss that went through `backward()` and is then summed or stored as it is.

A loop whose models are parts of another one, or are collected, needs them all. It is remarked at
the lowest severity and costs nothing: Keras keeps them until `clear_session()`, which matters where
the code around the loop runs more than once.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from auditor.flow import MOST_IN_LOOP, Flow, Is, Site, flows
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
)

CLEARING = ("clear_session", "reset_default_graph", "collect")

READING = ("load_model", "clone_model")

KERAS = frozenset({"keras", "tensorflow"})


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "keras", "tensorflow", "torch", "tf"):
        if not flow.may_hold.isdisjoint(KERAS):
            yield from _models(flow)
            yield from _kept_models(flow)
        yield from _losses(flow)


def _models(flow: Flow) -> Iterator[Hit]:
    for loop, site in flow.by_loop(filter(_is_model, flow.calls)):
        if loop is not None and _is_rebuilt(flow, site, loop) and not _clears(flow, loop):
            yield Hit(site.location, "a model is built in a loop that never clears the session")


def _kept_models(flow: Flow) -> Iterator[Hit]:
    """Loops that build models which outlive a turn."""
    around = {flow.loop_around(site.index) for site in flow.calls if _is_model(site)}
    for loop in sorted(at for at in around if at is not None):
        models = islice(filter(_is_model, flow.calls_within(loop)), MOST_IN_LOOP)
        rebuilt = any(_is_rebuilt(flow, site, loop) for site in models)
        if not rebuilt and not _clears(flow, loop):
            text = "each turn builds a model, and Keras keeps all until `clear_session()`"
            place = flow.file.location(flow.statements[loop].line)
            yield Hit(place, text, severity=Severity.INFO, minutes=0)


def _is_model(site: Site) -> bool:
    made = site.flow.value(site.call).kind is Is.KERAS_MODEL and not site.receiver.kind
    return made and site.method not in READING


def _is_rebuilt(flow: Flow, site: Site, loop: int) -> bool:
    """Whether each turn replaces the model: it is named, not collected, and no part of another."""
    match site.statement.targets:
        case (Name(id=name),) if site.statement.does is Does.ASSIGN:
            return not any(
                _is_kept(other, name) or _is_name(other.call.function, name)  # or is a layer
                for other in flow.calls_within(loop)
            )
        case _:
            return False


def _is_kept(site: Site, name: str) -> bool:
    return site.method in ("append", "extend", "add") and any(
        _is_name(arg, name) for arg in site.call.args
    )


def _is_name(expression: Expression, name: str) -> bool:
    return isinstance(expression, Name) and expression.id == name


def _clears(flow: Flow, loop: int) -> bool:
    return any(site.method in CLEARING for site in flow.calls_within(loop))


def _losses(flow: Flow) -> Iterator[Hit]:
    named = (site for site in flow.calls_of("backward") if _loss(site))
    for loop, site in flow.by_loop(named):
        if loop is not None:
            yield from _kept(flow, loop, _loss(site), site)


def _loss(backward: Site) -> str:
    """The name that goes backward; "" where that is no plain name."""
    match backward.call.function:
        case Attribute(value=Name(id=loss)):
            return loss
        case _:
            return ""


def _kept(flow: Flow, loop: int, loss: str, backward: Site) -> Iterator[Hit]:
    """Where a loss that went backward is added up or stored with its graph."""
    scope = backward.statement.scope
    bound = flow.assignments(scope, loss)
    after = bisect_right(bound, backward.index)
    end = bound[after] if after < len(bound) else len(flow.statements)
    for index in range(backward.index + 1, min(flow.block(loop).stop, end)):
        statement = flow.statements[index]
        if statement.scope != scope:
            continue
        match statement.targets, statement.values:
            case (Name(id=total),), (value,) if statement.operator == "Add":
                if total != loss and _is_whole(value, loss):
                    text = f"`{total} += {loss}` keeps the graph of every batch"
                    yield Hit(flow.file.location(statement.line), text)
            case (), (Call(function=Attribute(name="append"), args=(value,)),):
                if _is_whole(value, loss):
                    text = f"storing `{loss}` keeps the graph of every batch"
                    yield Hit(flow.file.location(statement.line), text)
            case _:
                pass


def _is_whole(value: Expression, loss: str) -> bool:
    """Whether a value is the loss itself, or arithmetic with it: no `item()`, no `detach()`."""
    match value:
        case Name(id=name):
            return name == loss
        case Operation(operator="Mult" | "Div" | "Add", operands=operands):
            return any(_is_whole(operand, loss) for operand in operands)
        case _:
            return False


RULE = Rule(
    id="memory-not-freed",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Z22 smell 12",
    remedy="Call `keras.backend.clear_session()` each turn; add up `loss.item()`.",
    minutes=5,
    minutes_reason="one call is added",
    example=Example(
        bad="""
            import torch
            total = 0
            for x, y in loader:
                loss = criterion(model(x), y)
                loss.backward()
                total += loss
        """,
        good="""
            import torch
            total = 0
            for x, y in loader:
                loss = criterion(model(x), y)
                loss.backward()
                total += loss.item()
        """,
    ),
    check=check,
)
