"""Does the work of an audit grow with what it reads, or with the square of it? Lines run tell.

    python -m tests.hostile.growth [SHAPE …]

Each shape is a repository in two sizes, one four times as large as the other. Both are audited, and
every line that the auditor runs is counted, function by function; seconds would tell of the machine
as well. A function that runs more than STEEP times the lines for four times the input is printed.
What C does within one line is not seen: `in` with a long list, say.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import TYPE_CHECKING

import auditor
from auditor.pipeline import examine_with_sources
from auditor.report import SUFFIXES, render
from auditor.settings import Settings
from tests.hostile.shapes import SHAPES, SKLEARN, Shape, Texts

if TYPE_CHECKING:
    from _typeshed import TraceFunction

ROOT = str(Path(auditor.__file__).parent)
STEEP = 6.5  # times the lines: four are a function's share, sixteen what a square takes
FEW = 3_000  # lines: a function that runs fewer in the large size says little

Lines = Counter[tuple[str, str, int]]
"""Lines run, by file, function and the line where that begins."""


def steep(shape: Shape) -> list[str]:
    """The functions that do more than their share, those that run most lines first."""
    _load_tables()
    less, more = lines_run(shape.texts(shape.small)), lines_run(shape.texts(4 * shape.small))
    return [
        f"{path}:{line} {name}: {less[path, name, line]:,} -> {lines:,} lines"
        for (path, name, line), lines in more.most_common()
        if lines > FEW and lines > STEEP * less[path, name, line] > 0  # else it is about large ones
    ]


@cache
def _load_tables() -> None:
    """The first audit of a process reads what later ones have."""
    lines_run({"a.py": SKLEARN, "b.ipynb": "{}"})


def lines_run(texts: Texts) -> Lines:
    """What an audit of these files runs, with all its reports."""
    with TemporaryDirectory() as folder:
        for path, text in texts.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        with counted() as codes:
            audit, _ = examine_with_sources(folder, Settings(reuse=False, jobs=1))
            for suffix in SUFFIXES:
                render(audit, suffix)
    assert audit.complete
    found: Lines = Counter()
    for code, lines in codes.items():
        path = code.co_filename.removeprefix(ROOT)
        found[path, code.co_qualname, code.co_firstlineno] += lines
    return found


@contextmanager
def counted() -> Iterator[Counter[CodeType]]:
    """Count the lines that the auditor's own code runs."""
    found: Counter[CodeType] = Counter()

    def line(frame: FrameType, event: str, _: object) -> TraceFunction:
        if event == "line":
            found[frame.f_code] += 1
        return line

    def call(frame: FrameType, *_: object) -> TraceFunction | None:
        if not frame.f_code.co_filename.startswith(ROOT):
            return None
        found[frame.f_code] += 1
        return line

    before = sys.gettrace()
    sys.settrace(call)
    try:
        yield found
    finally:
        sys.settrace(before)


def main() -> int:
    found = 0
    for name in sys.argv[1:] or SHAPES:
        told = steep(SHAPES[name])
        found += bool(told)
        sys.stdout.write("".join(f"{line}\n" for line in (name, *(f"    {one}" for one in told))))
        sys.stdout.flush()
    sys.stdout.write(
        f"{found} of {len(sys.argv[1:] or SHAPES)} shapes take more than their share\n"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
