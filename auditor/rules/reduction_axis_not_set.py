"""Softmax without the axis that it sums over.

Without `dim` PyTorch guesses the axis from the number of dimensions and says that it will stop
doing so: a batch of sequences is normalised over something else than a batch of vectors, and
nothing fails.
"""

from collections.abc import Iterator

from auditor.flow import flows
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

# Function or class -> position of `dim`.
AXES = {
    "torch.nn.functional.softmax": 1,
    "torch.nn.functional.log_softmax": 1,
    "torch.nn.functional.softmin": 1,
    "torch.nn.Softmax": 0,
    "torch.nn.LogSoftmax": 0,
    "torch.nn.Softmin": 0,
}


def check(project: Project) -> Iterator[Hit]:
    for flow in flows(project, "torch"):
        for site in flow.calls_to(AXES):
            if not site.sets("dim", AXES[site.target]):
                yield Hit(site.location, f"`{site.name}` leaves its axis to a guess")


RULE = Rule(
    id="reduction-axis-not-set",
    about=__doc__,
    category=Category.FRAMEWORK,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="PyTorch documentation of softmax",
    remedy="Pass `dim`, mostly `dim=-1`.",
    minutes=5,
    minutes_reason="SonarQube S6929: one argument, and a look at the shape",
    example=Example(
        bad="""
            import torch.nn.functional as F
            p = F.softmax(x)
        """,
        good="""
            import torch.nn.functional as F
            p = F.softmax(x, dim=-1)
        """,
    ),
    check=check,
)
