"""Training loop that never clears the gradients.

PyTorch adds new gradients to the old ones. A loop with `backward()` and `step()` but without
`zero_grad()` steps along the sum of all batches so far.

A call of `zero_grad` anywhere in the function or class, gradients set to None, and helpers whose
name speaks of zero, clear or reset get the benefit of the doubt; so does a loop that makes its
optimiser anew, and one that `backward()`s and leaves the step to somebody else, unless it reads
the gradients itself. The other way round, gradients that are cleared before any step is made are
reported too.

Zhang et al. want the three calls together in order: `zero_grad()`, `backward()`, `step()`. A loop
that has them in another order, or adds gradients up, is mostly right and does so on purpose. It is
remarked at the lowest severity and costs nothing, unless the loop around it clears the gradients
or each turn makes the network that it takes them of.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from auditor.evidence.kept import kept
from auditor.flow import LOOPS, Flow, Is, Site, flows, names_bound
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
    Statement,
    Subscript,
    dotted,
    expressions_in,
)

CLEARING = re.compile(r"zero(?!s)|clear|reset")  # not torch.zeros
SURELY = re.compile(r"zero(?!s)|(clear|reset)\w{0,60}grad")

LOSS = re.compile(r"loss|crit|cost")  # what is called so has no gradients of its own

# Keeps the gradients of each pass in a context of their own.
DISTRIBUTED = "torch.distributed.autograd.backward"


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        backward = (site for site in flow.calls_of("backward") if site.target != DISTRIBUTED)
        for loop, site in flow.by_loop(backward):
            if loop is None:
                continue
            if text := "" if "self" in _parameters(site) else _lost(flow, loop, site):
                yield Hit(site.location, text)
            elif text := _out_of_order(flow, loop, site):
                yield Hit(site.location, text, severity=Severity.INFO, minutes=0)


def _lost(flow: Flow, loop: int, backward: Site) -> str:
    """What is wrong with the gradients of a loop, if anything is."""
    if _thrown_away(flow, loop, backward):
        return f"`{backward.name}()` gives gradients that no step uses"
    used = _steps(flow, loop) or _reads(flow, loop, backward)
    if used and not _clears(flow, backward):
        return f"`{backward.name}()` adds to gradients that nothing clears"
    return ""


def _parameters(site: Site) -> set[str]:
    """Names of parameters of the method around a call, where a class may clear elsewhere."""
    names = {parameter.name for parameter in site.scope.parameters}
    return names if _clears_anywhere(site.flow) else set()


@kept
def _clears_anywhere(flow: Flow) -> bool:
    return any(CLEARING.search(method.lower()) for method in flow.methods)


def _steps(flow: Flow, loop: int) -> bool:
    """Whether an optimiser steps in the loop; schedulers step too."""
    return any(
        site.method == "step" and (site.receiver.kind is Is.OPTIMISER or "opt" in site.name.lower())
        for site in flow.calls_within(loop)
    )


def _reads(flow: Flow, loop: int, backward: Site) -> bool:
    """Whether gradients are read in the loop, of something that lives longer than one turn."""
    block = flow.block(loop)
    return any(
        isinstance(part, Attribute)
        and part.name == "grad"
        and isinstance(part.value, Name)
        and not any(at in block for at in flow.assignments(backward.statement.scope, part.value.id))
        and not _is_bound_by(flow.statements[loop], part.value.id)
        for at in block
        if at > backward.index
        for part in expressions_in(flow.statements[at])
    )


def _is_bound_by(header: Statement, name: str) -> bool:
    return any(name in names_bound(target) for target in header.targets)


def _thrown_away(flow: Flow, loop: int, backward: Site) -> bool:
    """Whether the next thing that is done with the gradients of a loop is to clear them."""
    for site in flow.calls_within(loop):
        if site.index <= backward.index or "grad" in site.name.replace("zero_grad", ""):
            continue
        given = (*site.call.args, *(keyword.value for keyword in site.call.keywords))
        used = any("opt" in dotted(arg).lower() or "model" in dotted(arg) for arg in given)
        if site.method == "backward" or used:
            return False
        if site.method == "step" and "sched" not in site.name.lower():
            return False
        if site.method == "zero_grad":
            same = flow.statements[site.index].parent == backward.statement.parent
            return same and not _steps(flow, loop)
    return False


def _out_of_order(flow: Flow, loop: int, backward: Site) -> str:
    """What is odd about a turn that does not clear gradients before it makes new ones, if it is."""
    block = flow.block(loop)
    cleared = _within(block, _surely_clearing(flow)[backward.statement.scope])
    if any(at < backward.index for at in cleared) or _cleared_around(flow, loop, backward):
        return ""
    if cleared:
        return f"gradients are cleared after `{backward.name}()`, not before"
    if "self" in _parameters(backward) or _makes_its_network(flow, block, backward):
        return ""
    return f"`{backward.name}()` adds the gradients of all turns up"


def _makes_its_network(flow: Flow, block: range, backward: Site) -> bool:
    """Whether the loss of a turn comes from something that the turn itself has made."""
    turn = range(block.start, backward.index + 1)
    made: dict[str, Sequence[int]] = {}  # by name, each followed once: loops can be long
    pending, seen = [backward.index], {backward.index}
    while pending:
        at = pending.pop()
        parts = tuple(expressions_in(flow.statements[at]))
        called = {id(part.function) for part in parts if isinstance(part, Call)}
        for part in parts:
            if not isinstance(part, Name):
                continue
            if part.id not in made:
                assigned = flow.assignments(backward.statement.scope, part.id)
                made[part.id] = _within(turn, assigned)
                pending += [by for by in made[part.id] if by not in seen]
                seen.update(made[part.id])
            elsewhere = any(by != at for by in made[part.id])
            if elsewhere and id(part) in called and not LOSS.search(part.id.lower()):
                return True
    return False


def _cleared_around(flow: Flow, loop: int, backward: Site) -> bool:
    """Whether an outer loop, or the function around a loop without steps, clears before it."""
    scope = backward.statement.scope
    if scope and any(at < loop for at in _surely_clearing(flow)[scope]) and not _steps(flow, loop):
        return True
    clearings = _clearing(flow)[scope]
    inner = len(_within(flow.block(loop), clearings))
    outer = [flow.block(at) for at, header in flow.around(loop) if header.does in LOOPS]
    return any(len(_within(block, clearings)) > inner for block in outer)


def _clears(flow: Flow, backward: Site) -> bool:
    return bool(_clearing(flow)[backward.statement.scope])


@kept
def _clearing(flow: Flow) -> Mapping[int, Sequence[int]]:
    """By scope the statements that clear gradients or look like it, in their order."""
    return _by_scope(flow, CLEARING)


@kept
def _surely_clearing(flow: Flow) -> Mapping[int, Sequence[int]]:
    return _by_scope(flow, SURELY)


def _by_scope(flow: Flow, names: re.Pattern[str]) -> Mapping[int, Sequence[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    called = {site.index for site in flow.calls if names.search(site.method.lower())}
    for index, statement in enumerate(flow.statements):
        assigned = statement.targets if statement.does is Does.ASSIGN else ()
        if index in called or any(map(_is_gradient, assigned)):
            found[statement.scope].append(index)
    return found


def _within(block: range, places: Sequence[int]) -> Sequence[int]:
    """Those of the places, which are in order, that lie in a block."""
    return places[bisect_left(places, block.start) : bisect_left(places, block.stop)]


def _is_gradient(target: object) -> bool:
    match target:
        case Attribute(name="grad"):
            return True
        case Subscript(value=value) | Attribute(value=value, name="data"):
            return _is_gradient(value)
        case _:
            return False


RULE = Rule(
    id="gradients-not-cleared",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Z22 smell 20",
    remedy="Call `optimizer.zero_grad()` before `backward()`.",
    minutes=10,
    minutes_reason="one call, and training once more",
    example=Example(
        bad="""
            import torch
            optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
            for inputs, labels in loader:
                loss = criterion(net(inputs), labels)
                loss.backward()
                optimizer.step()
        """,
        good="""
            import torch
            optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
            for inputs, labels in loader:
                optimizer.zero_grad()
                loss = criterion(net(inputs), labels)
                loss.backward()
                optimizer.step()
        """,
    ),
    check=check,
)
