"""What does a pyproject.toml declare? PEP 621 and 735, Poetry, PDM, Hatch, Flit, uv and pixi."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from auditor.facts.manifest.conda import is_pinned_spec
from auditor.facts.manifest.shapes import (
    Lines,
    is_fixed_revision,
    is_pinned,
    read_toml,
    requirements,
    strings,
    table,
    text_of,
)
from auditor.model import Dependency, Manifest

BACKENDS = {
    "poetry": "poetry",
    "pdm": "pdm",
    "hatchling": "hatch",
    "flit_core": "flit",
    "uv_build": "uv",
    "setuptools": "setuptools",
}
TOOLS = ("poetry", "uv", "pdm", "pixi", "hatch", "flit")  # that manage environments, not only build
PYTHON = "python"


def read_pyproject(_path: str, text: str) -> Manifest | None:
    """None where the file only sets up tools and says nothing of packages."""
    document = read_toml(text)
    tools = table(document, "tool")
    manages = any(name in tools for name in (*TOOLS, "setuptools"))
    if not manages and not {"project", "build-system", "dependency-groups"} & document.keys():
        return None
    lines = Lines(text)
    found = [*_standard(document, lines), *_tools(tools, lines)]
    return Manifest(
        _manager(document),
        "manifest",
        tuple(_with_sources(found, table(tools, "uv", "sources"))),
        requires_python=_requires_python(document),
        content_hash=" ".join(_poetry_hashes(document)) if "poetry" in tools else "",
    )


def read_pixi(_path: str, text: str) -> Manifest:
    document = read_toml(text)
    python = text_of(table(document, "dependencies").get(PYTHON))
    return Manifest("pixi", "manifest", tuple(_pixi(document, Lines(text))), python)


def _manager(document: Mapping[str, Any]) -> str:
    tools = table(document, "tool")
    chosen = next((tool for tool in TOOLS if tool in tools), None)
    backend = text_of(table(document, "build-system").get("build-backend")).partition(".")[0]
    return chosen or BACKENDS.get(backend, "setuptools")


def _requires_python(document: Mapping[str, Any]) -> str:
    stated = (
        table(document, "project").get("requires-python"),
        table(document, "tool", "poetry", "dependencies").get(PYTHON),
        table(document, "tool", "flit", "metadata").get("requires-python"),
        table(document, "tool", "pixi", "dependencies").get(PYTHON),
    )
    return next((text for text in map(text_of, stated) if text), "")


def _standard(document: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    project = table(document, "project")
    yield from requirements(strings(project.get("dependencies")), lines)
    yield from _groups(table(project, "optional-dependencies"), lines)
    yield from _groups(table(document, "dependency-groups"), lines)


def _groups(groups: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    for name, texts in groups.items():
        plain = (text.removeprefix("-e ") for text in strings(texts))
        yield from requirements(plain, lines, group=str(name))


def _tools(tools: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    yield from _poetry(table(tools, "poetry"), lines)
    yield from _groups(table(tools, "pdm", "dev-dependencies"), lines)
    yield from requirements(strings(table(tools, "uv").get("dev-dependencies")), lines, "dev")
    yield from _flit(table(tools, "flit", "metadata"), lines)
    yield from _hatch(table(tools, "hatch", "envs"), lines)
    yield from _pixi(table(tools, "pixi"), lines)


def _flit(metadata: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    yield from requirements(strings(metadata.get("requires")), lines)
    yield from _groups(table(metadata, "requires-extra"), lines)


def _hatch(environments: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    for name, environment in environments.items():
        group = "dev" if name == "default" else str(name)
        for key in ("dependencies", "extra-dependencies"):
            yield from requirements(strings(table(environment).get(key)), lines, group)


def _poetry(poetry: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    extras = _extra_of(table(poetry, "extras"))
    for found in poetry_table(table(poetry, "dependencies"), lines):
        yield msgspec.structs.replace(found, group=extras.get(found.name, found.group))
    yield from poetry_table(table(poetry, "dev-dependencies"), lines, "dev")
    for name, group in table(poetry, "group").items():
        yield from poetry_table(table(group, "dependencies"), lines, str(name))


def _extra_of(extras: Mapping[str, Any]) -> dict[str, str]:
    return {
        canonicalize_name(package): str(extra)
        for extra, packages in extras.items()
        for package in strings(packages)
    }


def poetry_table(
    packages: Mapping[str, Any], lines: Lines, group: str = ""
) -> Iterator[Dependency]:
    """Poetry's, Pipenv's and pixi's way: a name and a version, or a table, or a list of them."""
    for name, value in packages.items():
        if str(name).lower() != PYTHON:
            options = value[0] if isinstance(value, list) and value else value
            yield _poetry_entry(str(name), options, lines(str(name)), group)


def _poetry_entry(name: str, value: object, line: int, group: str) -> Dependency:
    options = table(value)
    specifier = text_of(value) or text_of(options.get("version"))
    url = url_of(options)
    optional = "optional" if options.get("optional") is True and not group else group
    pinned = is_fixed(options) if url else _is_pinned_poetry(specifier)
    marker = text_of(options.get("markers"))
    return Dependency(canonicalize_name(name), specifier, line, optional, url, pinned, marker)


def url_of(options: Mapping[str, Any]) -> str:
    """The address in a table of options: a repository, a file, or a folder of this repository."""
    git = text_of(options.get("git"))
    if git:
        return f"git+{git}"
    folder = text_of(options.get("path"))
    return text_of(options.get("url")) or (f"file:{folder}" if folder else "")


def is_fixed(options: Mapping[str, Any]) -> bool:
    """Whether what lies behind `url_of` stays: a commit, a tag, a file; not a branch."""
    if "git" not in options:
        return True
    return "tag" in options or is_fixed_revision(text_of(options.get("rev") or options.get("ref")))


def _is_pinned_poetry(specifier: str) -> bool:
    return is_pinned(specifier) or is_pinned_spec(specifier)


def _pixi(document: Mapping[str, Any], lines: Lines) -> Iterator[Dependency]:
    yield from _pixi_tables(document, lines, "")
    for name, feature in table(document, "feature").items():
        yield from _pixi_tables(table(feature), lines, str(name))


def _pixi_tables(tables: Mapping[str, Any], lines: Lines, group: str) -> Iterator[Dependency]:
    for key in ("dependencies", "host-dependencies", "pypi-dependencies"):
        yield from poetry_table(table(tables, key), lines, group)


def _with_sources(found: Iterable[Dependency], sources: Mapping[str, Any]) -> Iterator[Dependency]:
    """In uv, a table of its own says where a package comes from."""
    by_name: dict[str, Mapping[str, Any]] = {
        canonicalize_name(str(name)): table(value) for name, value in sources.items()
    }
    for dependency in found:
        options = by_name.get(dependency.name, {})
        url = url_of(options)
        yield (
            msgspec.structs.replace(dependency, url=url, pinned=is_fixed(options))
            if url
            else dependency
        )


LEGACY_KEYS = ("dependencies", "source", "extras", "dev-dependencies")
PROJECT_KEYS = ("requires-python", "dependencies", "optional-dependencies")


def _poetry_hashes(document: Mapping[str, Any]) -> list[str]:
    """The content hashes that Poetry's versions would write for this file, newest first.

    From `Locker._get_content_hash` of Poetry 2; 1.x knew neither `project` nor groups.
    """
    poetry = table(document, "tool", "poetry")
    project = table(document, "project")
    groups = table(document, "dependency-groups")
    stated = {key: project[key] for key in PROJECT_KEYS if project.get(key) is not None}
    legacy = {key: poetry.get(key) for key in LEGACY_KEYS}
    grouped = {"group": poetry["group"]} if poetry.get("group") is not None else {}
    candidates = [
        _poetry2(stated, groups, {**legacy, **grouped}),
        _poetry2(stated, {}, {**legacy, **grouped}),
        {**legacy, **grouped},
        legacy,
    ]
    return list(dict.fromkeys(_sha256(candidate) for candidate in candidates))


def _poetry2(
    project: Mapping[str, Any], groups: Mapping[str, Any], poetry: Mapping[str, Any]
) -> Mapping[str, Any]:
    if not project and not groups:
        return poetry
    given = {key: value for key, value in poetry.items() if value is not None}
    standard = {"project": project} if project else {}
    grouped = {"dependency-groups": groups} if groups else {}
    return {**standard, **grouped, "tool": {"poetry": given}}


def _sha256(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
