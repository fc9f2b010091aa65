"""Packages first imported far down a notebook.

What a notebook needs is learnt cell by cell, an hour into the run where it fails for a package that
is not there.

Reported is a notebook that brings in package after package below its first cells. Another module of
a package that the top imports is no news, nor is one of the standard library; and an import that
stands in a function or under a condition is late on purpose.
"""

from collections.abc import Iterator

from auditor.evidence.notebooks import code_cells, notebooks
from auditor.evidence.shipped import standard_modules
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

MANY = 5  # packages first imported below the top
TOP = 0.2  # of the code cells
FIRST = 3  # cells that are the top in any case
SHOWN = 3  # packages that a message names


def check(project: Project) -> Iterator[Hit]:
    for file in notebooks(project):
        cells = code_cells(file)
        top = max(FIRST, int(TOP * len(cells)))
        known = set(standard_modules())
        late = {}
        for at, cell in enumerate(cells):
            for entry in cell.imports:
                package = entry.module.partition(".")[0]
                if at >= top and package and package not in known and not entry.guarded:
                    late[package] = cell.location(file.path, entry.line)
                known.add(package)
        if len(late) >= MANY:
            names = ", ".join(f"`{name[:30]}`" for name in list(late)[:SHOWN])
            yield Hit(
                next(iter(late.values())),
                f"{names} and {len(late) - SHOWN} more packages are first imported below the top",
                size=len(late),
                identity="imports",
            )


RULE = Rule(
    id="imports-scattered",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.INFO,
    confidence=Confidence.MEDIUM,
    source="P19 section 6 (put imports at the beginning)",
    remedy="Import everything in the first code cell.",
    minutes=5,
    minutes_reason="cut, paste and one run",
    example=Example(
        path="model.ipynb",
        bad='{"cells": ['
        + ", ".join(
            [f'{{"cell_type": "code", "source": "import m{n}\\nm{n}.f()"}}' for n in range(12)]
        )
        + "]}",
        good='{"cells": [{"cell_type": "code", "source": "import m1, m2"}, '
        + ", ".join([f'{{"cell_type": "code", "source": "m1.f({n})"}}' for n in range(12)])
        + "]}",
    ),
    check=check,
)
