"""A lock file that no longer fits the manifest that it was made from.

The lock is what gets installed, the manifest is what people read and change. Where the two
disagree, the installation fails, or it silently lacks what the manifest asks for.

Poetry and Pipenv write a hash of the manifest into the lock, which is computed anew here, in the
way of every version of the tool. For the others a direct dependency must be in the lock, in a
version that the manifest allows. Dependencies with a condition (`; python_version < "3.9"`), of
extras and of groups get the benefit of the doubt.
"""

from collections.abc import Iterator

from auditor.evidence.dependencies import RUNTIME, listing, manifests
from auditor.evidence.specifiers import allows
from auditor.model import (
    Category,
    Confidence,
    Dependency,
    Example,
    Hit,
    Manifest,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

MANIFESTS_OF = {
    "poetry.lock": ("pyproject.toml",),
    "uv.lock": ("pyproject.toml",),
    "pdm.lock": ("pyproject.toml",),
    "pylock.toml": ("pyproject.toml",),
    "pixi.lock": ("pixi.toml", "pyproject.toml"),
    "Pipfile.lock": ("Pipfile",),
    "conda-lock.yml": ("environment.yml", "environment.yaml"),
    "requirements.txt": ("requirements.in",),
}
"""Each lock and the files beside it that it may be made from; the first one that exists counts."""


def check(project: Project) -> Iterator[Hit]:
    for lock_file, lock in manifests(project, "lock"):
        source = _source(project, lock_file)
        manifest = source.facts.manifest if source else None
        if source and manifest and not lock.problem and not manifest.problem:
            yield from _disagreement(source, manifest, lock_file, lock)


def _source(project: Project, lock: SourceFile) -> SourceFile | None:
    folder = lock.path.removesuffix(lock.name)
    beside = (project.file(f"{folder}{name}") for name in MANIFESTS_OF.get(lock.name, ()))
    return next((file for file in beside if file is not None and file.facts.manifest), None)


def _disagreement(
    source: SourceFile, manifest: Manifest, lock_file: SourceFile, lock: Manifest
) -> Iterator[Hit]:
    wrong = list(_unmet(manifest, lock))
    if wrong:
        line, _ = wrong[0]
        text = (
            f"{lock_file.path} does not fit {source.name}: {listing([said for _, said in wrong])}"
        )
        yield Hit(source.location(line), text, identity=lock_file.path)
    elif _hash_differs(manifest, lock):
        text = f"{source.name} was changed after {lock_file.path} was made: the hashes differ"
        yield Hit(lock_file.location(1), text, identity=lock_file.path)


def _unmet(manifest: Manifest, lock: Manifest) -> Iterator[tuple[int, str]]:
    locked: dict[str, list[str]] = {}
    for package in lock.dependencies:
        locked.setdefault(package.name, []).append(package.specifier.lstrip("="))
    for wanted in manifest.dependencies:
        if wanted.group in RUNTIME and not wanted.marker and not wanted.url and lock.dependencies:
            said = _unmet_by(wanted, locked.get(wanted.name.partition("[")[0]))
            if said:
                yield wanted.line, said


def _unmet_by(wanted: Dependency, versions: list[str] | None) -> str:
    if versions is None:
        return f"`{wanted.name}` is not locked"
    known = [version for version in versions if version]
    if not known or any(allows(wanted.specifier, version) for version in known):
        return ""
    return f"`{wanted.name}{wanted.specifier}` is locked to {known[0]}"


def _hash_differs(manifest: Manifest, lock: Manifest) -> bool:
    if lock.manager not in {"poetry", "pipenv"} or manifest.manager != lock.manager:
        return False
    written = lock.content_hash
    return bool(written and manifest.content_hash) and written not in manifest.content_hash.split()


RULE = Rule(
    id="lock-out-of-date",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    source="V22; the freshness checks of Poetry (`poetry check --lock`) and Pipenv (`verify`)",
    remedy="Make the lock anew (`poetry lock`, `uv lock`, `pipenv lock`), and check it in CI.",
    minutes=15,
    minutes_reason="one command, then the tests with what it chose",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(True for _ in manifests(project, "lock")),
    example=Example(
        bad={
            "Pipfile": '[packages]\nnumpy = ">=2.0"\n',
            "Pipfile.lock": '{"default": {"numpy": {"version": "==1.26.4"}}}',
        },
        good={
            "Pipfile": '[packages]\nnumpy = ">=2.0"\n',
            "Pipfile.lock": '{"default": {"numpy": {"version": "==2.3.4"}}}',
        },
    ),
    check=check,
)
