"""PyTorch's own checker: the exact lines that its fixtures expect."""

import sys
from pathlib import Path

from tests.oracles.data import Score, compared, folder, lines_of, project_from, say

RULES = (
    "removed-api",
    "unsafe-deserialisation",
    "require-grad-typo",
    "checkpoint-without-use-reentrant",
    "numerically-unstable",
    "dataloader-not-tuned",
)


def measure(base: Path) -> tuple[Score, int, int]:
    """Lines right and wrong, files exactly right, and files."""
    total, exact, files = Score(), 0, 0
    for path in sorted((base / "tests" / "fixtures").glob("**/checker/*.py")):
        expected = {
            int(line.partition(":")[0])
            for line in path.with_suffix(".txt").read_text().splitlines()
            if line
        }
        score = compared(lines_of(project_from(path.read_bytes()), RULES), expected)
        total += score
        exact += not score.wrong and not score.missed
        files += 1
    return total, exact, files


def main(arguments: list[str]) -> int:
    base = folder("torchfix", arguments)
    if base is None:
        return say("torchfix", None)
    total, exact, files = measure(base)
    return say("torchfix", f"{total}; {exact} of {files} files exact")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
