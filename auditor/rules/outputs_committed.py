"""Notebook committed with megabytes of outputs.

Every run writes other images and numbers, so each commit stores them all again, a difference cannot
be read, and two people who ran it cannot merge. Beyond some megabytes forges refuse to show it.

Small outputs are what a notebook is read for and are left alone.
"""

from collections.abc import Iterator

from auditor.evidence.notebooks import whole
from auditor.model import Category, Confidence, Example, Hit, Kind, Project, Rule, Severity

LARGE = 1_000_000  # bytes of a notebook's outputs
MEGABYTE = 1_000_000


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        size = sum(cell.output_bytes for cell in file.facts.cells)
        if file.kind is Kind.NOTEBOOK and size > LARGE:
            yield Hit(
                whole(file),
                f"{size / MEGABYTE:.1f} MB of outputs are part of the notebook",
                identity="outputs",
            )


RULE = Rule(
    id="outputs-committed",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19 section 5 (outputs in the file)",
    remedy="Strip outputs on commit (nbstripout), and publish a rendered copy where one is wanted.",
    minutes=10,
    minutes_reason="nbstripout is set up once; a rendered copy is put elsewhere",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "show()", "outputs": ["'
        + "x" * 1_100_000
        + '"]}]}',
        good='{"cells": [{"cell_type": "code", "source": "show()", "outputs": ["small"]}]}',
    ),
    check=check,
)
