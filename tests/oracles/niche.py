"""Repositories that people called engineered or not (Widyasari et al., NICHE), and why.

What is held against their words are the reports that `tests.corpus.table` leaves, looked for in
`corpus-reports` beside the checkout of NICHE: the engineering score by the area under its ROC
curve, and three practices by how often they agree with what was written down. The score was
fitted on these very labels, see `tests.corpus.engineering_score` for figures on unseen ones.
Only the half of NICHE is used whose names have a SHA-1 that begins with an even digit.
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha1
from pathlib import Path

import msgspec

from auditor.engineering import engineering_score
from auditor.model import Audit, PracticeOutcome
from auditor.report.json import load
from tests.oracles.data import folder, say

NAME, LABEL = "GitHub Repo", "Engineered ML Project"
DENIED = {
    "ci": ("Continuous Integration", r"not used|no indications|no evidence"),
    "licence": ("License", r"no licen"),
    "tests-exist": ("Unit Testing", r"no evidence|doesn't seem|can't find|no test|not have"),
}
"""Where raters wrote about a practice, and the words by which they said that it is not there."""

Row = Mapping[str, str]


class Agreement(msgspec.Struct, frozen=True):
    repositories: int
    area: float
    practices: Mapping[str, float]

    def __str__(self) -> str:
        agreed = ", ".join(f"{name} {share:.3f}" for name, share in self.practices.items())
        return f"{self.repositories} repositories, AUC {self.area:.3f}, agreement: {agreed}"


def open_half(table: Path) -> Iterator[Row]:
    """The rows that may be looked at; the others stay unseen for whoever tries the score."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            digest = sha1(row[NAME].strip().encode(), usedforsecurity=False).hexdigest()
            if int(digest[0], 16) % 2 == 0:
                yield row


def judged(table: Path, reports: Path) -> Iterator[tuple[Row, Audit]]:
    for row in open_half(table):
        path = reports / f"{row[NAME].strip().replace('/', '+')}.json"
        if path.is_file():
            audit = load(path.read_bytes())
            if audit.lines.code:
                yield row, audit


def measure(table: Path, reports: Path) -> Agreement:
    scores: dict[bool, list[float]] = {True: [], False: []}
    agreed = dict.fromkeys(DENIED, 0)
    for row, audit in judged(table, reports):
        score = engineering_score(audit.lines, audit.practices)
        scores[row[LABEL] == "Y"].append(score.value or 0.0)
        for name, (column, denied) in DENIED.items():
            said = re.search(denied, row[column], re.IGNORECASE) is None
            agreed[name] += said == _followed(audit, name)
    number = sum(map(len, scores.values()))
    return Agreement(
        number,
        area(scores[True], scores[False]),
        {name: count / number for name, count in agreed.items()},
    )


def _followed(audit: Audit, name: str) -> bool:
    return any(
        practice.id == name and practice.outcome is PracticeOutcome.PASS
        for practice in audit.practices
    )


def area(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often one that should be higher is: the area under the ROC curve."""
    won = sum((a > b) + (a == b) / 2 for a in higher for b in lower)
    return won / (len(higher) * len(lower))


def main(arguments: list[str]) -> int:
    table, reports = folder("NICHE", arguments), folder("corpus-reports", arguments)
    if table is None or reports is None:
        return say("engineered or not", None)
    return say("engineered or not", str(measure(table / "NICHE.csv", reports)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
