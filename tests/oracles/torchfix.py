"""PyTorch's own checker: the exact lines that its fixtures expect.

Two of its codes are not claimed: one is a matter of style, one is about PyTorch's own tests. Lines
of which a fixture says that they should be detected but are not are not judged either way.
"""

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
    "gradients-set-to-zero",
)
NOT_CLAIMED = ("TOR203", "TOR901")
NOT_DETECTED = "not detected currently"


def measure(base: Path) -> tuple[Score, int, int]:
    """Lines right and wrong, files exactly right, and files."""
    total, exact, files = Score(), 0, 0
    for path in sorted((base / "tests" / "fixtures").glob("**/checker/*.py")):
        expected = {
            int(line.partition(":")[0])
            for line in path.with_suffix(".txt").read_text().splitlines()
            if line and line.split()[1] not in NOT_CLAIMED
        }
        text = path.read_text()
        found = lines_of(project_from(text), RULES)
        lines = enumerate(text.splitlines(), start=1)
        score = compared(found - {at for at, line in lines if NOT_DETECTED in line}, expected)
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
