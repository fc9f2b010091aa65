"""Programs that leak and programs that do not (Yang et al., the tests of their tool).

Expected is what the tests of that tool expect: which models were fitted on leaking data. Files are
judged as a whole, for we report the leak where it is to be mended and not where it is felt.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.oracles.data import Score, compared, folder, lines_of, project_from, say

TESTS = {"test_overlap.py": "overlap-leakage", "test_preprocessing.py": "preprocessing-leakage"}


def measure(base: Path) -> Score:
    total = Score()
    for test, rule in TESTS.items():
        for name, leaks in _cases(base / "tests" / test):
            text = (base / "tests" / "inputs" / name).read_bytes()
            found = {1} if lines_of(project_from(text), [rule]) else set()
            total += compared(found, {1} if leaks else set())
    return total


def _cases(test: Path) -> Iterator[tuple[str, bool]]:
    """File and whether it leaks; of preprocessing the cases that are not from notebooks."""
    for node in ast.walk(ast.parse(test.read_text())):
        match node:
            case ast.Call(
                func=ast.Name(id="template"),
                args=[ast.Constant(value=str(name)), ast.List(elts=leaks)],
            ):
                if test.name == "test_overlap.py" or not name.startswith("nb_"):
                    yield name, bool(leaks)
            case _:
                pass


def main(arguments: list[str]) -> int:
    base = folder("leakage-analysis", arguments)
    if base is None:
        return say("leakage", None)
    score = measure(base)
    return say("leakage", f"recall {score.recall:.3f}, clean files flagged {score.wrong}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
