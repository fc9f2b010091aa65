"""`require_grad` instead of `requires_grad`.

Python lets anybody assign any attribute: `x.require_grad = False` makes a new one that nobody
reads, and the tensor goes on as before. Layers that were meant to be frozen are trained.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.model import (
    Attribute,
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Name,
    Project,
    Rule,
    Severity,
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch", tests=True):
        for statement in flow.statements:
            if statement.does is Does.ASSIGN:
                for target in statement.targets:
                    match target:
                        case Attribute(name="require_grad", value=value):
                            # A class may have a field of its own by that name.
                            if not (isinstance(value, Name) and value.id == "self"):
                                text = "`require_grad` is a new attribute that nothing reads"
                                yield Hit(flow.file.location(statement.line), text)
                        case _:
                            pass


RULE = Rule(
    id="require-grad-typo",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="torchfix TOR002",
    remedy="Write `requires_grad`.",
    minutes=10,
    minutes_reason="one letter, and training once more",
    example=Example(
        bad="""
            import torch
            weight = torch.zeros(1)
            weight.require_grad = False
        """,
        good="""
            import torch
            weight = torch.zeros(1)
            weight.requires_grad = False
        """,
    ),
    check=check,
)
