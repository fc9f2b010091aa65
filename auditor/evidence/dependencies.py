"""What does the repository declare, and where? Its manifests as rules ask for them."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from auditor.evidence.shipped import conda_names
from auditor.model import Dependency, Kind, Manifest, Project, SourceFile

FOLDER_GROUPS = {
    "doc": "docs",
    "docs": "docs",
    "test": "test",
    "tests": "test",
    "testing": "test",
    "example": "examples",
    "examples": "examples",
    "tutorials": "examples",
    "demo": "examples",
    "demos": "examples",
    "benchmark": "examples",
    "benchmarks": "examples",
    "ci": "ci",
    ".github": "ci",
    ".circleci": "ci",
    ".devcontainer": "dev",
}
SHARED_FOLDERS = frozenset(
    {"requirements", "requirement", "reqs", "deps", "docker", "dockerfiles", "conda", "env", "envs"}
    | {"environment", "environments", ".devcontainer", "setup", "config", "install", "build"}
)
"""What lies in these is about the folder above."""
RUNTIME = frozenset({"", "pip"})
PACKAGE_FILES = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})


class Declared(NamedTuple):
    """One dependency, the file that declares it and what for."""

    file: SourceFile
    manifest: Manifest
    dependency: Dependency

    @property
    def group(self) -> str:
        """What it is for; the folder of the file tells where the entry does not."""
        own = self.dependency.group
        return own if own not in RUNTIME else folder_group(self.file.path)

    @property
    def name(self) -> str:
        """The distribution's name; conda's own names are translated."""
        name = self.dependency.name
        conda = self.manifest.manager in {"conda", "conda-lock", "pixi"}
        return conda_names().get(name, name) if conda else name


def folder_group(path: str) -> str:
    parts = PurePosixPath(path.lower()).parts[:-1]
    return next((FOLDER_GROUPS[part] for part in parts if part in FOLDER_GROUPS), "")


def manifests(project: Project, *roles: str) -> Iterator[tuple[SourceFile, Manifest]]:
    """The dependency files of the given roles (all, if none is given) that are the repository's."""
    for file in project.files:
        manifest = file.facts.manifest
        if manifest is None or file.kind is Kind.VENDORED:
            continue
        if not roles or manifest.role in roles:
            yield file, manifest


def declared(project: Project, *roles: str) -> Iterator[Declared]:
    for file, manifest in manifests(project, *roles or ("manifest",)):
        for dependency in manifest.dependencies:
            yield Declared(file, manifest, dependency)


def runtime(project: Project) -> Iterator[Declared]:
    """What a program needs when it runs: no extras, no development, no documentation."""
    return (found for found in declared(project) if found.group in RUNTIME)


def home(path: str) -> str:
    """The folder that a manifest is about: `requirements/base.txt` is about the folder above."""
    folder = PurePosixPath(path).parent
    while folder.name.lower() in SHARED_FOLDERS:
        folder = folder.parent
    return "" if str(folder) == "." else str(folder)


def folders_above(path: str) -> tuple[str, ...]:
    """The folders that a file lies in, from the top: a manifest of any of them is about it."""
    bars = (at for at, letter in enumerate(path) if letter == "/")
    return "", *(path[:at] for at in bars)


def is_library(project: Project) -> bool:
    """Packaged for others to install: ranges of versions are right for it, pins are wrong.

    A `setup.py` alone may only serve `pip install -e .`; it takes classifiers, a README that
    installs the package by name, or a workflow that publishes it. Poetry may be told that there is
    no package at all.
    """
    texts = [file.facts.text or "" for file in project.files if _is_package_file(file)]
    package = [text for text in texts if not NO_PACKAGE.search(text)]
    if any("Programming Language ::" in text for text in package):
        return True
    if package and any(PUBLISHES.search(text) for text in _workflows(project)):
        return True
    names = {name.lower() for text in package for name in PACKAGE_NAME.findall(text)}
    installed = (name for text in _readmes(project) for name in INSTALLED.findall(text))
    return any(name.lower() in names for name in installed)


PACKAGE_NAME = re.compile(r"^[ \t]*name[ \t]*=[ \t]*[\"']?([\w.-]{1,80})", re.MULTILINE)
INSTALLED = re.compile(r"\bpip3?\s+install\s+(?:-{1,2}[\w-]+\s+){0,3}[\"']?([A-Za-z][\w.-]{0,80})")
NO_PACKAGE = re.compile(r"^[ \t]*package-mode[ \t]*=[ \t]*false\b", re.MULTILINE)
PUBLISHES = re.compile(r"gh-action-pypi-publish|twine upload|(poetry|uv|flit|hatch|pdm) publish")


def _is_package_file(file: SourceFile) -> bool:
    return (
        file.name in PACKAGE_FILES
        and file.kind is not Kind.VENDORED
        and not folder_group(file.path)
    )


def _workflows(project: Project) -> Iterator[str]:
    for file in project.files:
        if file.path.startswith(".github/workflows/") or file.name == ".gitlab-ci.yml":
            yield file.facts.text or ""


def _readmes(project: Project) -> Iterator[str]:
    for file in project.files:
        if file.name.lower().startswith("readme"):
            yield file.facts.text or ""


def listing(names: list[str], most: int = 6) -> str:
    """Names for a message: the first few, and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
