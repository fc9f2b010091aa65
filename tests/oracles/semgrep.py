"""Lines of unsafe loading that a rule set for semgrep marks as found or as fine (Trail of Bits)."""

import re
import sys
from pathlib import Path

from tests.oracles.data import Score, folder, lines_of, project_from, say

FILES = ("pickles-in-*.py", "scikit-joblib-load.py")
MARK = re.compile(r"\s*# (ruleid|ok): (pickles-in|scikit-joblib)[\w-]*")


def measure(base: Path) -> Score:
    total = Score()
    for pattern in FILES:
        for path in sorted((base / "python").glob(pattern)):
            text = path.read_text()
            found = lines_of(project_from(text), ["unsafe-deserialisation"])
            for number, line in enumerate(text.splitlines(), start=1):
                mark = MARK.match(line)
                if mark:
                    total += _judged(marked=mark[1] == "ruleid", found=number + 1 in found)
    return total


def _judged(*, marked: bool, found: bool) -> Score:
    return Score(int(marked and found), int(found and not marked), int(marked and not found))


def main(arguments: list[str]) -> int:
    base = folder("semgrep-rules", arguments)
    return say("semgrep, unsafe loading", None if base is None else str(measure(base)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
