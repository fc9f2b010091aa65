"""Gradients filled with zeros instead of dropped.

`zero_grad(set_to_none=False)` keeps a tensor of zeros for every parameter: memory that is written,
read and added to at each step for nothing. Dropping the gradients is the default since PyTorch 2,
faster, and lets an optimiser skip the parameters that had no part in a loss.

Reported, as a remark, is the argument where it is written out. A file that works with `.grad`
itself needs zeros, for `p.grad += g` fails on None, and is left alone.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        if "grad" in flow.file.contents.attributes:
            continue
        for site in flow.calls_of("zero_grad"):
            if site.keyword("set_to_none") is False:
                yield Hit(
                    site.location, f"`{site.name}` writes zeros where it could drop gradients"
                )


RULE = Rule(
    id="gradients-set-to-zero",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    source="torchfix TOR402; PyTorch tuning guide",
    remedy="Leave `set_to_none` to its default, or pass True for releases before 2.0.",
    minutes=2,
    minutes_reason="one argument is dropped",
    example=Example(
        bad="""
            import torch
            optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
            optimizer.zero_grad(set_to_none=False)
        """,
        good="""
            import torch
            optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
            optimizer.zero_grad()
        """,
    ),
    check=check,
)
