"""Traces of debugging that stayed: a breakpoint, or a print that asks what a value is.

A forgotten breakpoint stops the run on the cluster until it times out. A print of shapes and types
in a layer tells every user, at every batch, what one developer once wanted to know.

Honest output is left alone: programs, training loops, notebooks and reports may print. Of prints
only those are reported that always run in `forward`, `__getitem__` and the like, or that show
nothing but a shape, type or device from within a function of a module that is imported. Whatever
depends on a flag (`if verbose`, `if debug`), or stands in a function that is there to show things,
gets the benefit of the doubt. Tests are asked about breakpoints only.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor.evidence.places import is_script
from auditor.model import (
    Attribute,
    Call,
    Category,
    Code,
    Confidence,
    Does,
    Example,
    Expression,
    Hit,
    Kind,
    Literal,
    Name,
    Operation,
    Project,
    Rule,
    Severity,
    SourceFile,
    Statement,
    calls_in,
    dotted,
    expressions_in,
)

BREAKPOINTS = frozenset(
    {"breakpoint", "builtins.breakpoint", "pdb.set_trace", "ipdb.set_trace", "pudb.set_trace"}
    | {"IPython.embed", "code.interact", "pdb.Pdb().set_trace", "ipdb.sset_trace", "wdb.set_trace"}
)
PRINTS = frozenset({"print", "pprint", "pprint.pprint", "ic"})
PER_ITEM = frozenset({"forward", "__getitem__", "call", "collate_fn", "collate", "backward"})
SHOWS = re.compile(
    r"main|run|cli|\w*(test|show|print|summary|report|info|describe|display|debug|log|stat|explore"
    r"|inspect|check|verify|demo|example|repr|plot|dump|profile|bench|eval|train|fit|cmd|command)\w*"
    r"|__(repr|str)__",
    re.IGNORECASE,
)
FLAG = re.compile(
    r"first|verb|debug|print|log|show|quiet|silent|rank|main|test|trace|info|display|profile|dry",
    re.IGNORECASE,
)
ASKS = frozenset({"shape", "dtype", "device", "ndim", "requires_grad", "is_cuda", "grad_fn"})
ASKING_CALLS = frozenset({"type", "size", "dim", "id", "get_shape", "keys", "is_contiguous"})
PROGRAMS = frozenset({"argparse", "click", "typer", "fire", "absl", "optparse", "docopt", "hydra"})


def check(project: Project) -> Iterator[Hit]:
    for file in project.python_files():
        code = file.facts.code
        if code is not None:
            yield from _breakpoints(file, code)
            if file.kind is Kind.SOURCE:
                yield from _prints(file, code)


def _breakpoints(file: SourceFile, code: Code) -> Iterator[Hit]:
    for statement, call in calls_in(file):
        target = file.full(call.target) or dotted(call.function)
        own = code.scopes[statement.scope].name.endswith(("set_trace", "breakpoint", "embed"))
        if target in BREAKPOINTS and not own and not _depends_on_flag(code, statement):
            text = f"`{call.name}` stops whoever comes here"
            yield Hit(file.location(call.line, call.end_line), text, severity=Severity.HIGH)


def _prints(file: SourceFile, code: Code) -> Iterator[Hit]:
    """One finding a function, at the first print that is left from debugging."""
    imported = not is_script(file) and not _is_program(code)
    found: defaultdict[int, list[Call]] = defaultdict(list)
    for statement, call in calls_in(file):
        if dotted(call.function) in PRINTS and _is_left(code, statement, call, imported=imported):
            found[statement.scope].append(call)
    for scope, calls in found.items():
        times = "once" if len(calls) == 1 else f"{len(calls)} times"
        text = f"`{code.scopes[scope].name}` prints {times} what a value is: left from debugging"
        yield Hit(file.location(calls[0].line, calls[0].end_line), text)


def _is_left(code: Code, statement: Statement, call: Call, *, imported: bool) -> bool:
    scope = code.scopes[statement.scope]
    if scope.kind != "function" or SHOWS.fullmatch(scope.name) or call.keyword("file"):
        return False
    asks = bool(call.args) and all(map(_is_asking, call.args)) and any(map(_asks, call.args))
    method = scope.name in PER_ITEM and code.scopes[scope.parent].kind == "class"
    always = code.statements[statement.parent].does is Does.FUNCTION
    left = asks and (imported or method)
    return (left or (method and always)) and not _depends_on_flag(code, statement)


def _is_program(code: Code) -> bool:
    return any(entry.module.partition(".")[0] in PROGRAMS for entry in code.imports)


def _is_asking(argument: Expression) -> bool:
    """Whether it is a question about a value, or the label of one."""
    return isinstance(argument, Literal) or _asks(argument)


def _asks(argument: Expression) -> bool:
    match argument:
        case Attribute(name=name):
            return name in ASKS
        case Call(function=Attribute(name="format"), args=args):
            return bool(args) and all(map(_asks, args))
        case Call(function=Name(id="len" | "str" | "repr" | "list" | "tuple"), args=(inner,)):
            return _asks(inner)
        case Call(function=Attribute(name=name) | Name(id=name)):
            return name in ASKING_CALLS
        case Operation(operator="JoinedStr" | "FormattedValue" | "Mod" | "Add", operands=parts):
            shown = [part for part in parts if not isinstance(part, Literal)]
            return bool(shown) and all(map(_asks, shown))
        case _:
            return False


def _depends_on_flag(code: Code, statement: Statement) -> bool:
    """Whether a branch around it asks whether to tell anything, or whether all is well."""
    index = statement.parent
    while index >= 0:
        header = code.statements[index]
        if header.does in (Does.FUNCTION, Does.CLASS):
            return False
        if header.does in (Does.EXCEPT, Does.ELSE) or _asks_flag(header):
            return True
        index = header.parent
    return False


def _asks_flag(header: Statement) -> bool:
    return header.does is Does.IF and any(
        FLAG.search(dotted(one)) for one in expressions_in(header)
    )


RULE = Rule(
    id="print-debugging",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="ruff T100, T201; SonarQube S4507 (debugging features)",
    remedy="Delete it, or log it at debug level.",
    minutes=5,
    minutes_reason="a line is deleted, after a look whether anybody relies on it",
    example=Example(
        bad="""
            import pdb
            from torch import nn

            class Net(nn.Module):
                def forward(self, x):
                    pdb.set_trace()
                    print(x.shape)
                    return x
        """,
        good="""
            import logging
            from torch import nn

            class Net(nn.Module):
                def forward(self, x):
                    logging.debug("input %s", x.shape)
                    return x
        """,
    ),
    check=check,
)
