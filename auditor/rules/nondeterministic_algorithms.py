"""Seeds are set, but the algorithms stay nondeterministic.

A seed fixes the random numbers, not the order in which a GPU adds them up: several CUDA kernels
(scatter, index_add, some convolutions that `cudnn.benchmark` picks) give other results each time.
Code that seeds PyTorch means to be repeatable and is not until it says so.

Reported once per repository, where PyTorch is seeded, and once per file that calls an operation
known to be nondeterministic from a script, if no file sets `torch.use_deterministic_algorithms`,
`cudnn.deterministic` or a trainer's `deterministic=True`. A setting that is computed counts as set.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows, members, words
from auditor.model import (
    Attribute,
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Literal,
    Project,
    Rule,
    Scope,
    Severity,
)

SEEDS = members("torch", "manual_seed cuda.manual_seed cuda.manual_seed_all") | {
    "pytorch_lightning.seed_everything",
    "lightning.seed_everything",
}
SWITCHES = words("use_deterministic_algorithms set_deterministic enable_full_determinism")
# https://docs.pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html
UNSTABLE = words("index_copy index_add index_add_ scatter_add scatter_add_ put_")


def check(project: Project) -> Iterator[Hit]:
    found = [*flows(project, "torch", "pytorch_lightning", "lightning")]
    if any(_switches(flow) for flow in found):
        return
    seeded = next((site for flow in found for site in _calls(flow, SEEDS)), None)
    if seeded is not None:
        text = f"`{seeded.name}` fixes the seed, and nothing makes the algorithms deterministic"
        yield Hit(seeded.location, text)
    for flow in found:
        site = next(filter(_is_unstable, flow.calls), None)
        if site is not None and site is not seeded and flow.is_script:
            yield Hit(site.location, f"`{site.name}` is nondeterministic on a GPU")


def _is_unstable(site: Site) -> bool:
    """Whether what it adds up depends on the order of threads; counts of whole numbers do not."""
    weighed = site.target == "torch.bincount" and site.sets("weights", 1)
    return site.method in UNSTABLE or weighed


def _calls(flow: Flow, targets: frozenset[str]) -> Iterator[Site]:
    return (site for site in flow.calls if site.target in targets)


def _switches(flow: Flow) -> bool:
    for site in flow.calls:
        if site.method in SWITCHES or site.keyword("deterministic") not in (..., False, None):
            return True
    return any(_assigns(flow, index) for index in range(len(flow.statements)))


def _assigns(flow: Flow, index: int) -> bool:
    """Whether a statement is `torch.backends.cudnn.deterministic = ...`, anything but False."""
    statement = flow.statements[index]
    if statement.does is not Does.ASSIGN:
        return False
    for target in statement.targets:
        if isinstance(target, Attribute) and target.name == "deterministic":
            value = statement.values[0]
            return not isinstance(value, Literal) or value.value is True
    return False


RULE = Rule(
    id="nondeterministic-algorithms",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="Z22 smell 13",
    remedy="Call `torch.use_deterministic_algorithms(True)`, at least for runs that are compared.",
    minutes=30,
    minutes_reason="a switch, and finding replacements for operations that then refuse to run",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            import torch
            torch.manual_seed(0)
            train(model)
        """,
        good="""
            import torch
            torch.manual_seed(0)
            torch.use_deterministic_algorithms(True)
            train(model)
        """,
    ),
    check=check,
)
