"""Modules hand each other data, parameters or predictions as a long bare tuple.

A prediction should know which model made it and how it may be used, a parameter whether it is a
log-odds or a threshold. Sculley et al. call raw numbers in their place the plain-old-data smell.
In a tuple only the order tells what is what: two arrays of one shape that trade places raise no
error and cost a wrong model.

Reported is a function of the pipeline that always returns a tuple of five or more values which
another module takes apart by position. Four are let pass: `x_train, x_test, y_train, y_test` is a
custom. Named tuples, dataclasses and dictionaries are silent; so are private functions, replay
memories, and callers in the same module and in tests. Bare numbers inside a module, and
dictionaries with the wrong keys, are not seen.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from auditor.evidence.dependencies import listing
from auditor.evidence.kept import kept, once
from auditor.evidence.places import learns
from auditor.model import (
    PIPELINE_ROLES,
    Call,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Hit,
    Project,
    Role,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
)

MANY = 5  # values; four are two halves of a split and known by heart


CUSTOMS = re.compile(r"_|sample")
"""Private functions, and replay memories, whose five values everyone in the field knows."""


class Returns(NamedTuple):
    """A function and how many values it always gives back."""

    file: SourceFile
    name: str
    line: int
    values: int


def check(project: Project) -> Iterator[Hit]:
    callers: dict[str, list[str]] = {}
    for file in project.python_files(tests=False):
        for called in _taken_apart(file):
            found = _functions(project).get(called)
            if found is not None and found.file is not file:
                callers.setdefault(called, []).append(file.path)
    for called, paths in sorted(callers.items()):
        found = _functions(project)[called]
        names = listing(sorted({path.rpartition("/")[2] for path in paths}), most=2)
        text = f"`{found.name}` returns {found.values} values that {names} must take in this order"
        yield Hit(found.file.location(found.line), text, size=len(set(paths)), identity=called)


@kept
def _taken_apart(file: SourceFile) -> tuple[str, ...]:
    """Full names of the functions whose values statements take by position."""
    statements = file.facts.code.statements if file.facts.code else ()
    return tuple(filter(None, (_taken_by(file, statement) for statement in statements)))


def _taken_by(file: SourceFile, statement: Statement) -> str:
    match statement:
        case Statement(
            does=Does.ASSIGN, targets=(Collection(length=length),), values=(Call(target=target),)
        ) if length >= MANY and target:
            return file.full(target)
        case _:
            return ""


@once
def _functions(project: Project) -> Mapping[str, Returns]:
    """Functions of the pipeline that always return as many values, by full name."""
    return {
        name: returns
        for file in project.python_files(tests=False)
        for name, returns in _of_file(file)
    }


def _of_file(file: SourceFile) -> Iterator[tuple[str, Returns]]:
    code = file.facts.code
    counts: dict[int, set[int]] = {}
    for statement in code.statements if code else ():
        if statement.does is Does.RETURN:
            counts.setdefault(statement.scope, set()).add(_length(statement))
    for at, found in sorted(counts.items()):
        scope = code.scopes[at] if code else None
        if scope is not None and len(found) == 1 and min(found) >= MANY:
            role = _role_at(file, scope.line)
            if role in PIPELINE_ROLES and not CUSTOMS.match(scope.name):
                full = f"{file.module}.{scope.qualname}"
                yield full, Returns(file, scope.name, scope.line, min(found))


def _length(statement: Statement) -> int:
    match statement.values:
        case (Collection(kind="tuple", length=length),):
            return length
        case _:
            return 0


def _role_at(file: SourceFile, line: int) -> Role | None:
    return next((span.role for span in file.roles if span.line <= line <= span.end_line), None)


RULE = Rule(
    id="plain-old-data",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="S15 section 6 (plain-old-data type smell)",
    remedy="Return a dataclass or a NamedTuple whose fields say what they are.",
    minutes=20,
    minutes_each=5,
    minutes_reason="twenty minutes to name the fields, five for each module that takes them",
    scope=Scope.REPOSITORY,
    applies=learns,
    example=Example(
        bad={
            "data.py": "import numpy as np\n\ndef load_data(path):\n    rows = np.load(path)\n"
            "    return rows, rows.T, rows[:10], rows[10:20], rows[20:]\n",
            "train.py": "from data import load_data\n"
            'adjacency, features, train, valid, test = load_data("cora.npy")\n',
        },
        good={
            "data.py": "import numpy as np\nfrom graph import Graph\n\ndef load_data(path):\n"
            "    rows = np.load(path)\n"
            "    return Graph(rows, rows.T, rows[:10], rows[10:20], rows[20:])\n",
            "train.py": 'from data import load_data\ngraph = load_data("cora.npy")\n',
        },
    ),
    check=check,
)
