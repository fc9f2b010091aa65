"""Comments of ten Java projects, those that admit a debt among them (Maldonado et al., 2017)."""

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from auditor.evidence.admitted import IN_COMMENTS, admissions
from tests.oracles.data import Score, folder, say

ARCHIVE = "dataset/technical_debt_dataset.zip"
TABLE = "technical_debt_dataset.csv"
NONE = "WITHOUT_CLASSIFICATION"
MARKS = re.compile(r"^\s*(?:/\*+|\*/?|//+)\s?|\*/|\s//\s", re.MULTILINE)


def measure(base: Path) -> Score:
    score = Score()
    for comment, admits in _labelled(base / ARCHIVE):
        found = any(admissions(comment, IN_COMMENTS))
        score += Score(found and admits, found and not admits, admits and not found)
    return score


def _labelled(archive: Path) -> Iterator[tuple[str, bool]]:
    with zipfile.ZipFile(archive) as opened, opened.open(TABLE) as table:
        for row in csv.DictReader(io.TextIOWrapper(table, "utf-8", "replace")):
            yield MARKS.sub(" ", row["commenttext"]), row["classification"] != NONE


def main(arguments: list[str]) -> int:
    base = folder("tse.satd.data", arguments)
    return say("admitted debt in general", None if base is None else str(measure(base)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
