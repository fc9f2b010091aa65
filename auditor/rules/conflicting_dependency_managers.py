"""Two managers, or two manifests, that say different things about the same environment.

With two lock files in one folder, which of them is installed depends on who installs. With one
package pinned to different versions in two manifests, so does the version.

Manifests that go together (pyproject.toml for the library, requirements.txt for its lock; conda for
CUDA and pip for the rest) are fine as long as they agree. Only the main files of one folder are
compared: `requirements-gpu.txt` may well differ. A dependency with a condition is left out.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from auditor.evidence.dependencies import RUNTIME, Declared, declared, home, listing, manifests
from auditor.evidence.specifiers import are_disjoint
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Manifest,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

LOCKS = {
    "poetry.lock": "Poetry",
    "Pipfile.lock": "Pipenv",
    "uv.lock": "uv",
    "pdm.lock": "PDM",
}
MAIN_FILES = frozenset(
    {"requirements.txt", "environment.yml", "environment.yaml", "setup.py", "setup.cfg"}
    | {"pyproject.toml", "Pipfile"}
)
MOST = 20  # declarations of one distribution in a folder that are held against each other


def check(project: Project) -> Iterator[Hit]:
    yield from _two_managers(project)
    yield from _two_versions(project)


def _two_managers(project: Project) -> Iterator[Hit]:
    folders: dict[str, dict[str, SourceFile]] = {}
    for file, manifest in manifests(project, "lock", "manifest"):
        manager = _owner(file, manifest)
        if manager:
            folders.setdefault(file.path.removesuffix(file.name), {})[manager] = file
    for owners in folders.values():
        if len(owners) > 1:
            named = sorted(f"{manager} ({file.name})" for manager, file in owners.items())
            first = min(owners.values(), key=lambda file: file.path)
            yield Hit(first.location(1), f"{' and '.join(named)} manage the same folder")


def _owner(file: SourceFile, manifest: Manifest) -> str:
    """The manager that claims the folder: by its lock, or as Pipenv does by its Pipfile."""
    owned_by_pipfile = file.name == "Pipfile" and manifest.dependencies
    return "Pipenv" if owned_by_pipfile else LOCKS.get(file.name, "")


def _two_versions(project: Project) -> Iterator[Hit]:
    folders: dict[str, list[Declared]] = {}
    for found in declared(project):
        if found.file.name in MAIN_FILES and found.dependency.group in RUNTIME:
            folders.setdefault(home(found.file.path), []).append(found)
    for found_here in folders.values():
        wrong = [pair for pair in _same_name(found_here) if _contradict(*pair)]
        if wrong:
            one, other = wrong[0]
            said = listing([_said(one, other) for one, other in wrong], most=3)
            text = f"{one.file.name} and {other.file.path} contradict each other: {said}"
            yield Hit(one.file.location(one.dependency.line), text, size=len(wrong))


def _same_name(found: Iterable[Declared]) -> list[tuple[Declared, Declared]]:
    """Pairs of declarations of one distribution, in the order in which they stand."""
    by_name: dict[str, list[tuple[int, Declared]]] = {}
    for place in enumerate(found):
        by_name.setdefault(place[1].name, []).append(place)
    pairs = (pair for same in by_name.values() for pair in combinations(same[:MOST], 2))
    ordered = sorted(pairs, key=lambda pair: (pair[0][0], pair[1][0]))
    return [(one, other) for (_, one), (_, other) in ordered]


def _contradict(one: Declared, other: Declared) -> bool:
    if one.name != other.name or one.file.path == other.file.path:
        return False
    if one.dependency.marker or other.dependency.marker:
        return False
    exact = one.dependency.pinned or other.dependency.pinned
    return exact and are_disjoint(one.dependency.specifier, other.dependency.specifier)


def _said(one: Declared, other: Declared) -> str:
    return f"{one.name} {one.dependency.specifier} against {other.dependency.specifier}"


RULE = Rule(
    id="conflicting-dependency-managers",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="V22 (dependency management); Cao et al. 2022 (constraint inconsistency)",
    remedy="Let one manifest own the versions, and make the others from it or delete them.",
    minutes=30,
    minutes_each=5,
    minutes_reason="one file is chosen and the environment built from it; each version is settled",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={
            "requirements.txt": "torch==1.10.0\n",
            "environment.yml": "dependencies:\n  - pytorch=1.7.1\n",
        },
        good={
            "requirements.txt": "torch==2.9.0\n",
            "environment.yml": "dependencies:\n  - python=3.12\n  - pytorch=2.9.0\n",
        },
    ),
    check=check,
)
