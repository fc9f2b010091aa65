"""Model left in evaluation mode while it trains on.

`model.eval()` switches dropout off and freezes batch statistics until somebody calls
`model.train()`. A loop that evaluates now and then and does not switch back trains the rest of the
way as another model than it began with, and nothing fails.

Reported is `eval()` in a loop that also calls `backward()`, with no `train()` in it; functions of
the file that the loop calls are looked into. A loop gets the benefit of the doubt where the mode
is set through a variable, or by a function that is not in the file; where `eval` is a method that
the file itself defines; where a return follows, so that nothing is trained any more; and where the
loop uses the model for nothing else: another one is trained.
"""

import re
from collections.abc import Iterator, Mapping

from auditor.evidence.kept import kept
from auditor.flow import LOOPS, Flow, Site, flows
from auditor.model import (
    Attribute,
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Project,
    Rule,
    Severity,
    dotted,
    expressions_in,
)

FOLLOWS = re.compile(
    r"(^|[._])(ema|teacher|averaged?|swa|eval|target|momentum)(?=[._\d]|$)", re.IGNORECASE
)
"""Models that are not trained themselves, but follow another one."""
LEAVES = frozenset((Does.RETURN, Does.RAISE))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        if "eval" not in flow.methods:
            continue
        switches = {scope: _modes(flow, index) for index, scope in _functions(flow)}
        evaluating = (site for site in flow.calls if _evaluates(site, switches))
        for _, site in flow.by_loop(site for site in evaluating if not _is_last(flow, site)):
            yield from _unless_back(flow, site, switches)


def _functions(flow: Flow) -> Iterator[tuple[int, str]]:
    for index, scope in enumerate(flow.code.scopes):
        if scope.kind == "function":
            yield index, scope.qualname


def _modes(flow: Flow, scope: int) -> frozenset[str]:
    """Which of eval and train a function calls, without arguments."""
    return frozenset(
        site.method for site in flow.calls_in_scope(scope) if site.method in ("eval", "train")
    )


def _evaluates(site: Site, switches: dict[str, frozenset[str]]) -> bool:
    if site.method == "eval" and isinstance(site.call.function, Attribute):
        if site.name == "self.eval" and "eval" in {name.rpartition(".")[2] for name in switches}:
            return False
        return not site.call.args and not FOLLOWS.search(site.name.removesuffix(".eval"))
    given = [dotted(arg) for arg in site.call.args[:1]]
    if any(FOLLOWS.search(name) for name in given):
        return False
    return switches.get(site.own, frozenset()) == {"eval"}


def _is_last(flow: Flow, site: Site) -> bool:
    """Whether the block of a statement leaves the loop after it."""
    block = flow.statements[site.index].parent
    return _last_leaving(flow).get(block, -1) > site.index


@kept
def _last_leaving(flow: Flow) -> Mapping[int, int]:
    """For each block, by its header, the last statement in it that leaves."""
    return {
        statement.parent: index
        for index, statement in enumerate(flow.statements)
        if statement.does in LEAVES
    }


def _unless_back(flow: Flow, site: Site, switches: dict[str, frozenset[str]]) -> Iterator[Hit]:
    """A hit, unless the innermost loop that trains switches back."""
    for index, header in flow.around(site.index):
        if header.does not in LOOPS:
            continue
        inside = [*flow.calls_within(index)]
        if not any(other.method == "backward" for other in inside):
            continue
        back = any(
            other.method == "train" or "train" in switches.get(other.own, frozenset())
            for other in inside
        )
        if not back and _is_used(flow, site, index):
            text = f"`{site.name}()` leaves the model in evaluation mode while it trains on"
            yield Hit(site.location, text)
        return


def _is_used(flow: Flow, site: Site, loop: int) -> bool:
    """Whether a loop names part of a model again, as one that trains it does."""
    part = site.name.removesuffix(".eval")
    if part == site.name or part.count(".") == 0 or part.startswith("self."):
        return True
    named = (
        dotted(expression)
        for at in flow.block(loop)
        for expression in expressions_in(flow.statements[at])
        if isinstance(expression, Attribute)
    )
    return sum(name == part for name in named) > 1


RULE = Rule(
    id="train-eval-mode",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Z22 smell 18",
    remedy="Call `model.train()` after each evaluation, best in the evaluating function itself.",
    minutes=15,
    minutes_reason="one call (SonarQube S6982: 1), and training once more",
    example=Example(
        bad="""
            import torch
            net.train()
            for step, (x, y) in enumerate(loader):
                optimizer.zero_grad()
                criterion(net(x), y).backward()
                optimizer.step()
                if step % 100 == 0:
                    net.eval()
                    validate(net)
        """,
        good="""
            import torch
            for step, (x, y) in enumerate(loader):
                net.train()
                optimizer.zero_grad()
                criterion(net(x), y).backward()
                optimizer.step()
                if step % 100 == 0:
                    net.eval()
                    validate(net)
        """,
    ),
    check=check,
)
