"""Which distributions does the code need? Its imports, and what is known of who provides them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from auditor.evidence.shipped import brought_by, providers, standard_modules
from auditor.model import Does, Kind, Literal, Project, SourceFile, expressions_in

INSTALLS = re.compile(
    r"(?:pip3?|conda|mamba|uv|poetry|pdm|pixi)\s+(?:install|add|pip install)\b([^\n`#&|;]{0,300})"
)
NAME = re.compile(r"[A-Za-z][\w.-]*")


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
    return frozenset({name.partition(".")[0] for name in project.modules} | parts)


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
        for name in NAME.findall(command)
    )


def _texts(file: SourceFile) -> Iterator[str]:
    yield file.facts.text or ""
    yield from (cell.text for cell in file.facts.cells)
    for statement in file.facts.code.statements if file.facts.code else ():
        if statement.does is Does.MAGIC:
            yield statement.text


def mentions(project: Project) -> frozenset[str]:
    """Words of settings, scripts, CI and strings of code by which a distribution may be used."""
    return frozenset(word for file in project.files for word in _words(file))


WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,60}")


def _words(file: SourceFile) -> Iterator[str]:
    if file.facts.manifest is None or file.facts.manifest.role == "container":
        yield from WORD.findall(file.facts.text or "") if file.kind is not Kind.DOCS else ()
        yield from (name for name, _ in file.facts.names)
    for statement in file.facts.code.statements if file.facts.code else ():
        for expression in expressions_in(statement):
            if isinstance(expression, Literal) and isinstance(expression.value, str):
                yield from WORD.findall(expression.value[:200])
