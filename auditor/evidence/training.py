"""Which programs train for long? Loops of epochs over loops of batches, found in any module."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from auditor.evidence.kept import kept, once
from auditor.evidence.places import code_files
from auditor.evidence.programs import is_aside, learns
from auditor.model import (
    Attribute,
    Call,
    Code,
    Does,
    Kind,
    Name,
    Project,
    SourceFile,
    Statement,
    calls_in,
    dotted,
    expressions_in,
)

STEPS = re.compile(
    r"(^|\.)(backward|minimize|apply_gradients|train_on_batch|optimizer\.step|opt\.step|train_step"
    r"|apply_updates|update_step)$"
)
RUN = re.compile(r"(opt|train)(imi[sz]er|_?op|_?step)$")
LOOPS = (Does.FOR, Does.WHILE)


class Training(msgspec.Struct, frozen=True):
    """A step of learning, and how many loops it is repeated by."""

    file: SourceFile
    line: int
    loops: int


@once
def trainings(project: Project) -> tuple[Training, ...]:
    """Steps within loops, in sources that are part of the system, the deepest first."""
    found = (
        training
        for file in code_files(project)
        if file.kind is Kind.SOURCE and learns(file) and not is_aside(file.path)
        for training in _of_file(file)
    )
    return tuple(sorted(found, key=lambda one: (-one.loops, one.file.path, one.line)))


@kept
def _of_file(file: SourceFile) -> tuple[Training, ...]:
    code = file.facts.code
    return () if code is None else tuple(_in_code(file, code))


def _in_code(file: SourceFile, code: Code) -> Iterator[Training]:
    repeated = _repeated_functions(file, code)
    for statement, call in calls_in(file):
        if STEPS.search(call.name) or _runs_step(statement, call):
            loops = _loops_around(code, statement) + repeated.get(_function(code, statement), 0)
            if loops:
                yield Training(file, call.line, loops)


def _runs_step(statement: Statement, call: Call) -> bool:
    """`sess.run([train_op, loss])` of TensorFlow 1."""
    return call.name.endswith(("sess.run", "session.run")) and any(
        isinstance(part, Name | Attribute) and RUN.search(dotted(part))
        for part in expressions_in(statement)
    )


def _loops_around(code: Code, statement: Statement) -> int:
    count, at = 0, statement.parent
    while at >= 0 and code.statements[at].does not in (Does.FUNCTION, Does.CLASS):
        count += code.statements[at].does in LOOPS
        at = code.statements[at].parent
    return count


def _function(code: Code, statement: Statement) -> str:
    return code.scopes[statement.scope].name


def _repeated_functions(file: SourceFile, code: Code) -> Mapping[str, int]:
    """Functions and methods of a file that it calls within loops, and within how many."""
    own = {scope.name for scope in code.scopes if scope.kind == "function"}
    found: dict[str, int] = {}
    for statement, call in file.contents.of(own):
        name = call.name.rpartition(".")[2]
        found[name] = max(found.get(name, 0), _loops_around(code, statement))
    return found
