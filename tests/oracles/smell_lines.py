"""Lines with ML smells that five inspectors agreed on (SpecDetect4AI, kits 1 to 3).

Only the smell that is named for a file was labelled in it, so only its rule is asked about it.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.oracles.data import Score, compared, folder, lines_of, project_from, say

KITS = "Evaluation/Ground_Truth_Construction_Process/Ground_Truth_CodeSmile/CodeSmile-Validation"
LABELS = "participant_inspections/after_discussion/merged_all.csv"
RULES = {
    "R3": "tensorarray-not-used",
    "R9": "gradients-not-cleared",
    "R10": "memory-not-freed",
    "R12": "matrix-multiplication-misused",
    "R14": "dataframe-values",
    "R16": "inplace-api-misused",
    "R18": "nan-comparison",
    "R20": "chain-indexing",
    "R21": "columns-and-dtype-not-set",
}


def measure(base: Path) -> Mapping[str, Score]:
    """Score of each rule."""
    scores: dict[str, Score] = defaultdict(Score)
    for rule, path, expected in _labelled(base / KITS):
        found = lines_of(project_from(path.read_bytes()), [rule])
        scores[rule] += compared(found, expected)
    return scores


def _labelled(kits: Path) -> Iterator[tuple[str, Path, set[int]]]:
    for row in csv.DictReader((kits / LABELS).read_text().splitlines()):
        _, _, folder_name, name = row["File Analyzed"].split("/", 3)
        paths = sorted(kits.glob(f"experimental_kits/[123]/files/{folder_name}/{name}"))
        lines = {int(line) for line in row["line_occurrences"].split("/") if line.strip()}
        for path in paths[:1]:
            yield RULES[row["Quality Issue Name"]], path, lines


def main(arguments: list[str]) -> int:
    base = folder("SpecDetect4AI-B903", arguments)
    if base is None:
        return say("smell lines", None)
    scores = measure(base)
    total = sum(scores.values(), Score())
    each = "; ".join(f"{rule} {score.f1:.2f}" for rule, score in sorted(scores.items()))
    return say("smell lines", f"{total} ({each})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
