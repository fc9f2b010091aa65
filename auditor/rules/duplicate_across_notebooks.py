"""The same cells stand in several notebooks.

What notebooks share by copying is loaded, cleaned and plotted a little differently in each after a
while, and figures of two of them can no longer be compared.

Reported are copies that only notebooks hold, by the measure of `duplicate-code`. Repetition inside
one notebook gets the benefit of the doubt: it shows its steps one by one. Notebooks of examples
and tutorials do, too.
"""

from collections.abc import Iterator

from auditor.evidence.copies import About, families
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Scope, Severity


def check(project: Project) -> Iterator[Hit]:
    for family in families(project, About.NOTEBOOKS):
        yield family.hit(family.again)


def _notebook(*lines: str) -> str:
    source = "".join(f'"{line}\\n", ' for line in lines).removesuffix(", ")
    return f'{{"cells": [{{"cell_type": "code", "source": [{source}]}}], "nbformat": 4}}'


_CELL = (
    "frame = pd.read_csv(path, parse_dates=['day'])",
    "frame = frame.dropna(subset=['price', 'amount'])",
    "frame['value'] = frame['price'] * frame['amount']",
    "frame['week'] = frame['day'].dt.isocalendar().week",
    "frame = frame[frame['value'].between(low, high)]",
    "weekly = frame.groupby('week')['value'].sum()",
    "share = weekly / weekly.sum()",
    "figure, axes = plt.subplots(figsize=(8, 4))",
    "axes.bar(share.index, share.values)",
    "axes.set_xlabel('week')",
    "axes.set_ylabel('share of value')",
    "figure.savefig(output / 'weeks.png')",
)

RULE = Rule(
    id="duplicate-across-notebooks",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19; SonarQube common DuplicatedBlocks",
    remedy="Move the cell to a module that each notebook imports.",
    minutes=20,
    minutes_each=5,
    minutes_reason="20 minutes to make a module that notebooks can import, 5 to replace a cell",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"a.ipynb": _notebook(*_CELL), "b.ipynb": _notebook(*_CELL)},
        good={"a.ipynb": _notebook(*_CELL), "b.ipynb": _notebook("from weeks import plot_weeks")},
    ),
    check=check,
)
