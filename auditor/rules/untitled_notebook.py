"""Notebook with the name that the program gave it.

`Untitled3.ipynb` and `train-Copy1.ipynb` say nothing of what they hold or in what they differ, so
nobody dares to delete them.

Reported are the names that Jupyter, Colab and Kaggle give by themselves, and copies.
"""

import re
from collections.abc import Iterator

from auditor.evidence.notebooks import whole
from auditor.model import Category, Confidence, Example, Hit, Kind, Project, Rule, Severity

COPY = r".*-copy\d*|copy[ _]of[ _].*|.* copy(?: \d+)?|.* \(\d+\)"
COPIES = re.compile(COPY, re.IGNORECASE)
NAMES = re.compile(
    rf"untitled.*|{COPY}"
    r"|notebook[0-9a-f]{8,}|kernel[0-9a-f]{8,}|new ?notebook\d*",
    re.IGNORECASE,
)


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        stem = file.name.removesuffix(".ipynb")
        if file.kind is Kind.NOTEBOOK and file.facts.cells and NAMES.fullmatch(stem):
            lacks = (
                "is called a copy" if COPIES.fullmatch(stem) else "says nothing of what it holds"
            )
            yield Hit(whole(file), f"`{file.name[:80]}` {lacks}")


RULE = Rule(
    id="untitled-notebook",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="P19 section 5.1 (untitled and copied notebooks)",
    remedy="Name it for the question that it answers, or delete it if another one answers it.",
    minutes=5,
    minutes_reason="one `git mv` and the links to it",
    example=Example(
        path="Untitled3.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "x = 1"}]}',
        good={"rainfall.ipynb": '{"cells": [{"cell_type": "code", "source": "x = 1"}]}'},
    ),
    check=check,
)
