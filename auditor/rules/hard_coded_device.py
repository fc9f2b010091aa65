"""Device written into the code.

`.cuda()` and `.to("cuda:0")` fail on every machine without that GPU, and a test on a laptop is then
no longer possible. One name for the device, set once from the arguments or from what is there,
serves all.

Reported once per file, with the number of places. A file that asks `torch.cuda.is_available()`
has thought of it and is not reported, nor is a place under a condition that speaks of the device.
"""

import re
from collections.abc import Iterator

from auditor.flow import Is, Site, flows
from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Literal,
    Operation,
    Project,
    Rule,
    Severity,
    Statement,
    dotted,
    expressions_in,
)

DEVICE = re.compile(r"cuda(:\d{1,2})?|mps")
SPEAKS = re.compile(r"cuda|gpu|device")
ASKS = ("is_available", "device_count", "get_device", "current_device")


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        if any(site.method in ASKS for site in flow.calls):
            continue
        fixed = [site for site in flow.calls if _is_fixed(site) and not _is_asked(site)]
        if fixed:
            times = "once" if len(fixed) == 1 else f"{len(fixed)} times"
            text = f"`{fixed[0].name}` fixes the device, {times} in this file"
            yield Hit(fixed[0].location, text, size=len(fixed))


def _is_fixed(site: Site) -> bool:
    if site.method == "cuda":
        known = site.receiver.kind in (Is.TENSOR, Is.MODULE, Is.UNKNOWN)
        return known and not site.call.args and "." in site.name and site.target != "torch.cuda"
    if site.method == "to" or site.target == "torch.device":
        return _names_device(site.call.args[0]) if site.call.args else False
    given = site.call.keyword("device") if site.target.startswith("torch.") else None
    return given is not None and _names_device(given)


def _is_asked(site: Site) -> bool:
    """Whether it stands under a condition that speaks of the device: `if args.use_cuda:`."""
    return any(
        header.does in (Does.IF, Does.ELSE) and _speaks(header)
        for _, header in site.flow.around(site.index)
    ) or any(isinstance(part, Operation) and part.operator == "IfExp" for part in _parts(site))


def _speaks(header: Statement) -> bool:
    return header.does is Does.ELSE or any(
        SPEAKS.search(dotted(part).lower()) for part in expressions_in(header)
    )


def _parts(site: Site) -> Iterator[Expression]:
    return expressions_in(site.statement)


def _names_device(given: object) -> bool:
    match given:
        case Literal(value=str(name)):
            return bool(DEVICE.fullmatch(name))
        case _:
            return False


RULE = Rule(
    id="hard-coded-device",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="PyTorch notes on device-agnostic code",
    remedy="Choose the device once (`device = torch.device(args.device)`) and use `.to(device)`.",
    minutes=10,
    minutes_each=1,
    minutes_reason="one setting, and a minute for each place that names the device",
    example=Example(
        bad="""
            import torch
            model = torch.nn.Linear(2, 2).cuda()
        """,
        good="""
            import torch
            device = "cuda" if torch.cuda.is_available() else "cpu"
            model = torch.nn.Linear(2, 2).to(device)
        """,
    ),
    check=check,
)
