"""Which Python do the small files name? pyenv, Heroku, asdf, mise, tox, nox and Nix have one."""

import ast
import configparser
import re
import warnings
from collections.abc import Iterator

from auditor.facts.manifest.pip_lines import entry, logical_lines
from auditor.facts.manifest.shapes import Lines, read_toml, requirement, table, text_of
from auditor.model import Dependency, Manifest

VERSION = re.compile(
    r"(?:python|cpython|pypy|miniconda|anaconda)?[0-9]?-?(\d{1,2}(?:\.\d{1,3}){0,2})"
)
TOX_FACTOR = re.compile(r"^[\w!,{}.-]{1,80}:\s+")


def read_python_version(_path: str, text: str) -> Manifest:
    """The file of pyenv; with several versions, the first is the one that `python` starts."""
    return Manifest("pyenv", "python-version", requires_python=_first_version(text))


def read_runtime(_path: str, text: str) -> Manifest | None:
    """Heroku's and Binder's runtime.txt; None where it asks for another language."""
    if not text.lstrip().startswith(("python", "3.", "2.")):
        return None
    return Manifest("runtime", "python-version", requires_python=_first_version(text))


def read_tool_versions(_path: str, text: str) -> Manifest | None:
    """The file of asdf; None where it names no Python."""
    rows = (line.split() for line in text.splitlines())
    python = next((row[1] for row in rows if len(row) > 1 and row[0] == "python"), "")
    return Manifest("asdf", "python-version", requires_python=exact(python)) if python else None


def _first_version(text: str) -> str:
    words = (line.split("#")[0].strip() for line in text.splitlines())
    return exact(next((word for word in words if word), ""))


def exact(version: str) -> str:
    """`3.8`, `3.8.1`, `python-3.8.1`, `3.8.1/envs/x` as a specifier; "" for no CPython version."""
    found = VERSION.match(version)
    if found is None:
        return ""
    return f"=={found[1]}" if found[1].count(".") == 2 else f"=={found[1]}.*"  # noqa: PLR2004 - x.y.z


def read_tox(_path: str, text: str) -> Manifest:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.read_string(text)
    lines = Lines(text)
    found = [
        dependency
        for section in parser.sections()
        if section == "tox" or section.startswith("testenv")
        for dependency in _tox_deps(parser.get(section, "deps", fallback=""), lines)
    ]
    return Manifest("tox", "manifest", tuple(found))


def _tox_deps(value: str, lines: Lines) -> Iterator[Dependency]:
    for _, content in logical_lines(value):
        plain = TOX_FACTOR.sub("", content)
        found = None if plain.startswith("{") else entry(plain, lines(content, plain), "test")
        if found is not None:
            yield found


def read_nox(_path: str, text: str) -> Manifest:
    """The literals that sessions install."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the target's escapes and literals
        tree = ast.parse(text)
    found = [
        dependency
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _installs(node.func)
        for argument in node.args
        if (dependency := _nox_dependency(argument)) is not None
    ]
    return Manifest("nox", "manifest", tuple(found))


def _installs(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in {"install", "conda_install"}


def _nox_dependency(node: ast.expr) -> Dependency | None:
    match node:
        case ast.Constant(value=str(text), lineno=line) if not text.startswith(("-", ".")):
            return requirement(text, line, "test")
        case _:
            return None


NIX_PYTHON = re.compile(r"\bpython(2|3)(\d{1,2})(?!\d)")


def read_nix(_path: str, text: str) -> Manifest:
    """A Nix expression is a language: which Python it takes is all that is read."""
    found = NIX_PYTHON.search(text)
    return Manifest(
        "nix", "container", requires_python=f"=={found[1]}.{found[2]}.*" if found else ""
    )


def read_mise(_path: str, text: str) -> Manifest | None:
    """None where it names no Python."""
    python = table(read_toml(text), "tools").get("python")
    version = exact(text_of(python))
    return Manifest("mise", "python-version", requires_python=version) if version else None
