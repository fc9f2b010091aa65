"""Do log lines tell what a function is for? Not where nearly every function has some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from auditor.classify.rows import Shares
from auditor.model import Attribute, Call, Code, Does, Name, Statement

LEVELS = frozenset(
    {"critical", "debug", "error", "exception", "fatal", "info", "log", "trace", "warn", "warning"}
)
LOGGERS = frozenset({"log", "logger", "logging"})  # last words of what people call one
EVERYWHERE = 0.3
"""Share of functions with a log line from which on they tell nothing of the function.

Of 39 repositories 35 have less than 0.2, yolov5 has 0.23, those that log all they do 0.34 to 0.57.
"""
ENOUGH = 3  # statements of a function that could as well do without one
NOTHING: Shares = 0


def log_everywhere(codes: Iterable[Code]) -> bool:
    """Whether functions log as a habit, so that most of what they do stands beside a log line."""
    functions = logging = 0
    for code in codes:
        sizes = Counter(statement.scope for statement in code.statements)
        there = {statement.scope for statement in code.statements if logs(statement)}
        for index, scope in enumerate(code.scopes):
            if scope.kind == "function" and sizes[index] >= ENOUGH:
                functions += 1
                logging += index in there
    return functions > 0 and logging / functions >= EVERYWHERE


def without_logs(code: Code, shares: Sequence[Shares]) -> list[Shares]:
    """What statements say of those around them, where log lines say nothing."""
    return [
        NOTHING if logs(statement) else its
        for statement, its in zip(code.statements, shares, strict=True)
    ]


def logs(statement: Statement) -> bool:
    """Whether a statement is a call such as `logger.debug(…)` and nothing else."""
    if statement.does is not Does.EXPRESSION or len(statement.values) != 1:
        return False
    call = statement.values[0]
    if not isinstance(call, Call) or not isinstance(call.function, Attribute):
        return False
    receiver = call.function.value
    if isinstance(receiver, Name):
        name = receiver.id
    else:
        name = receiver.name if isinstance(receiver, Attribute) else ""
    return call.function.name in LEVELS and name.lower().rpartition("_")[2] in LOGGERS
