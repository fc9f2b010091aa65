"""Code that nothing runs.

Dead code is read, searched, ported and tested like any other, and it misleads: it shows how things
were once done. In an ML repository it is the trace of experiments that nobody cleaned up.

Reported are statements after `return` or `raise`, and functions and classes at module level whose
name stands nowhere in code that something reaches: no script, test, notebook, text or setting of
the repository leads to them.

Much gets the benefit of the doubt. Of a library only private names are asked about; methods never
are. Decorated definitions may be registered, classes with a base of a framework may be found by
it, and names may be looked up while the program runs (`getattr`, `globals`, `importlib`, words of
strings). Entry points by name (`main`, `handler`, `hubconf.py`, migrations) and examples are left
out.
"""

from collections.abc import Iterator

from auditor.evidence.reach import unreached
from auditor.model import (
    Category,
    Code,
    Confidence,
    Does,
    Example,
    Hit,
    Kind,
    Operation,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
    expressions_in,
)

LEAVES = frozenset({Does.RETURN, Does.RAISE})
OTHER_BRANCH = frozenset({Does.ELSE, Does.EXCEPT, Does.FINALLY, Does.CASE})


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files():
        if file.facts.code is not None and file.kind is not Kind.NOTEBOOK:
            yield from _unreachable(file, file.facts.code)
    for dead in unreached(project):
        scope = dead.scope
        lines = scope.end_line - scope.line + 1
        yield Hit(
            dead.file.location(scope.line, scope.end_line),
            f"nothing reaches the {scope.kind} `{scope.name}` ({lines} lines)",
            size=lines / 100,
            identity=scope.qualname,
        )


def _unreachable(file: SourceFile, code: Code) -> Iterator[Hit]:
    """The first statement of each block that stands behind its end."""
    for above, statement in zip(code.statements, code.statements[1:], strict=False):
        if (
            above.does in LEAVES
            and statement.parent == above.parent
            and statement.scope == above.scope
            and statement.does not in OTHER_BRANCH
            and not _is_idle(above, statement)
        ):
            word = "return" if above.does is Does.RETURN else "raise"
            yield Hit(
                file.location(statement.line, statement.end_line),
                f"nothing runs behind the `{word}` of line {file.location(above.line).line}",
                identity=f"behind {word}",
            )


def _is_idle(above: Statement, statement: Statement) -> bool:
    """Whether it is not meant to run: it tells what would come back, or makes a generator."""
    if above.does is Does.RAISE and statement.does is Does.RETURN:
        return True
    return (
        statement.does is Does.PASS
        or bool(statement.text)
        or any(
            isinstance(one, Operation) and one.operator in ("Yield", "YieldFrom")
            for one in expressions_in(statement)
        )
    )


RULE = Rule(
    id="dead-code",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="SonarQube S1763, S1144; Sculley et al. 2015, 'Dead Experimental Codepaths'",
    remedy="Delete it; history keeps it. If somebody outside needs it, say so in `__all__`.",
    minutes=5,
    minutes_each=5,
    minutes_reason="SonarQube S1763: five minutes to make sure and delete; more for long ones",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={
            "losses.py": "def focal(x): ...\n\n\ndef dice(x): ...\n",
            "train.py": "from losses import dice\n\ndice(1)\n",
        },
        good={
            "losses.py": "def dice(x): ...\n",
            "train.py": "from losses import dice\n\ndice(1)\n",
        },
    ),
    check=check,
)
