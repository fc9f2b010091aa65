"""PyTorch module that assigns layers before calling `super().__init__()`.

`nn.Module.__init__` makes the registers in which parameters and submodules are kept. Without it
the first layer that is assigned raises an error; without any layer, `parameters()` and `to()` fail
later and elsewhere.

A class that calls any `__init__` of a parent, is a dataclass, or has a further base of unknown
origin gets the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Is, flows, last_name
from auditor.model import (
    Attribute,
    Call,
    Category,
    CodeScope,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
)

BASES = frozenset(("torch.nn.Module", "pytorch_lightning.LightningModule"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", "pytorch_lightning"):
        for index, scope in enumerate(flow.code.scopes):
            if scope.kind == "function" and scope.name == "__init__":
                parent = flow.code.scopes[scope.parent]
                if _is_module(flow, parent) and not _calls_parent(flow, index):
                    yield from _first_assignment(flow, index, parent)


def _is_module(flow: Flow, scope: CodeScope) -> bool:
    known = bool(scope.bases) and all(flow.values.full(base) in BASES for base in scope.bases)
    return scope.kind == "class" and known and not scope.decorators


def _calls_parent(flow: Flow, scope: int) -> bool:
    return any(site.method == "__init__" for site in flow.calls_in_scope(scope))


def _first_assignment(flow: Flow, scope: int, parent: CodeScope) -> Iterator[Hit]:
    """The first module or tensor that `__init__` assigns to self."""
    for statement in flow.statements:
        if statement.scope != scope or statement.does is not Does.ASSIGN:
            continue
        match statement.targets, statement.values:
            case (Attribute(value=Name(id="self")),), (value, *_):
                if flow.kind(value) is Is.MODULE or _is_parameter(value):
                    text = f"`{parent.name}` assigns layers without `super().__init__()`"
                    yield Hit(flow.file.location(statement.line), text)
                    return
            case _:
                pass


def _is_parameter(value: Expression) -> bool:
    return isinstance(value, Call) and last_name(value.function) == "Parameter"


RULE = Rule(
    id="module-without-super-init",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="PyTorch documentation of nn.Module",
    remedy="Call `super().__init__()` first.",
    minutes=1,
    minutes_reason="SonarQube S6978: one line is added",
    example=Example(
        bad="""
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    self.layer = nn.Linear(2, 2)
        """,
        good="""
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.layer = nn.Linear(2, 2)
        """,
    ),
    check=check,
)
