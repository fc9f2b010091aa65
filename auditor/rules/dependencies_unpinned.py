"""Dependencies whose versions may change from one installation to the next.

An application that is installed twice should be the same twice. Without a lock file and without
exact versions it gets whatever was released last, and results change for a reason that nobody
chose. A git URL without a commit is worse: it follows somebody else's branch.

A library is meant to work with many versions, so ranges are right there, and only URLs that follow
a branch are reported. A package that is pinned in one manifest may be open in another. Packages for
tests, documentation and examples are left out, and so are the packaging tools themselves.
"""

from collections.abc import Iterator

from auditor.evidence.dependencies import (
    RUNTIME,
    Declared,
    declared,
    is_library,
    listing,
    manifests,
    runtime,
)
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
)

PACKAGING = frozenset({"pip", "setuptools", "wheel", "python"})
MOST = 0.5  # share of open versions from which the next installation will differ for sure


def check(project: Project) -> Iterator[Hit]:
    floating = [found for found in declared(project) if _follows_a_branch(found)]
    if floating:
        needed = any(found.group in RUNTIME for found in floating)
        severity = Severity.HIGH if needed else Severity.LOW
        yield _hit(floating, "follows a branch, not a commit", severity)
    if _is_locked(project) or is_library(project):
        return
    wanted = [found for found in runtime(project) if found.name not in PACKAGING]
    pinned = {found.name for found in wanted if found.dependency.pinned}
    loose = [found for found in wanted if found.name not in pinned and not found.dependency.url]
    if loose:
        mostly = len({found.name for found in loose}) > MOST * len({one.name for one in wanted})
        severity = Severity.MEDIUM if mostly else Severity.LOW
        yield _hit(loose, "has no exact version, and no file locks it", severity)


def _follows_a_branch(found: Declared) -> bool:
    return "+" in found.dependency.url.partition("://")[0] and not found.dependency.pinned


def _is_locked(project: Project) -> bool:
    return any(lock.dependencies or lock.problem for _, lock in manifests(project, "lock"))


def _hit(found: list[Declared], says: str, severity: Severity) -> Hit:
    names = sorted({one.name for one in found})
    files = sorted({one.file.path for one in found})
    place = Location(
        files[0], *[next(o.dependency.line for o in found if o.file.path == files[0])] * 2
    )
    where = f" in {len(files)} files" if len(files) > 1 else ""
    text = f"{listing(names)}{where}: {says if len(names) == 1 else _plural(says)}"
    return Hit(place, text, size=len(names), severity=severity, identity=says)


def _plural(says: str) -> str:
    plural = says.replace("follows", "follow").replace(
        "has no exact version", "have no exact version"
    )
    return plural.replace("locks it", "locks them").replace("a commit", "commits")


RULE = Rule(
    id="dependencies-unpinned",
    about=__doc__,
    category=Category.ENVIRONMENT,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="V21, V22 (dependency management); S15 section 3 (unstable dependencies)",
    remedy="Lock versions (`uv lock`, `poetry lock`, `pip-compile`); name commits in git URLs.",
    minutes=15,
    minutes_each=1,
    minutes_reason="one command makes the lock; each version that it holds is tried once",
    scope=Scope.REPOSITORY,
    example=Example(
        bad={"train.py": "import torch\n", "requirements.txt": "torch\nnumpy>=1.20\n"},
        good={"train.py": "import torch\n", "requirements.txt": "torch==2.9.0\nnumpy==2.3.4\n"},
    ),
    check=check,
)
