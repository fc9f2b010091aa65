"""What do setup.py and setup.cfg declare? setup.py is read by its literals and never run."""

import ast
import configparser
import warnings
from collections.abc import Iterator, Mapping, Sequence

from auditor.facts.manifest.pip_lines import logical_lines
from auditor.facts.manifest.shapes import Lines, requirement
from auditor.model import Dependency, Manifest

Bindings = Mapping[str, ast.expr]


def read_setup_cfg(_path: str, text: str) -> Manifest | None:
    """None where the file only sets up tools."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.read_string(text)
    if not parser.has_section("metadata") and not parser.has_section("options"):
        return None
    lines = Lines(text)
    return Manifest(
        "setuptools",
        "manifest",
        tuple(_configured(parser, lines)),
        requires_python=parser.get("options", "python_requires", fallback=""),
    )


def _configured(parser: configparser.RawConfigParser, lines: Lines) -> Iterator[Dependency]:
    yield from _listed(parser.get("options", "install_requires", fallback=""), lines)
    yield from _listed(parser.get("options", "tests_require", fallback=""), lines, "test")
    if parser.has_section("options.extras_require"):
        for extra, value in parser.items("options.extras_require"):
            yield from _listed(value, lines, extra)


def _listed(value: str, lines: Lines, group: str = "") -> Iterator[Dependency]:
    for _, content in logical_lines(value.replace(";\n", "\n")):
        found = requirement(content, lines(content), group)
        if found is not None:
            yield found


def read_setup_py(_path: str, text: str) -> Manifest | None:
    """None where nothing calls `setup`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the target's escapes and literals
        tree = ast.parse(text)
    call = next(filter(_is_setup, ast.walk(tree)), None)
    if not isinstance(call, ast.Call):
        return None
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    bindings = _bindings(tree)
    python = next(_texts(keywords.get("python_requires"), bindings), ("", 1))
    return Manifest(
        "setuptools", "manifest", tuple(_called(keywords, bindings)), requires_python=python[0]
    )


def _is_setup(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="setup")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr="setup"), keywords=[_, *_]):
            return True
        case _:
            return False


def _bindings(tree: ast.Module) -> Bindings:
    """Names and what a plain assignment anywhere in the file gives them; the last one wins."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _called(keywords: Mapping[str, ast.expr], bindings: Bindings) -> Iterator[Dependency]:
    yield from _required(keywords.get("install_requires"), bindings)
    yield from _required(keywords.get("tests_require"), bindings, "test")
    extras = _followed(keywords.get("extras_require"), bindings)
    if isinstance(extras, ast.Dict):
        for key, value in zip(extras.keys, extras.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from _required(value, bindings, key.value)


def _required(node: ast.expr | None, bindings: Bindings, group: str = "") -> Iterator[Dependency]:
    for text, line in _texts(node, bindings):
        for part in text.splitlines():
            found = requirement(part, line, group) if part.strip() else None
            if found is not None:
                yield found


def _followed(node: ast.expr | None, bindings: Bindings) -> ast.expr | None:
    return bindings.get(node.id) if isinstance(node, ast.Name) else node


def _texts(
    node: ast.expr | None, bindings: Bindings, followed: set[str] | None = None
) -> Iterator[tuple[str, int]]:
    """The strings in a literal, a sum of literals, or names for them; no name is followed twice."""
    followed = set() if followed is None else followed
    match node:
        case ast.Constant(value=str(text), lineno=line):
            yield text, line
        case ast.Name(id=name) if name in bindings and name not in followed:
            followed.add(name)
            yield from _texts(bindings[name], bindings, followed)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            yield from _all_texts(parts, bindings, followed)
        case ast.BinOp(left=left, right=right):
            yield from _all_texts([left, right], bindings, followed)
        case ast.Starred(value=value):
            yield from _texts(value, bindings, followed)


def _all_texts(
    nodes: Sequence[ast.expr], bindings: Bindings, followed: set[str]
) -> Iterator[tuple[str, int]]:
    for node in nodes:
        yield from _texts(node, bindings, followed)
