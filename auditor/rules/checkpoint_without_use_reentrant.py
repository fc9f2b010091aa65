"""Activation checkpoint without `use_reentrant`.

PyTorch has two implementations with different limits (the older one ignores keyword arguments and
needs an input that requires a gradient). Which one a call means is about to change, and PyTorch
asks for it to be stated.
"""

from collections.abc import Iterator

from auditor.flow import Flow, flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

MODULE = "torch.utils.checkpoint"
CHECKPOINTS = frozenset((f"{MODULE}.checkpoint", f"{MODULE}.checkpoint_sequential"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        for site in flow.calls_of("checkpoint", "checkpoint_sequential"):
            known = site.target in CHECKPOINTS or (not site.target and _imports(flow, site.name))
            stated = site.call.forwards_keywords or site.call.keyword("use_reentrant") is not None
            if known and not stated:
                yield Hit(site.location, f"`{site.name}` does not state `use_reentrant`")


def _imports(flow: Flow, name: str) -> bool:
    """Whether the name is imported anywhere: a function may be defined above the import."""
    return any(entry.module == MODULE and entry.name == name for entry in flow.code.imports)


RULE = Rule(
    id="checkpoint-without-use-reentrant",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="torchfix TOR003",
    remedy="Pass `use_reentrant=False`, which PyTorch recommends.",
    minutes=5,
    minutes_reason="one argument, and a run that shows that memory still suffices",
    example=Example(
        bad="""
            from torch.utils.checkpoint import checkpoint
            y = checkpoint(block, x)
        """,
        good="""
            from torch.utils.checkpoint import checkpoint
            y = checkpoint(block, x, use_reentrant=False)
        """,
    ),
    check=check,
)
