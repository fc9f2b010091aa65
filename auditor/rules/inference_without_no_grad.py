"""Evaluation that records gradients.

Outside of `torch.no_grad()` (or `inference_mode`) every operation is kept for a backward pass that
never comes: evaluation takes up to twice the memory and more time.

Reported are functions that switch a model to `eval()`, run it over the batches of a loop and
neither train nor turn gradients off, themselves or where the file calls them. Gradients that are
asked for (`autograd.grad`, saliency, adversarial examples) get the benefit of the doubt.
"""

from collections.abc import Iterator

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

OFF = ("no_grad", "inference_mode", "set_grad_enabled")
GRADIENT = frozenset(("backward", "grad", "requires_grad_", "value_and_grad", "step"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        if "eval" not in flow.methods or _turns_off_for_all(flow):
            continue
        for index, scope in enumerate(flow.code.scopes):
            if scope.kind == "class" or any(_is_off(name) for name in scope.decorators):
                continue
            sites = [*flow.calls_in_scope(index)]
            if not any(site.method == "eval" for site in sites):
                continue
            first = next((site for site in sites if _runs_model(flow, site, sites)), None)
            if (
                first is not None
                and not _needs_or_lacks(sites)
                and not _called_under(flow, scope.name)
            ):
                yield Hit(first.location, f"`{first.name}` records gradients in an evaluation")


def _is_off(name: str) -> bool:
    return any(off in name for off in OFF)


def _turns_off_for_all(flow: Flow) -> bool:
    return any(
        site.method in OFF and site.dropped and site.statement.scope == 0 for site in flow.calls
    )


def _runs_model(flow: Flow, site: Site, sites: list[Site]) -> bool:
    """Whether a call runs, in a loop, the model that was switched to eval() above."""
    if not any(header.does in LOOPS for _, header in flow.around(site.index)):
        return False
    switched = {
        dotted(other.call.function.value)
        for other in sites
        if other.method == "eval"
        and other.index < site.index
        and isinstance(other.call.function, Attribute)
    }
    return site.name in switched


def _needs_or_lacks(sites: list[Site]) -> bool:
    """Whether the function trains, or turns gradients off anywhere."""
    return any(
        site.method in GRADIENT or site.method in OFF or site.keyword("volatile") is True
        for site in sites
    )  # `volatile` turned gradients off before PyTorch 0.4


def _called_under(flow: Flow, name: str) -> bool:
    """Whether the file calls the function within `with torch.no_grad()`."""
    return any(
        header.does is Does.WITH and any(_is_off(dotted(e)) for e in expressions_in(header))
        for site in flow.calls_of(name)
        for _, header in flow.around(site.index)
    )


RULE = Rule(
    id="inference-without-no-grad",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="PyTorch notes on locally disabling gradient computation",
    remedy="Put `@torch.no_grad()` over the evaluating function.",
    minutes=5,
    minutes_reason="one line is added",
    example=Example(
        bad="""
            import torch
            def accuracy(model, loader):
                model.eval()
                for x, y in loader:
                    out = model(x)
        """,
        good="""
            import torch
            @torch.no_grad()
            def accuracy(model, loader):
                model.eval()
                for x, y in loader:
                    out = model(x)
        """,
    ),
    check=check,
)
