"""The same model code stands in several places.

Layers, losses and training steps that were copied drift apart: a fix of the mask or of the
initialisation reaches one model and not its sibling, and results that were meant to differ in one
thing differ in two. Model code is where ML systems are duplicated most.

Reported are copies most of whose lines are model code, by the measure and with the exceptions of
`duplicate-code`. A training loop that several scripts repeat is `abstraction-debt`.
"""

from collections.abc import Iterator

from auditor.evidence.copies import About, families
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity


def check(project: Project) -> Iterator[Hit]:
    for family in families(project, About.MODEL):
        yield family.hit(f"model code: {family.again}")


_BLOCK = """
    import torch
    from torch import nn

    class {name}(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.attention = nn.MultiheadAttention(width, heads)
            self.first = nn.LayerNorm(width)
            self.second = nn.LayerNorm(width)
            self.inner = nn.Linear(width, 4 * width)
            self.outer = nn.Linear(4 * width, width)

        def forward(self, x):
            seen, _ = self.attention(x, x, x)
            x = self.first(x + seen)
            y = torch.relu(self.inner(x))
            y = self.outer(y)
            return self.second(x + y)
"""

RULE = Rule(
    id="duplicate-model-code",
    about=__doc__,
    category=Category.DESIGN,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="T21 duplicate model code; SonarQube common DuplicatedBlocks",
    remedy="Move it to one module or base class, with what differs as a parameter.",
    minutes=20,
    minutes_each=10,
    minutes_reason="10 minutes a duplicated block as for any code, 20 to see that outputs stay",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"small.py": _BLOCK.format(name="Small"), "large.py": _BLOCK.format(name="Large")},
        good={"block.py": _BLOCK.format(name="Block"), "large.py": "from block import Block"},
    ),
    check=check,
)
