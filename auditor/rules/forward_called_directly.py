"""`model.forward(x)` instead of `model(x)`.

Calling the model runs its hooks, and whatever wraps it (DataParallel, compile, autocast, spectral
norm) works through them; calling `forward` goes past all of that without a word.

`self.forward(...)` and calls of a parent class's `forward` are how models are built, and a handle
of a remote model offers nothing else: these are not reported.
"""

from collections.abc import Iterator

from auditor.flow import Is, Site, flows
from auditor.model import (
    Attribute,
    Call,
    Category,
    Confidence,
    Example,
    Expression,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", "pytorch_lightning", "lightning"):
        for site in flow.calls_of("forward"):
            if _is_model(site):
                yield Hit(site.location, f"`{site.name}` goes past the hooks of the model")


def _is_model(site: Site) -> bool:
    match site.call.function:
        case Attribute(value=model):
            known = site.receiver.kind in (Is.MODULE, Is.UNKNOWN)
            return known and not _is_no_model(model) and not _passes_self(site.call)
        case _:
            return False


def _is_no_model(model: Expression) -> bool:
    match model:
        case Name(id=name):
            return name in ("self", "cls") or name[:1].isupper()
        case Call():
            return True  # super(), or a handle of a model elsewhere: remote(), rpc_sync()
        case Attribute(name=name):
            return name[:1].isupper() or name.endswith("functional")
        case _:
            return False


def _passes_self(call: Call) -> bool:
    """Whether `self` is the first argument: then it is the method of a parent class."""
    match call.args:
        case (Name(id="self" | "ctx"), *_):
            return True
        case _:
            return False


RULE = Rule(
    id="forward-called-directly",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="Z22 smell 19",
    remedy="Call the model itself: `model(x)`.",
    minutes=2,
    minutes_reason="one word is taken out",
    example=Example(
        bad="""
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.pool = nn.MaxPool2d(2)
                def forward(self, x):
                    return self.pool.forward(x)
        """,
        good="""
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.pool = nn.MaxPool2d(2)
                def forward(self, x):
                    return self.pool(x)
        """,
    ),
    check=check,
)
