"""Which distributions does the code need? Its imports, and what is known of who provides them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from auditor.evidence.kept import MAX_PROJECTS, kept
from auditor.evidence.shipped import brought_by, providers, standard_modules
from auditor.model import (
    Does,
    Expression,
    Kind,
    Literal,
    Name,
    Project,
    SourceFile,
    Statement,
    children,
)

INSTALLS = re.compile(
    r"(?:pip3?|conda|mamba|uv|poetry|pdm|pixi)\s+(?:install|add|pip install)\b([^\n`#&|;]{0,300})"
)
DISTRIBUTION = re.compile(r"[A-Za-z][\w.-]*")
MAX_STRING = 200  # characters; longer ones are prose


class Needed(NamedTuple):
    """A top-level import of a known distribution, and where it stands first."""

    module: str
    file: SourceFile
    line: int
    guarded: bool


def needed(file: SourceFile, own: frozenset[str]) -> Iterator[Needed]:
    """The absolute imports of a file that a known distribution must provide."""
    is_program = "{{" not in file.path and file.suffix != ".pyi"  # neither template nor stub
    code = file.facts.code if is_program else None
    for entry in code.imports if code else ():
        module = entry.module.partition(".")[0]
        if providers().get(module) and module not in own and module not in standard_modules():
            yield Needed(module, file, entry.line, entry.guarded)


def own_modules(project: Project) -> frozenset[str]:
    """Top-level names that the repository itself may be imported under, compiled ones included."""
    parts = {part for file in project.files for part in file.path.split("/")[:-1]}
    return _tops(project.modules) | parts


def _first_parts(modules: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in modules)


_tops = kept(_first_parts, MAX_PROJECTS)  # a rule about single files asks at each of them


def is_provided(module: str, names: frozenset[str]) -> bool:
    """Whether one of the distributions provides the module, itself or by what it brings along."""
    own = module.lower().replace("_", "-")
    if providers().get(module, frozenset()) & names or own in names:
        return True
    return any(module in brought_by().get(name, ()) for name in names)


def modules_of(name: str) -> frozenset[str]:
    """What a distribution is imported as; empty where that is not known."""
    return _modules().get(name, frozenset())


@cache
def _modules() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for module, names in providers().items():
        for name in names:
            found.setdefault(name, set()).add(module)
    return {name: frozenset(modules) for name, modules in found.items()}


def told_to_install(project: Project) -> frozenset[str]:
    """Names that documentation, CI, notebooks or scripts install with a command."""
    return frozenset(
        name.lower().replace("_", "-")
        for file in project.files
        for text in _texts(file)
        for command in INSTALLS.findall(text)
        for name in DISTRIBUTION.findall(command)
    )


def _texts(file: SourceFile) -> Iterator[str]:
    yield file.facts.text or ""
    yield from (cell.text for cell in file.facts.cells)
    for statement in file.facts.code.statements if file.facts.code else ():
        if statement.does is Does.MAGIC:
            yield statement.text


JOINED = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
MAX_PARTS = 8  # words of a package's name; `backports-ssl-match-hostname` has four


def mentioned(project: Project, names: frozenset[str]) -> frozenset[str]:
    """Which of the names stand in settings, scripts, CI or strings of code, as a word."""
    plain = {name: name.lower().replace("-", "_").replace(".", "_") for name in names}
    sizes = {name.count("_") + 1 for name in plain.values()} & set(range(MAX_PARTS + 1))
    sought, said = frozenset(plain.values()), set[str]()
    for file in project.files:
        for text in _settings(file):
            said.update(sought.intersection(_words(text, sizes)))
    return frozenset(name for name, word in plain.items() if word in said)


def _words(text: str, sizes: Iterable[int]) -> Iterator[str]:
    """Words of a text, and so many of them in a row that dashes, dots or bars join."""
    for joined in set(JOINED.findall(text.lower())):
        parts = joined.replace("-", "_").replace(".", "_").split("_")
        for size in sizes:
            for at in range(len(parts) - size + 1):
                yield "_".join(parts[at : at + size])


def _settings(file: SourceFile) -> Iterator[str]:
    """Texts by which a package may be used without an import; what declares it is none."""
    manifest = file.facts.manifest
    if file.kind is not Kind.DOCS and (manifest is None or manifest.role == "container"):
        yield file.facts.text or ""
        yield " ".join(name for name, _ in file.facts.names)
    for statement in file.facts.code.statements if file.facts.code else ():
        yield from _strings(statement)


def _strings(statement: Statement) -> Iterator[str]:
    stack: list[Expression] = list(statement.values)
    while stack:
        expression = stack.pop()
        if isinstance(expression, Literal):
            if isinstance(expression.value, str):
                yield expression.value[:MAX_STRING]
        elif not isinstance(expression, Name):
            stack.extend(children(expression))
