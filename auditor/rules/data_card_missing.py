"""Data is published, and nothing says where it comes from.

A data set needs a page that says who collected it, how, from whom, under which licence, and what is
known to be wrong with it. Without it nobody can judge what a model trained on it may be used for.

Asked of repositories that hold half a megabyte of data or more, for less is a sample or a table
that everybody knows. A data card or datasheet counts, and so does a dictionary or description of
the data in a file of its own, a README beside the data, or a section about the data in any
document.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from auditor.evidence.places import prose
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

LARGE = 100_000  # bytes of one file; smaller ones are samples
TOGETHER = 500_000  # bytes of such files; all four findings below it that were read were wrong
TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".feather", ".npz", ".npy", ".arff", ".mat")
ASIDE = re.compile(
    r"(^|/)(tests?|testing|testdata|test_data|fixtures|docs?|assets|results?|logs?)(/|$)"
)
CARD_FILE = re.compile(
    r"(data|dataset)[-_ ]?(card|sheet)s?\b[^/]*$|codebook[^/]*$"
    r"|(data|dataset|variable|column|feature)s?[-_ ]([\w -]{0,40}[-_ ])?"
    r"(dictionary|descriptions?|definitions?)[^/]*\.(txt|md|rst|pdf|docx?|html?|xlsx?|csv|tsv)$",
    re.IGNORECASE,
)
WORDS = r"\b(?:data ?sets?|data|datasheet|corpus)\b"
CARD_HEADING = re.compile(
    rf"^(?:#{{1,6}} *|\*\*)[^\n]{{0,40}}{WORDS}"
    rf"|^[^\n]{{0,40}}{WORDS}[^\n]{{0,40}}\n[=~^-]{{4,}}\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def check(project: Project) -> Iterator[Hit]:
    data = held(project)
    if not data or _has_card(project, data):
        return
    largest = max(data, key=lambda file: (file.size, file.path))
    size = sum(file.size for file in data) / 1_000_000
    text = f"{size:.1f} MB of data in {len(data)} files, and no word on where it comes from"
    yield Hit(Location(largest.path, 1, 1), text, identity="card", anywhere=True)


def held(project: Project) -> list[SourceFile]:
    found = [file for file in project.files if _is_data(file)]
    return found if sum(file.size for file in found) >= TOGETHER else []


def _is_data(file: SourceFile) -> bool:
    return (
        file.kind is Kind.DATA
        and file.size >= LARGE
        and file.name.lower().endswith(TABLES)
        and not ASIDE.search(file.path.lower())
    )


def _has_card(project: Project, data: list[SourceFile]) -> bool:
    if any(CARD_FILE.search(file.path) for file in project.files):
        return True
    folders = {str(PurePosixPath(file.path).parent) for file in data} - {"."}
    return any(
        str(PurePosixPath(file.path).parent) in folders
        or CARD_HEADING.search(file.facts.text or "")
        for file in prose(project)
    )


RULE = Rule(
    id="data-card-missing",
    about=__doc__,
    category=Category.REPRODUCIBILITY,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Gebru et al. 2021, 'Datasheets for Datasets'",
    remedy="Write DATA_CARD.md beside the data: source, collection, licence, known faults.",
    minutes=90,
    minutes_reason="an hour and a half for a page whose facts are known",
    scope=Scope.REPOSITORY,
    applies=lambda project: bool(held(project)),
    example=Example(
        bad=Repeated(
            {"data/train.csv": ("1,2,3,4\n", 80_000), "README.md": "# Net\n\nTrains a net.\n"}
        ),
        good=Repeated(
            {
                "data/train.csv": ("1,2,3,4\n", 80_000),
                "data/DATA_CARD.md": "# Data card\n\nCollected in 2020 under CC-BY.\n",
            }
        ),
    ),
    check=check,
)
