"""Long notebook without a single function.

Every step works on global names, so none can be run on other data, tested or imported; what is
needed twice is copied.

Reported is a notebook that trains or prepares data over many lines and defines no function and no
class. Notebooks that show how to call a library, those of the repository's own package among them,
those of a course or a book, and those that plot are left alone: short steps are what they are for.
"""

from collections.abc import Iterator

from auditor.evidence.imports import own_modules
from auditor.evidence.notebooks import code_cells, notebooks, whole
from auditor.evidence.places import roots
from auditor.evidence.programs import is_course
from auditor.model import (
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Project,
    Role,
    Rule,
    Severity,
    SourceFile,
)

MANY = 200  # lines of code
WORK = {Role.ML_CODE, Role.FEATURE_EXTRACTION, Role.DATA_COLLECTION}
MOST = 0.5  # of the lines do work that others may want


def check(project: Project) -> Iterator[Hit]:
    if is_course(project):
        return
    own = own_modules(project)
    for file in notebooks(project):
        lines = sum(cell.code_lines for cell in code_cells(file))
        shows_own = any(root in own for root, _ in roots(file))
        if lines < MANY or shows_own or _defines(file):
            continue
        if _works(file) >= MOST * lines:
            yield Hit(whole(file), f"{lines} lines of code without one function")


def _defines(file: SourceFile) -> bool:
    code = file.facts.code
    made = {Does.FUNCTION, Does.CLASS}
    return code is None or any(statement.does in made for statement in code.statements)


def _works(file: SourceFile) -> int:
    return sum(s.end_line - s.line + 1 for s in file.roles if s.role in WORK)


RULE = Rule(
    id="notebook-without-functions",
    about=__doc__,
    category=Category.NOTEBOOK,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="P19 section 5.3 (few notebooks define functions)",
    remedy="Make a function of each step that has inputs and a result, and move it to a module.",
    minutes=60,
    minutes_reason="some five functions of ten minutes, and a run to see that all is as before",
    example=Example(
        path="model.ipynb",
        bad='{"cells": [{"cell_type": "code", "source": "import pandas as pd\\n'
        + "table = pd.read_csv('a.csv')\\n" * 200
        + '"}]}',
        good='{"cells": [{"cell_type": "code", "source": "import pandas as pd\\n'
        "def load(path):\\n    return pd.read_csv(path)\\n"
        + "table = load('a.csv')\\n" * 200
        + '"}]}',
    ),
    check=check,
)
