"""Training step that waits for the GPU more than once.

`item()`, `cpu()`, `tolist()` and printing a tensor wait until the GPU has done all that was asked
of it. One such wait a step costs little; several keep the GPU idle between them.

Reported are training loops with three waits or more in every step, outside of any condition. Waits
under `if step % 100 == 0:` and the like are how it should be.
"""

from collections.abc import Iterator

from auditor.flow import LOOPS, Flow, Is, Site, flows
from auditor.model import Category, Confidence, Does, Example, Hit, Project, Rule, Severity

WAITS = ("item", "cpu", "tolist")
MOST_WAITS = 2  # one for the loss, one for a metric


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        loops = {
            loop
            for site in flow.calls_of("backward")
            if (loop := flow.loop_around(site.index)) is not None
        }
        for loop in sorted(loops):
            waits = [site for site in flow.calls_within(loop) if _waits(flow, site, loop)]
            if len(waits) > MOST_WAITS:
                text = f"each training step waits for the GPU {len(waits)} times"
                yield Hit(waits[0].location, text, size=len(waits))


def _waits(flow: Flow, site: Site, loop: int) -> bool:
    if site.method not in WAITS or site.call.args or site.receiver.kind is Is.ARRAY:
        return False
    for index, header in flow.around(site.index):
        if index == loop:
            return True
        if header.does in (Does.IF, Does.ELSE, *LOOPS):
            return False
    return False


RULE = Rule(
    id="sync-in-hot-loop",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="PyTorch performance tuning guide, 'Avoid unnecessary CPU-GPU synchronization'",
    remedy="Keep tensors (`loss.detach()`) and read them every hundredth step.",
    minutes=15,
    minutes_reason="sums are kept as tensors and read under one condition",
    example=Example(
        bad="""
            import torch
            for x, y in loader:
                loss = criterion(net(x), y)
                loss.backward()
                total += loss.item()
                kl += parts[0].item()
                reconstruction += parts[1].item()
        """,
        good="""
            import torch
            for step, (x, y) in enumerate(loader):
                loss = criterion(net(x), y)
                loss.backward()
                total += loss.detach()
                if step % 100 == 0:
                    print(total.item())
        """,
    ),
    check=check,
)
