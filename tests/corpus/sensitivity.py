"""How much do ratings hang on the minutes? All prices halved and doubled, the dearest halved.

    python -m tests.corpus.sensitivity REPORTS

REPORTS is a folder of reports (.json). Prints Markdown.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from auditor.model import Audit, Rating
from auditor.report.json import load
from auditor.score import rating

FACTORS = (0.5, 1.0, 2.0, 4.0)


def main(arguments: Sequence[str]) -> int:
    audits = [load(path.read_bytes()) for path in sorted(Path(arguments[0]).glob("*.json"))]
    rated = [audit for audit in audits if audit.debt.ratio is not None]
    sys.stdout.write("\n".join(lines(rated)) + "\n")
    return 0


def lines(audits: Sequence[Audit]) -> Iterator[str]:
    yield "| all minutes times | A | B | C | D | E | other letter than today |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    today = [rating(audit.debt.ratio) for audit in audits]
    for factor in FACTORS:
        found = [rating((audit.debt.ratio or 0) * factor) for audit in audits]
        counts = Counter(found)
        moved = sum(one != other for one, other in zip(found, today, strict=True))
        cells = " | ".join(str(counts[letter]) for letter in Rating)
        yield f"| {factor:g} | {cells} | {moved} of {len(audits)} |"
    yield ""
    yield f"Pairs whose order turns if the dearest rule of each costs half: {_decided(audits):.1%}."


def _decided(audits: Sequence[Audit]) -> float:
    """The part of all pairs whose order by debt ratio turns if their dearest rules cost half."""
    values = [(audit.debt.ratio or 0.0, _cheaper(audit)) for audit in audits]
    pairs = [(a, b) for a, b in combinations(values, 2) if a[0] != b[0]]
    turned = sum((a[0] < b[0]) != (a[1] < b[1]) for a, b in pairs)
    return turned / len(pairs) if pairs else 0.0


def _cheaper(audit: Audit) -> float:
    minutes: defaultdict[str, float] = defaultdict(float)
    for finding in audit.findings:
        minutes[finding.rule] += finding.minutes
    dearest = max(minutes.values(), default=0)
    whole = audit.debt.minutes or 1.0
    return (audit.debt.ratio or 0.0) * (1 - 0.5 * dearest / whole)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
