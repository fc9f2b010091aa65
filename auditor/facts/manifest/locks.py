"""Which versions does a lock file hold? Poetry, uv, PDM, pylock, Pipenv, pixi, conda-lock, Nix."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from packaging.utils import canonicalize_name

from auditor.evidence.yaml_tree import line_of, read_yaml
from auditor.facts.manifest.shapes import Lines, items, read_toml, strings, table, text_of
from auditor.model import Dependency, Manifest

HEADERS = ("[[package]]", "[[packages]]")
LOCAL = frozenset({"virtual", "editable", "directory", "path"})  # uv's sources inside the repo


def read_toml_lock(path: str, text: str) -> Manifest:
    """poetry.lock, uv.lock, pdm.lock and pylock.toml are lists of packages in TOML."""
    document = read_toml(text)
    metadata = table(document, "metadata")
    python = document.get("requires-python") or metadata.get("python-versions")
    return Manifest(
        _manager(path),
        "lock",
        tuple(_packages(document, text)),
        requires_python=text_of(python or metadata.get("requires_python")),
        content_hash=text_of(metadata.get("content-hash") or metadata.get("content_hash")),
    )


def _manager(path: str) -> str:
    name = path.rpartition("/")[2]
    known = ("poetry", "uv", "pdm")
    return next((manager for manager in known if name.startswith(manager)), "pip")


def _packages(document: Mapping[str, Any], text: str) -> Iterator[Dependency]:
    packages = items(document.get("package")) or items(document.get("packages"))
    lines = text.splitlines()
    starts = (number for number, line in enumerate(lines, 1) if line.strip() in HEADERS)
    for package, line in zip_longest(packages, starts, fillvalue=1):
        name = text_of(table(package).get("name"))
        if name and not LOCAL & table(package, "source").keys():
            yield _locked(name, table(package), line if isinstance(line, int) else 1)


def _locked(name: str, package: Mapping[str, Any], line: int) -> Dependency:
    return Dependency(
        name=canonicalize_name(name),
        specifier=f"=={text_of(package.get('version'))}",
        line=line,
        group=_group(package),
        pinned=True,
    )


def _group(package: Mapping[str, Any]) -> str:
    """What a package is locked for; "" where it also serves at run time, or nothing is said."""
    groups = strings(package.get("groups")) or [text_of(package.get("category"))]
    return "" if {"main", "default", ""} & set(groups) else groups[0]


def read_pipfile_lock(_path: str, text: str) -> Manifest:
    document = json.loads(text)
    lines = Lines(text)
    meta = table(document, "_meta")
    sections = (("default", ""), ("develop", "dev"))
    found = [
        _locked_by_pipenv(str(name), table(options), lines(str(name)), group)
        for section, group in sections
        for name, options in table(document, section).items()
    ]
    return Manifest(
        "pipenv",
        "lock",
        tuple(found),
        requires_python=_python_of(table(meta, "requires")),
        content_hash=text_of(table(meta, "hash").get("sha256")),
    )


def _python_of(requires: Mapping[str, Any]) -> str:
    version = text_of(requires.get("python_full_version") or requires.get("python_version"))
    return f"=={version}.*" if version.count(".") == 1 else version and f"=={version}"


def _locked_by_pipenv(name: str, options: Mapping[str, Any], line: int, group: str) -> Dependency:
    specifier = text_of(options.get("version"))
    return Dependency(canonicalize_name(name), specifier, line, group, pinned=True)


def read_conda_lock(_path: str, text: str) -> Manifest:
    packages = items(table(read_yaml(text)).get("package"))
    found = (_locked_by_conda(table(package)) for package in packages)
    return Manifest("conda-lock", "lock", _distinct(found))


def _locked_by_conda(package: Mapping[str, Any]) -> Dependency:
    name = text_of(package.get("name"))
    version = text_of(package.get("version"))
    group = text_of(package.get("category"))
    own = "" if group == "main" else group
    return Dependency(name.lower(), f"=={version}", line_of(name), own, pinned=True)


def read_pixi_lock(_path: str, text: str) -> Manifest:
    packages = items(table(read_yaml(text)).get("packages"))
    found = (_locked_by_pixi(table(package)) for package in packages)
    return Manifest("pixi", "lock", _distinct(found))


def _locked_by_pixi(package: Mapping[str, Any]) -> Dependency:
    address = text_of(package.get("conda") or package.get("url"))
    name, version = text_of(package.get("name")), text_of(package.get("version"))
    line = line_of(address or name)
    if not name:  # …/linux-64/numpy-1.26.4-py312_0.conda
        name, version, _ = ["", *address.rpartition("/")[2].rsplit("-", 2), "", ""][1:4]
    return Dependency(name.lower(), f"=={version}", line, pinned=True)


def _distinct(found: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """One entry a package and version: these locks repeat them for each platform."""
    first: dict[tuple[str, str], Dependency] = {}
    for dependency in found:
        if dependency.name:
            first.setdefault((dependency.name, dependency.specifier), dependency)
    return tuple(first.values())


def read_flake_lock(_path: str, text: str) -> Manifest:
    nodes = table(json.loads(text), "nodes")
    names = (str(name) for name in nodes if name != "root")
    return Manifest("nix", "lock", tuple(Dependency(name, "", 1, pinned=True) for name in names))
