"""Which definitions does anything reach? Names followed from everything that runs by itself.

A function or class at module level is reached if its name stands anywhere in code that is reached:
as a name, an attribute, an import, a word of a string, or in any text of the repository. Matching
names rather than objects errs on the side of life: two functions of one name keep each other alive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain

import msgspec

from auditor.evidence.dependencies import is_library
from auditor.evidence.kept import kept, once
from auditor.model import (
    Attribute,
    Call,
    Code,
    CodeScope,
    Does,
    Kind,
    Literal,
    Name,
    Project,
    SourceFile,
    Statement,
    children,
    dotted,
    expressions_in,
    target_of,
)

WORD = re.compile(r"[A-Za-z_]\w+")
ENTRY_FILES = re.compile(
    r"(setup|conftest|noxfile|fabfile|dodo|hubconf|manage|wsgi|asgi|settings|conf|tasks|__main__|cog"
    r"|predict|handler|inference|app|main|sitecustomize|gunicorn\w*)\.py"
)
ENTRY_FOLDERS = re.compile(
    r"(^|/)(docs?|migrations|versions|alembic|templates?|pages|plugins?|dags|hooks|challenges"
    r"|tutorials?|examples?|recipes?|samples?|demos?|\{\{[^/]*|\.[^/]+)/"
)
ENTRY_NAMES = re.compile(
    r"main|(lambda_)?handler|upgrade|downgrade|setup|teardown|create_app|pytest_\w+|test\w*|Test\w+"
    r"|_init_weights|_load_from_state_dict|_save_to_state_dict|_apply|_replicate_for_data_parallel"
    r"|_load_pyfunc|_more_tags|_get_tags|_constructor|_version|_register_\w+"
    r"|task_\w+|init|model_fn|input_fn|predict_fn|output_fn|init_process|_?cli"
    r"|_mp_fn|get_assert|get_transform|call_api"  # of launchers and of prompts' evaluators
)
HARMLESS = re.compile(
    r"(functools|torch|jax|numba|tensorflow|tf|dataclasses|contextlib|abc|typing|builtins|enum"
    r"|cached_property|lru_cache|dataclass|njit|jit|staticmethod|classmethod|contextmanager)\b"
)
"""Decorators that hand a function to nobody."""
PASSIVE = re.compile(
    r"builtins\.\w+|object|torch\.nn\.[\w.]+|torch\.utils\.data\.[\w.]+|abc\.ABC|enum\.\w+"
    r"|typing\.\w+|tensorflow\.keras\.[\w.]+|keras\.[\w.]+|sklearn\.base\.\w+|torch\.autograd\.Function"
    r"|(flax|haiku|equinox|gym|gymnasium)\.[\w.]+|collections\.\w+|unittest\.\w+|threading\.Thread"
)
"""Bases that do not look for who derives from them."""
LOADS = frozenset({"import_module", "__import__", "iter_modules", "walk_packages", "load_module"})

LOOKUPS = LOADS | {"globals", "locals", "vars", "eval", "exec", "getattr", "Fire", "getmembers"}


class Definition(msgspec.Struct, frozen=True):
    """A function or class at module level, or a private method, that nothing reaches."""

    file: SourceFile
    scope: CodeScope


@once
def unreached(project: Project) -> tuple[Definition, ...]:
    """Definitions that nothing reaches, in the order of files and text."""
    candidates = tuple(_candidates(project))
    names = frozenset(one.scope.name for one in candidates)
    if not names:
        return ()
    leads_to: defaultdict[str, set[str]] = defaultdict(set)
    inside: defaultdict[str, list[range]] = defaultdict(list)
    for one in candidates:
        if one.scope.parent != 0:
            continue  # what a method leads to counts with its class
        span = _span(one)
        inside[one.file.path].append(span)
        leads_to[one.scope.name] |= _mentions(one.file, span, names)
    alive: set[str] = set()
    pending = set(_roots(project, inside, names))
    while pending:
        name = pending.pop()
        alive.add(name)
        pending |= leads_to[name] - alive
    return tuple(one for one in candidates if one.scope.name not in alive)


def _span(one: Definition) -> range:
    """Indices of the statements of a definition, its header included."""
    code = one.file.facts.code
    statements = code.statements if code else ()
    start = end = one.scope.statement
    while end < len(statements) and statements[end].line <= one.scope.end_line:
        end += 1
    return range(start, end)


def _roots(
    project: Project, inside: Mapping[str, Iterable[range]], names: frozenset[str]
) -> Iterator[str]:
    """Candidates' names in all that is not inside a candidate."""
    for file in project.files:
        code = file.facts.code
        if code is None:
            yield from _meant(file.facts.text or "", names)
            yield from names.intersection(name for name, _ in file.facts.names)
            continue
        yield from names.intersection((*code.annotated, *(code.exports or ())))
        for cell in file.facts.cells:
            yield from _meant(cell.text, names)
        start = 0
        for span in inside.get(file.path, ()):
            yield from _mentions(file, range(start, span.start), names)
            start = span.stop
        yield from _mentions(file, range(start, len(code.statements)), names)
        yield from _imported(code) & names


def _meant(text: str, names: frozenset[str]) -> set[str]:
    """Names that a text may mean: its words, and what `handle_` or `_loss` are parts of."""
    return _meant_by(set(WORD.findall(text)), names)


def _meant_by(words: AbstractSet[str], names: frozenset[str]) -> set[str]:
    found = set(words & names)
    for part in words:
        if part.endswith("_"):
            found.update(name for name in names if name.startswith(part))
        elif part.startswith("_"):
            found.update(name for name in names if name.endswith(part))
    return found


def _imported(code: Code) -> frozenset[str]:
    return frozenset(entry.name for entry in code.imports if entry.name)


def _mentions(file: SourceFile, span: range, names: frozenset[str]) -> set[str]:
    """Candidates' names that stand in some statements of a file."""
    said = _said(file)[span.start : span.stop]
    found = set(names).intersection(chain.from_iterable(named for named, _ in said))
    return found | _meant_by({word for _, words in said for word in words}, names)


Said = tuple[tuple[str, ...], frozenset[str]]
"""The names that a statement uses, and the words of its strings."""


@kept
def _said(file: SourceFile) -> tuple[Said, ...]:
    code = file.facts.code
    return tuple(map(_said_by, code.statements)) if code else ()


def _said_by(statement: Statement) -> Said:
    names: list[str] = []
    words = set(WORD.findall(statement.text)) if statement.does is Does.MAGIC else set[str]()
    for one in expressions_in(statement):
        if isinstance(one, Name):
            names.append(one.id)
        elif isinstance(one, Attribute):
            names.append(one.name)
        elif isinstance(one, Literal) and isinstance(one.value, str):
            words.update(WORD.findall(one.value))
    return tuple(names), frozenset(words)


def _candidates(project: Project) -> Iterator[Definition]:
    """What might be dead: nobody outside can be meant to use it."""
    library = is_library(project)
    searched = _searched(project)
    for file in project.python_files(tests=False):
        code = file.facts.code
        if code is None or file.path in searched or not _may_hold_dead_code(file):
            continue
        for scope in code.scopes[1:]:
            if _may_be_dead(file, code, scope, library=library):
                yield Definition(file, scope)


def _may_hold_dead_code(file: SourceFile) -> bool:
    return (
        file.kind is Kind.SOURCE
        and file.name != "__init__.py"
        and file.suffix == ".py"
        and not ENTRY_FILES.fullmatch(file.name)
        and not ENTRY_FOLDERS.search(file.path)
    )


def _may_be_dead(file: SourceFile, code: Code, scope: CodeScope, *, library: bool) -> bool:
    """Whether it is a definition at module level or a private method that only names can reach."""
    owner = code.scopes[scope.parent]
    private = scope.name.startswith("_") and not scope.name.endswith("_")
    if scope.kind == "class" or scope.parent == 0:
        outermost = scope.parent == 0 and code.statements[scope.statement].parent == -1
        asked = outermost and (private or not library)
        bases = file.ancestors.get(scope.qualname, ())
    else:
        asked = private and owner.kind == "class" and owner.parent == 0
        bases = file.ancestors.get(owner.qualname, ())
    return (
        asked
        and not scope.name.startswith("__")
        and not ENTRY_NAMES.fullmatch(scope.name)
        and all(map(HARMLESS.match, scope.decorators))
        and all(map(PASSIVE.fullmatch, bases))
    )


def _searched(project: Project) -> frozenset[str]:
    """Files whose names are looked up while the program runs, so that any may be meant."""
    found: set[str] = set()
    for file in project.python_files():
        for call in _lookups(file):
            name = dotted(call.function).rpartition(".")[2]
            if name == "getattr":
                found.update(_asked(project, file, call))
            elif name in LOADS:
                folder = file.path.rpartition("/")[0]
                paths = project.modules.values() if folder else ()
                found.update(path for path in paths if path.startswith(f"{folder}/"))
            else:
                found.add(file.path)
    return frozenset(found)


def loads_by_name(file: SourceFile) -> bool:
    """Whether a file imports modules whose names are computed, as plugins and registries do."""
    calls = (dotted(call.function).rpartition(".")[2] for call in _lookups(file))
    return any(name in LOADS for name in calls)


@kept
def _lookups(file: SourceFile) -> tuple[Call, ...]:
    """Calls that find something by a name that is computed."""
    return tuple(call for _, call in file.contents.of(LOOKUPS) if _is_lookup(call))


def _is_lookup(call: Call) -> bool:
    match call:
        case Call(function=Name(id="globals" | "locals" | "vars"), args=()):
            return True
        case Call(function=Name(id="eval" | "exec"), args=(first, *_)):
            return not isinstance(first, Literal)
        case Call(function=Name(id="getattr"), args=(_, name, *_)):
            return not isinstance(name, Literal)
        case Call(function=Attribute(name="Fire" | "getmembers") | Name(id="Fire"), args=args):
            return not args or any("__name__" in map(dotted, children(arg)) for arg in args)
        case Call(function=Attribute(name=name) | Name(id=name), args=args):
            return name in LOADS and not (args and isinstance(args[0], Literal))
        case _:
            return False


def _asked(project: Project, file: SourceFile, call: Call) -> Iterator[str]:
    """The module of the repository, or all of the package, whose attribute is asked for."""
    path = project.modules.get(file.full(target_of(call.args[0])))
    if path is not None:
        folder = path.removesuffix("__init__.py")
        yield from (other for other in project.modules.values() if other.startswith(folder))
