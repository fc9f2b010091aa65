"""Import of whatever a module happens to hold.

After `from module import *` nobody, neither reader nor checker, can tell where a name comes from,
or which of two modules won. A name that is added over there may replace one here.

An `__init__.py` or another module that does nothing but hand on names does so on purpose.
Notebooks are sessions, where Python's own tutorial allows it; tests are left out, and libraries
whose documentation asks for it (fastai, tkinter) get the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.model import (
    Category,
    Code,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Name,
    Project,
    Rule,
    Severity,
)

BY_CUSTOM = frozenset({"fastai", "fastbook", "tkinter", "turtle", "manim", "manimlib", "pylab"})
HANDS_ON = frozenset({Does.IMPORT, Does.PASS, Does.TRY, Does.EXCEPT, Does.IF, Does.ELSE})


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files(tests=False):
        code = file.facts.code
        if code is None or file.kind is not Kind.SOURCE or file.name == "__init__.py":
            continue
        stars = [entry for entry in code.imports if entry.name == "*"]
        if not stars or _hands_on(code):
            continue
        for entry in stars:
            if entry.module.partition(".")[0] not in BY_CUSTOM:
                text = f"`from {entry.module} import *` hides where names come from"
                yield Hit(file.location(entry.line), text)


def _hands_on(code: Code) -> bool:
    """Whether a module only gives names of other modules under its own."""
    return all(
        statement.does in HANDS_ON
        or (statement.does is Does.EXPRESSION and statement.text)
        or (statement.does is Does.ASSIGN and _is_dunder(statement.targets[0]))
        for statement in code.statements
    )


def _is_dunder(target: Expression) -> bool:
    return isinstance(target, Name) and target.id.startswith("__")


RULE = Rule(
    id="wildcard-import",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="PEP 8; SonarQube S2208; ruff F403",
    remedy="Import the names that are used, or the module.",
    minutes=5,
    minutes_reason="SonarQube S2208: a checker lists the names that are used",
    example=Example(
        bad="""
            from layers import *

            net = Dense(10)
        """,
        good="""
            from layers import Dense

            net = Dense(10)
        """,
    ),
    check=check,
)
