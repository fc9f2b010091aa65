"""DataLoader that loads in the training process.

With `num_workers=0`, the default, the GPU waits while the next batch is read, decoded and
transformed. Workers do that in the meantime.

Loaders of data that are in memory already (`TensorDataset`), a number that is computed or passed
in, and tests get the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import Category, Confidence, Example, Hit, Literal, Project, Rule, Severity

LOADER = "torch.utils.data.DataLoader"
POSITION = 5  # DataLoader(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers)
IN_MEMORY = frozenset(("torch.utils.data.TensorDataset", "builtins.list"))


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        for site in flow.calls_to({LOADER}):
            if not site.forwards and _is_serial(site) and not _is_in_memory(flow, site):
                yield Hit(site.location, f"`{site.name}` loads each batch while the model waits")


def _is_serial(site: Site) -> bool:
    match site.call.argument("num_workers", POSITION):
        case None:
            return True
        case Literal(value=0):
            return True
        case _:
            return False


def _is_in_memory(flow: Flow, site: Site) -> bool:
    given = site.call.argument("dataset", 0)
    return given is not None and flow.value(given).made_by in IN_MEMORY


RULE = Rule(
    id="dataloader-not-tuned",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="torchfix TOR401",
    remedy="Pass `num_workers` from the configuration, and `pin_memory=True` for a GPU.",
    minutes=2,
    minutes_reason="SonarQube S6983: one argument",
    example=Example(
        bad="""
            from torch.utils.data import DataLoader
            loader = DataLoader(dataset, batch_size=32)
        """,
        good="""
            from torch.utils.data import DataLoader
            loader = DataLoader(dataset, batch_size=32, num_workers=4)
        """,
    ),
    check=check,
)
