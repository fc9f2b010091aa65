"""Large data in the repository, kept by nothing but git.

Git keeps every version of every file for ever: each change of a data set makes all later clones
larger, and nothing tells which version a result was made from.

Files that DVC, Git LFS or a checksum list keeps are fine, and so are small samples, what tests
need, and pictures of documentation. Data that only the history still holds is not seen.
"""

import re
from collections.abc import Iterator

from auditor.evidence.dependencies import listing
from auditor.evidence.samples import Repeated
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Kind,
    Location,
    Project,
    Rule,
    Scope,
    Severity,
    SourceFile,
)

LARGE = 1_000_000  # bytes of a file that count as data and not as a sample
MUCH = 10_000_000  # bytes in all from which clones suffer; forges warn at 50 million a file
ASIDE = re.compile(r"(^|/)(tests?|testing|testdata|test_data|fixtures|docs?|assets|images)(/|$)")
CHECKSUMS = re.compile(
    r"(^|/)(sha(256|512|1)sums?|md5sums?|checksums?)[^/]*$|\.(sha256|md5)$", re.IGNORECASE
)


def check(project: Project) -> Iterator[Hit]:
    large = [file for file in project.files if _is_large_data(file, project)]
    total = sum(file.size for file in large)
    if total < MUCH or any(CHECKSUMS.search(file.path) for file in project.files):
        return
    first = max(large, key=lambda file: (file.size, file.path))
    named = sorted(large, key=lambda file: -file.size)
    names = listing([f"{file.path} ({_mega(file.size)})" for file in named], most=3)
    text = f"{_mega(total)} of data in {len(large)} files, versioned by git alone: {names}"
    yield Hit(Location(first.path, 1, 1), text, size=total / MUCH, identity="data", anywhere=True)


def _is_large_data(file: SourceFile, project: Project) -> bool:
    return (
        file.kind is Kind.DATA
        and file.size >= LARGE
        and "LFS" not in (file.reason or "")
        and not ASIDE.search(file.path.lower())
        and project.file(f"{file.path}.dvc") is None
    )


def _mega(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"


RULE = Rule(
    id="data-committed",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    source="S15 section 3 (data dependencies); V22 (data version control)",
    remedy="Keep data with DVC or Git LFS, or download it with a checksum.",
    minutes=60,
    minutes_reason="an hour: a store is set up, files are moved, and loading code follows",
    scope=Scope.REPOSITORY,
    applies=lambda project: any(file.kind is Kind.DATA for file in project.files),
    example=Example(
        bad=Repeated({"data/train.csv": ("1,2,3,4\n", 1_300_000), "train.py": "import pandas\n"}),
        good={"data/sample.csv": "1,2,3,4\n", "train.py": "import pandas\n"},
    ),
    check=check,
)
