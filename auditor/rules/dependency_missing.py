"""Imported, but in no manifest that covers the file.

The program runs where it was written, because somebody once installed the package by hand, and
breaks on every other machine with an ImportError, often hours into a run.

Reported are imports that a known distribution provides and no manifest on the way from the file's
folder to the top declares, in any group. What a declared package always brings along (NumPy with
pandas) is taken as declared; so is what a README, a Dockerfile, CI or a notebook installs by name.
Imports inside `try`, a function or `if TYPE_CHECKING` are optional or late and are left out, as are
tests, documentation, examples beside a library, and names that nothing is known of.
A base image that brings packages of its own (nvcr.io/nvidia/pytorch) may hold anything.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from auditor.evidence.dependencies import (
    declared,
    folder_group,
    folders_above,
    home,
    is_library,
    listing,
    manifests,
)
from auditor.evidence.imports import Needed, is_provided, needed, own_modules, told_to_install
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Manifest,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

PLAIN_IMAGE = re.compile(
    r"(python|ubuntu|debian|alpine|centos|rockylinux|fedora|amazonlinux|nvidia/cuda"
    r"|nvcr\.io/nvidia/cuda|continuumio/miniconda\d?|mambaorg/micromamba|condaforge/\w+"
    r"|ghcr\.io/astral-sh/uv|arm64v8/ubuntu)(?=[:@]|$)"
)
QUOTED = re.compile(r"[\"']([a-z][a-z0-9-]{1,60})(?=[\"'<>=~!\[; ])")
BUILD_FILES = frozenset({"setup.py", "noxfile.py", "conftest.py", "conf.py"})
ROLES = ("manifest", "lock", "container")


def check(project: Project) -> Iterator[Hit]:
    homes, unknown = _declared_by_home(project), _unknown_homes(project)
    missing: dict[str, dict[str, Needed]] = {}
    declared_in: dict[tuple[str, ...], Callable[[str], bool]] = {}  # each module looked for once
    told, own = told_to_install(project), own_modules(project)
    for file in _files(project):
        above = folders_above(file.path)
        covering = tuple(folder for folder in above if folder in homes)
        if not covering or not unknown.isdisjoint(above):
            continue
        if covering not in declared_in:
            names = told.union(*(homes[folder] for folder in covering))
            declared_in[covering] = cache(partial(is_provided, names=names))
        for need in needed(file, own):
            if not need.guarded and not declared_in[covering](need.module):
                missing.setdefault(covering[-1], {}).setdefault(need.module, need)
    for needs in missing.values():
        yield _hit(list(needs.values()))


def _declared_by_home(project: Project) -> dict[str, frozenset[str]]:
    """Folder -> names that its manifests declare."""
    found: dict[str, set[str]] = {}
    for one in declared(project, *ROLES):
        found.setdefault(home(one.file.path), set()).update({one.name, one.dependency.name})
    for file, _ in manifests(project, *ROLES):
        if file.name == "setup.py":  # may add to its lists when it is run: what it names, it knows
            found.setdefault(home(file.path), set()).update(QUOTED.findall(file.facts.text or ""))
    return {folder: frozenset(names) for folder, names in found.items()}


def _unknown_homes(project: Project) -> set[str]:
    """Folders of manifests that could not be read: what they declare is not known."""
    return {
        home(file.path)
        for file, manifest in manifests(project, *ROLES)
        if manifest.problem or _is_computed(file) or _brings_packages(file, manifest)
    }


def _brings_packages(file: SourceFile, manifest: Manifest) -> bool:
    """Whether an image holds packages already: frameworks' own images do, plain systems do not."""
    if manifest.manager not in {"docker", "apptainer"} or ".devcontainer" in file.path:
        return False
    images = (image.removeprefix("docker.io/") for _, image in manifest.base_images)
    return any(not PLAIN_IMAGE.match(image.removeprefix("library/")) for image in images)


def _is_computed(file: SourceFile) -> bool:
    """A setup.py that reads its requirements from a file which is not beside it."""
    text, manifest = file.facts.text or "", file.facts.manifest
    computes = file.name == "setup.py" and "install_requires" in text and "requirements" not in text
    return computes and manifest is not None and not manifest.dependencies


def _files(project: Project) -> Iterator[SourceFile]:
    library = is_library(project)
    for file in project.python_files(tests=False):
        group = folder_group(file.path)
        aside = group not in {"", "examples"} or file.name in BUILD_FILES
        if not aside and not (library and (group or file.kind is not Kind.SOURCE)):
            yield file


def _hit(needs: list[Needed]) -> Hit:
    first = needs[0]
    names = [f"`{need.module}` ({need.file.name})" for need in needs]
    says = (
        "is imported and declared nowhere"
        if len(names) == 1
        else "are imported and declared nowhere"
    )
    return Hit(
        first.file.location(first.line),
        f"{listing(names)} {says}",
        size=len(needs),
        identity=",".join(sorted(need.module for need in needs)),
    )


RULE = Rule(
    id="dependency-missing",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="Cao et al. 2022 (missing dependency); P19 (ImportError, first among failures)",
    remedy="Add the package to the manifest, with the version that was tested.",
    minutes=5,
    minutes_each=5,
    minutes_reason="for each package the distribution and a version that works are looked up",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(True for _ in declared(project, *ROLES)),
    example=Example(
        bad={
            "train.py": "import torch\nimport wandb\n",
            "requirements.txt": "torch==2.9.0\n",
        },
        good={
            "train.py": "import torch\nimport wandb\n",
            "requirements.txt": "torch==2.9.0\nwandb==0.23.0\n",
        },
    ),
    check=check,
)
