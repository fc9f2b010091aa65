"""Lines of unsafe loading that a rule set for semgrep marks as found or as fine (Trail of Bits).

Claimed are its rules about files that run code when they are loaded. Not claimed: those about
writing (only the marks at loads are judged), messages between the processes of one training run,
XML, archives, `eval`, formats that are merely deprecated, and whatever is no question of safety.
`torch.load` without `weights_only` is fine there in places; PyTorch's own checker marks them all.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.oracles.data import Score, folder, lines_of, project_from, say

CLAIMED = (
    "pickles-in-numpy",
    "pickles-in-pandas",
    "pickles-in-keras",
    "pickles-in-pytorch",
    "pickles-in-tensorflow",
    "scikit-joblib-load",
    "msgpack-numpy",
    "numpy-load-library",
    "onnx-session-options",
    "pytorch-classes-load-library",
    "tensorflow-load-library",
)
MARK = re.compile(r"\s*# (ruleid|ok): ([\w-]+)\s*$")
WRITES = re.compile(r"to_pickle|torch\.save|packb\(")
OVERRULED = re.compile(r"torch\.load\(")


def measure(base: Path) -> Score:
    total = Score()
    for name in CLAIMED:
        text = (base / "python" / f"{name}.py").read_text()
        found = lines_of(project_from(text), ["unsafe-deserialisation"])
        for number, marked in _marks(text, name):
            total += _judged(marked=marked, found=number in found)
    return total


def _marks(text: str, name: str) -> Iterator[tuple[int, bool]]:
    """Lines that are judged, and whether they should be found."""
    lines = text.splitlines()
    for above, line in enumerate(lines[:-1]):
        mark = MARK.match(line)
        code = lines[above + 1]
        overruled = mark is not None and mark[1] == "ok" and OVERRULED.search(code)
        if mark and mark[2] == name and not WRITES.search(code) and not overruled:
            yield above + 2, mark[1] == "ruleid"


def _judged(*, marked: bool, found: bool) -> Score:
    return Score(int(marked and found), int(found and not marked), int(marked and not found))


def main(arguments: list[str]) -> int:
    base = folder("semgrep-rules", arguments)
    return say("semgrep, unsafe loading", None if base is None else str(measure(base)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
