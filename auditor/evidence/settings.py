"""Which settings does the code declare? With which values, and does anything read them."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from auditor.evidence.kept import kept, once
from auditor.model import (
    Call,
    Code,
    Does,
    Expression,
    Kind,
    Literal,
    Location,
    Name,
    Operation,
    Project,
    SourceFile,
    Statement,
)

Plain = bool | int | float | str | None
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{2,60}")
DECLARES = re.compile(r"(^|\.)(add_argument|option|DEFINE_\w+|add_arg)$")


class Setting(msgspec.Struct, frozen=True):
    """A setting where it gets its value. `how` is option, constant or flag."""

    key: str  # lower case, with underscores
    value: Plain
    how: str
    file: SourceFile
    line: int

    @property
    def location(self) -> Location:
        return self.file.location(self.line)


@once
def settings(project: Project) -> tuple[Setting, ...]:
    """Options with their defaults and constants of modules, in the order of files and text."""
    return tuple(
        setting for file in project.python_files(tests=False) for setting in _of_file(file)
    )


@kept
def _of_file(file: SourceFile) -> tuple[Setting, ...]:
    if file.kind is Kind.NOTEBOOK or file.facts.code is None:
        return ()
    return (*_options(file), *_constants(file, file.facts.code))


@once
def settings_by_file(project: Project) -> Mapping[str, tuple[Setting, ...]]:
    """Path -> the settings that it declares."""
    found: dict[str, list[Setting]] = {}
    for setting in settings(project):
        found.setdefault(setting.file.path, []).append(setting)
    return {path: tuple(declared) for path, declared in found.items()}


def _options(file: SourceFile) -> Iterator[Setting]:
    for _, call in file.contents.named(DECLARES):
        key = _option_name(call)
        if key:
            yield Setting(key, _default(call), "option", file, call.line)


def _option_name(call: Call) -> str:
    """`--learning-rate` is learning_rate, unless `dest` says otherwise."""
    names = [arg.value for arg in call.args if isinstance(arg, Literal)]
    texts = [name for name in names if isinstance(name, str)]
    dest = call.keyword("dest")
    if isinstance(dest, Literal) and isinstance(dest.value, str):
        return dest.value
    if "DEFINE_" in call.name:
        return texts[0] if texts else ""
    long = [text for text in texts if text.startswith("--")]
    first = (long or [text for text in texts if text.startswith("-")] or [""])[0]
    return first.lstrip("-").replace("-", "_")


def _default(call: Call) -> Plain:
    position = 1 if "DEFINE_" in call.name else None
    return literal(call.argument("default", position))


def _constants(file: SourceFile, code: Code) -> Iterator[Setting]:
    for statement in code.statements:
        match statement:
            case Statement(
                does=Does.ASSIGN, scope=0, parent=-1, targets=(Name(id=name),), operator=""
            ):
                value = literal(statement.values[0]) if statement.values else None
                if value is not None and CONSTANT.fullmatch(name):
                    yield Setting(name.lower(), value, "constant", file, statement.line)
            case _:
                pass


def literal(expression: Expression | None) -> Plain:
    """The value of a constant or of a number with its sign; None for anything else."""
    match expression:
        case Literal(value=value):
            return value
        case Operation(operator="USub", operands=(Literal(value=int() | float() as value),)):
            return -value
        case _:
            return None


@once
def names_read(project: Project) -> frozenset[str]:
    """Names that any code of the repository asks for: attributes, names, keywords, strings."""
    found: set[str] = set()
    for file in project.python_files():
        contents = file.contents
        found |= contents.attributes | contents.names
        found.update(filter(str.isidentifier, contents.texts))
        for call in contents.calls:
            found.update(keyword.name for keyword in call.keywords if keyword.name != "dest")
    return frozenset(found)
