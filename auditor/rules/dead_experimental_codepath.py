"""A branch or a copy that stayed behind from an experiment.

Experiments are cheap as branches within the main code, and each one left there has to be read,
kept working and tested with all others: Sculley et al. name Knight Capital, which lost 465 million
dollars in 45 minutes through such a path.

Reported are branches on a constant: `if False:`, `if 0:`, or a switch that the module sets once,
in capitals, to True or False, and that nothing in the repository ever sets again; and copies
beside what they were copied from: `train_old.py` beside `train.py`, `forward_old` beside
`forward`, where nothing uses the copy. Silent are switches about the environment (debugging,
logging, availability of libraries), those that something may set from outside (`exec`,
`globals()`, `setattr`, a user's settings module), notebooks and tests, and the variants `_v2`,
which may be models of their own. What code nothing reaches at all is dead-code's affair, and what
is only commented out is commented-out-code's.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from auditor.evidence.kept import kept, once
from auditor.evidence.programs import is_aside
from auditor.model import (
    Attribute,
    Category,
    Confidence,
    Does,
    Example,
    Hit,
    Kind,
    Literal,
    Name,
    Operation,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
    Statement,
)

SWITCH = re.compile(r"[A-Z][A-Z0-9_]{2,60}")
NO_EXPERIMENT = re.compile(
    r"DEBUG|VERBOSE|LOG|PRINT|TRACE|TYPE_CHECKING|HAVE|HAS_|AVAILABLE|INSTALLED|IS_|ON_|PROFIL|TEST"
    r"|COLOR|COLOUR|DEV|PROD|PY[23]|SUPPORT|WINDOWS|LINUX|CI$|DRY_RUN|STRICT|SSL|SAVE|PLOT|SHOW"
    r"|DISPLAY|CUDA|GPU|TPU|RESUME|COLAB|DOWNLOAD"
)
LEFT_BEHIND = re.compile(
    r"(?P<base>\w{3,60}?)_?(?:old|bak|backup|copy|deprecated|unused|orig|obsolete)\d?"
)
PROSE = 200  # characters: no name is so long
REACHES_IN = frozenset(("exec", "execfile", "globals", "locals", "vars"))


def check(project: Project) -> Iterator[Hit]:
    sources = [file for file in project.python_files(tests=False) if file.kind is Kind.SOURCE]
    for file in sources:
        if not is_aside(file.path):
            yield from _never(file)
            yield from _switches(project, file)
            yield from _left_behind(project, file)
    yield from _copies(project, sources)


def _never(file: SourceFile) -> Iterator[Hit]:
    """The first branch of a file that is never taken, and how many there are."""
    statements = file.facts.code.statements if file.facts.code else ()
    following = pairwise((*statements, None))
    never = [header for header, then in following if header and _is_off(header, then)]
    if never:
        others = f", nor {len(never) - 1} more in this file" if len(never) > 1 else ""
        place = file.location(never[0].line, never[0].end_line)
        yield Hit(place, f"this branch is never taken{others}", identity="never taken")


def _is_off(header: Statement, then: Statement | None) -> bool:
    """Whether a branch is never taken and says more than that its function is a generator."""
    match header:
        case Statement(does=Does.IF, values=(Literal(value=False | 0), *_)):
            return not _only_yields(header, then)
        case _:
            return False


def _only_yields(header: Statement, then: Statement | None) -> bool:
    match then:
        case Statement(does=Does.EXPRESSION, values=(Operation(operator="Yield"),)):
            return then.end_line == header.end_line
        case _:
            return False


def _switches(project: Project, file: SourceFile) -> Iterator[Hit]:
    found = {} if _is_reached_into(file) else _constant_switches(file)
    seen: set[str] = set()
    for statement in file.facts.code.statements if file.facts.code and found else ():
        name = _asked(statement)
        if name in found and name not in seen and name not in _set_elsewhere(project):
            seen.add(name)
            text = f"`{name}` is {found[name]} and nothing ever sets it: one branch is dead"
            yield Hit(file.location(statement.line), text, identity=name)


@kept
def _constant_switches(file: SourceFile) -> Mapping[str, bool]:
    """Names in capitals that the module binds once, to True or False."""
    found: dict[str, bool] = {}
    often: set[str] = set()
    for statement in file.facts.code.statements if file.facts.code else ():
        for target in statement.targets:
            if not isinstance(target, Name) or not SWITCH.fullmatch(target.id):
                continue
            often |= {target.id} & found.keys()
            match statement:
                case Statement(
                    does=Does.ASSIGN, parent=-1, scope=0, values=(Literal(value=bool() as on),)
                ):
                    found[target.id] = on
                case _:
                    often.add(target.id)
    plain = {name: on for name, on in found.items() if name not in often}
    return {name: on for name, on in plain.items() if not NO_EXPERIMENT.search(name)}


def _asked(statement: Statement) -> str:
    """The switch that an `if` asks about, alone or negated."""
    if statement.does is not Does.IF or not statement.values:
        return ""
    match statement.values[0]:
        case Name(id=name) | Operation(operator="Not", operands=(Name(id=name),)):
            return name
        case _:
            return ""


@once
def _set_elsewhere(project: Project) -> frozenset[str]:
    """Names in capitals that some code sets as an attribute, or that a test or script patches."""
    found: set[str] = set()
    for file in project.python_files():
        for statement in file.facts.code.statements if file.facts.code else ():
            for target in statement.targets:
                if isinstance(target, Attribute):
                    found.add(target.name)
        short = (text for text in file.contents.texts if len(text) < PROSE)
        found.update(text.rpartition(".")[2] for text in short)
    return frozenset(found)


def _is_reached_into(file: SourceFile) -> bool:
    """Whether the names of a module may be set or asked for where no statement shows it."""
    return not REACHES_IN.isdisjoint(file.contents.called)


def _left_behind(project: Project, file: SourceFile) -> Iterator[Hit]:
    """Functions and classes called after another one beside them that nobody uses."""
    code = file.facts.code
    stem = file.name.rpartition(".")[0]
    hidden = _is_reached_into(file) or stem in _given_away(project)
    scopes = code.scopes[1:] if code and not hidden else ()
    names = {(scope.parent, scope.name) for scope in scopes}
    for scope in scopes:
        match = LEFT_BEHIND.fullmatch(scope.name.lower())
        base = scope.name[: match.end("base")] if match else ""
        if base and (scope.parent, base) in names and scope.name not in _used(project):
            text = f"`{scope.qualname}` stayed behind beside `{base}`, and nothing uses it"
            yield Hit(file.location(scope.line), text, identity=scope.qualname)


@once
def _given_away(project: Project) -> frozenset[str]:
    """Modules that others import with a star: what they hold may be asked for by any name."""
    return frozenset(
        module.rpartition(".")[2]
        for file in project.python_files()
        for module in (file.facts.code.star_imports if file.facts.code else ())
    )


@once
def _used(project: Project) -> frozenset[str]:
    """Every name that any code reads, as a name, an attribute, an import or a string."""
    found: set[str] = set()
    for file in project.python_files():
        found |= file.contents.names | file.contents.attributes
        found.update(filter(str.isidentifier, file.contents.texts))
        imports = file.facts.code.imports if file.facts.code else ()
        found.update(entry.name or entry.module for entry in imports)
    return frozenset(found)


def _copies(project: Project, sources: list[SourceFile]) -> Iterator[Hit]:
    """Modules called after another one beside them that nobody imports."""
    paths = {file.path for file in sources}
    for file in sources:
        folder, _, name = file.path.rpartition("/")
        stem, _, suffix = name.rpartition(".")
        match = LEFT_BEHIND.fullmatch(stem.lower().replace("-", "_").replace(" ", "_"))
        base = f"{stem[: match.end('base')]}.{suffix}" if match else ""
        original = f"{folder}/{base}" if folder else base
        if base and original in paths and stem not in _imported(project):
            text = f"{name} stayed behind beside {base}, and nothing imports it"
            yield Hit(file.location(1), text, identity=file.path)


@once
def _imported(project: Project) -> frozenset[str]:
    return frozenset(
        part
        for file in project.python_files()
        for entry in (file.facts.code.imports if file.facts.code else ())
        for part in (*entry.module.split("."), entry.name or "")
    )


RULE = Rule(
    id="dead-experimental-codepath",
    about=__doc__,
    category=Category.SYSTEM,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="S15 section 4 (dead experimental codepaths)",
    remedy="Delete what the experiment left, or make the switch an option that somebody sets.",
    minutes=20,
    minutes_reason=(
        "reading both paths, deleting one, and seeing that the tests still pass; git"
        " keeps"
        " the other"
    ),
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            USE_ATTENTION = False

            def forward(x):
                if USE_ATTENTION:
                    x = attend(x)
                return x
        """,
        good="""
            def forward(x, use_attention=False):
                if use_attention:
                    x = attend(x)
                return x
        """,
    ),
    check=check,
)
