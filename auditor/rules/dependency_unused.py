"""Declared for run time, and used by nothing.

Each package costs every installation time, space and a chance of conflicts, and each is one more
thing to update. The ML packages among them count in gigabytes.

Reported are packages whose import names are known and that no file imports, in any way, no command
line, setting, script or string of code names. Tools, plug-ins, drivers, type stubs, extras, groups
for development, and whole environments written out by `pip freeze` or conda are left alone. So are
packages that others load when they find them (lmdb, numexpr) or that are there to bound a version.
"""

from collections.abc import Iterator
from functools import cache

from auditor.evidence.dependencies import (
    Declared,
    folder_group,
    folders_above,
    home,
    listing,
    runtime,
)
from auditor.evidence.imports import mentioned, modules_of
from auditor.evidence.kept import kept
from auditor.evidence.places import roots
from auditor.evidence.shipped import brought_by, is_tool, shipped
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
)

FROZEN_SHARE = 0.8  # of a frozen file: some lines are changed by hand later
FROZEN = 15  # exact versions in one file: more are written by a program, not by people


def check(project: Project) -> Iterator[Hit]:
    imported = _plain(frozenset(root for file in project.files for root, _ in roots(file)))
    idle = [found for found in _candidates(project) if not _names(found) & imported]
    wanted = frozenset(name for found in idle for name in _names(found))
    named = mentioned(project, wanted) if idle else frozenset()
    unused: dict[str, list[Declared]] = {}
    for found in idle:
        if not _names(found) & named:
            unused.setdefault(found.file.path, []).append(found)
    yield from map(_hit, unused.values())


def _candidates(project: Project) -> Iterator[Declared]:
    declared = [(home(found.file.path), found) for found in runtime(project)]
    homes = frozenset(about for about, _ in declared)
    paths = (file.path for file in project.python_files())
    programs = {folder for path in paths for folder in folders_above(path) if folder in homes}
    for about, found in declared:
        if about in programs and _is_candidate(found):
            yield found


def _hit(found: list[Declared]) -> Hit:
    first, names = found[0], [one.name for one in found]
    says = "is declared, and nothing uses it"
    several = "are declared, and nothing uses them"
    return Hit(
        first.file.location(first.dependency.line),
        f"{listing(names)} {says if len(names) == 1 else several}",
        size=len(names),
        identity=first.file.path,
    )


def _plain(names: frozenset[str]) -> frozenset[str]:
    """In small letters, `-` written `_`."""
    return frozenset(name.lower().replace("-", "_") for name in names)


def _names(found: Declared) -> frozenset[str]:
    """What would show that the package is used: its imports, its name, or what it brings."""
    brought = brought_by().get(found.name, frozenset())
    return _plain(modules_of(found.name) | {found.name} | brought)


def _is_candidate(found: Declared) -> bool:
    return (
        found.file.kind is not Kind.TEST
        and not found.file.name.startswith("constraints")
        and found.manifest.manager != "conda"
        and not folder_group(found.file.path)
        and not found.dependency.url
        and not found.dependency.marker
        and not _is_frozen(found.manifest)
        and bool(modules_of(found.name))
        and not is_tool(found.name)
        and found.name not in _needed_by_others()
    )


@cache
def _needed_by_others() -> frozenset[str]:
    """Packages that come with others: who names one mostly holds its version back."""
    return frozenset(shipped("distributions.toml")["needed_by_others"]["names"])


@kept
def _is_frozen(manifest: Manifest) -> bool:
    pinned = sum(dependency.pinned for dependency in manifest.dependencies)
    return pinned >= FROZEN and pinned >= FROZEN_SHARE * len(manifest.dependencies)


RULE = Rule(
    id="dependency-unused",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="V22 (dependency management); Cao et al. 2022 (bloated dependency)",
    remedy="Take the package out of the manifest, or say beside it what loads it.",
    minutes=5,
    minutes_each=3,
    minutes_reason="a line goes, and the tests run once without the package",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(True for _ in project.python_files()),
    example=Example(
        bad={"train.py": "import torch\n", "requirements.txt": "torch==2.9.0\ngensim==4.3.3\n"},
        good={"train.py": "import torch\nimport gensim\n", "requirements.txt": "torch\ngensim\n"},
    ),
    check=check,
)
