"""Gradients filled with zeros instead of dropped.

`zero_grad(set_to_none=False)` keeps a tensor of zeros for every parameter: memory that is written,
read and added to at each step for nothing. Dropping the gradients is the default since PyTorch 2,
faster, and lets an optimiser skip the parameters that had no part in a loss.

Reported, as a remark, is the argument where it is written out. A file that works with `.grad`
itself needs zeros, for `p.grad += g` fails on None, and is left alone, as is a call under a
condition that asks for the argument by name.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Literal,
    Project,
    Rule,
    Severity,
    expressions_in,
)


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        if "grad" in flow.file.contents.attributes:
            continue
        for site in flow.calls_of("zero_grad"):
            if site.keyword("set_to_none") is False and not _asks_for_it(flow, site):
                yield Hit(
                    site.location, f"`{site.name}` writes zeros where it could drop gradients"
                )


def _asks_for_it(flow: Flow, site: Site) -> bool:
    """Whether a condition around it names the argument: the author deals with releases."""
    return any(
        isinstance(part, Literal) and part.value == "set_to_none"
        for _, header in flow.around(site.index)
        for part in expressions_in(header)
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
