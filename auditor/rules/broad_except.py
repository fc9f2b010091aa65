"""Handler that takes every error and tells nobody.

`except Exception: pass` hides the error that was expected and all others: the misspelt name, the
full disk, the tensor of the wrong shape. In a loop over data it drops rows that nobody counts, and
the result is a little different without a trace.

Reported are handlers of everything (`except:`, `Exception`, `BaseException`) that neither raise
again nor tell what was caught, and bare ones that go on: those stop Ctrl-C, too. Tracebacks that
are logged, handlers that use the error or end the program, optional imports, cleaning up,
`__del__` and the like, and functions that only ask (`is_…`, `has_…`) get the benefit of the doubt.
A handler whose comment says why is of low severity. Of tests only those count whose `except` lets
them pass.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from auditor.flow import Flow, flow_of, last_name
from auditor.model import (
    Call,
    Category,
    Collection,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Literal,
    Name,
    Project,
    Rule,
    Severity,
    SourceFile,
    Statement,
    dotted,
    expressions_in,
)

BROAD = frozenset({"Exception", "BaseException"})
TELLS_ALL = re.compile(
    r"\b(exception|exc_info|print_exc\w*|format_exc\w*|capture_exception|record_exception|print_stack"
    r"|excepthook|set_exception|post_mortem)\b|^traceback\."
)
ENDS = frozenset({"exit", "_exit", "fail", "skip", "abort", "quit", "die", "error", "Exit"})
TELLS = re.compile(
    r"_?(p?print|logg?|warn|error|s?echo|write|debug|info|critical|fatal|notify|report|show)"
    r"(ing|_\w+)?|\w+_(log|warning|error|message)",
    re.IGNORECASE,
)
QUIET = re.compile(
    r"__(del|exit|aexit|repr|str|getattr|eq|hash|instancecheck)__"
    r"|_*(is|has|can|supports?|try|probe|maybe|safe)_\w+"
    r"|\w*(available|installed|enabled|exists|valid|alive|cleanup|close|shutdown|teardown)"
)
CLEANS_UP = frozenset(
    {"close", "remove", "unlink", "rmtree", "kill", "terminate", "join", "disconnect", "shutdown"}
    | {"stop", "release", "cancel", "quit", "flush", "cleanup", "delete", "rmdir", "finish"}
    | {"destroy", "destroy_process_group", "unregister", "symlink", "chmod", "set_start_method"}
)
WORDS = 3  # of a comment that says why


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files():
        if file.facts.code and any(s.does is Does.EXCEPT for s in file.facts.code.statements):
            yield from _of_file(flow_of(file))


def _of_file(flow: Flow) -> Iterator[Hit]:
    for index, handler in enumerate(flow.statements):
        caught = _broad(handler)
        if not caught or _is_excused(flow, index):
            continue
        body = _block(flow, index)
        problem = _problem(handler, body, caught)
        if problem and (flow.file.kind is not Kind.TEST or _lets_pass(flow, handler, body)):
            message, severity = problem
            explained = _explained(flow.file, handler)
            yield Hit(
                flow.file.location(handler.line),
                message,
                severity=Severity.LOW if explained else severity,
            )


def _block(flow: Flow, index: int) -> list[Statement]:
    return [flow.statements[at] for at in flow.block(index)]


def _broad(handler: Statement) -> str:
    """What a handler of everything catches, as it is written; "" for other statements."""
    if handler.does is not Does.EXCEPT:
        return ""
    if not handler.values:
        return "except:"
    kinds: Iterable[Expression] = handler.values
    if isinstance(handler.values[0], Collection):
        kinds = handler.values[0].items
    names = (last_name(kind) for kind in kinds)
    return next((f"except {name}:" for name in names if name in BROAD), "")


def _problem(
    handler: Statement, body: Sequence[Statement], caught: str
) -> tuple[str, Severity] | None:
    if any(statement.does is Does.RAISE for statement in body):
        return None
    inside = [one for statement in body for one in expressions_in(statement)]
    names = {one.id for one in inside if isinstance(one, Name)}
    calls = [dotted(one.function) for one in inside if isinstance(one, Call)]
    keywords = {word.name for one in inside if isinstance(one, Call) for word in one.keywords}
    if any(map(TELLS_ALL.search, (*calls, *keywords))):
        return None
    if any(call.rpartition(".")[2] in ENDS for call in calls) and names:
        return None
    if handler.text and handler.text in names:
        stops_all = caught in ("except:", "except BaseException:")
        text = f"`{caught}` goes on after everything, Ctrl-C included"
        return (text, Severity.LOW) if stops_all else None
    if any(TELLS.fullmatch(call.rpartition(".")[2]) for call in calls):
        return f"`{caught}` tells that something failed, but not what", Severity.LOW
    return f"`{caught}` {_instead(body)} and tells nobody", Severity.MEDIUM


def _instead(body: Sequence[Statement]) -> str:
    match body:
        case [Statement(does=Does.PASS)] | [Statement(does=Does.EXPRESSION, values=(Literal(),))]:
            return "drops the error"
        case [Statement(does=Does.RETURN), *_]:
            return "returns something else"
        case _:
            return "puts something else in its place"


def _is_excused(flow: Flow, index: int) -> bool:
    """Whether what is tried may fail for any reason, and nothing is lost with it."""
    handler = flow.statements[index]
    scope = flow.code.scopes[handler.scope]
    if scope.kind == "function" and QUIET.fullmatch(scope.name):
        return True
    if [one.values for one in _block(flow, index)] == [(Literal(value=False),)]:
        return True  # it asks whether something can be done
    if any(
        dotted(target) == "__version__" for one in _block(flow, index) for target in one.targets
    ):
        return True  # a copy that was not installed has none
    tried = [
        statement
        for statement in _block(flow, handler.parent)
        if statement.parent == handler.parent
        and statement.does not in (Does.EXCEPT, Does.ELSE, Does.FINALLY)
    ]
    return all(_is_harmless(statement) for statement in tried) or any(
        statement.does is Does.IMPORT for statement in tried
    )


def _is_harmless(statement: Statement) -> bool:
    """Whether it cleans up, as far as that is possible."""
    match statement:
        case Statement(does=Does.EXPRESSION, values=(Call(function=function),)):
            return last_name(function) in CLEANS_UP
        case Statement(does=Does.DELETE | Does.PASS):
            return True
        case _:
            return False


def _lets_pass(flow: Flow, handler: Statement, body: Sequence[Statement]) -> bool:
    """Whether a test ends well because of the handler."""
    name = flow.code.scopes[handler.scope].name
    only_passes = all(statement.does is Does.PASS for statement in body)
    return name.startswith("test") and only_passes


def _explained(file: SourceFile, handler: Statement) -> bool:
    """Whether a comment within the handler, or just above it, says why."""
    return any(
        len(comment.text.split()) >= WORDS
        for comment in file.facts.comments
        if handler.line - 1 <= comment.line <= handler.end_line
    )


RULE = Rule(
    id="broad-except",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    source="PEP 8; SonarQube S112, S5754; pylint W0702, W0718; ruff BLE001, S110, S112",
    remedy="Name the error that is expected; log the traceback of any other, or let it through.",
    minutes=10,
    minutes_reason="ten minutes to find out which errors can come (SonarQube: S5754 5, S112 20)",
    example=Example(
        bad="""
            def load(paths):
                images = []
                for path in paths:
                    try:
                        images.append(decode(path))
                    except Exception:
                        continue
                return images
        """,
        good="""
            def load(paths):
                images = []
                for path in paths:
                    try:
                        images.append(decode(path))
                    except DecodeError as error:
                        logger.warning("skipped %s: %s", path, error)
                return images
        """,
    ),
    check=check,
)
