"""Cells of 30 notebooks that build and train models, as the authors of HeaderGen labelled them.

    python -m tests.oracles FOLDER notebook_cells

Theirs is a cell that has the heading "Model Building and Training", among others or alone. Ours is
one whose main role is ML code: more of its lines have it than any other role, imports apart. Since
their cells have several headings and ours have one main role, cells with any line of ML code are
compared as well: that is what a look-up of API names is compared by.

The cells of the first 15 notebooks have been read when figures fell; of the other 15 only the
figures were ever looked at, so that they tell what unseen notebooks get. Leave it so.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor.classify import classify
from auditor.facts import facts_of
from auditor.model import Blob, Kind, Role, SourceFile
from auditor.resolve import resolve
from tests.oracles.data import Score, compared, folder, say
from tests.oracles.labelled import needed, place_of

READ, UNREAD = "callsites-jupyternb-extended-benchmark", "callsites-jupyternb-real-world-benchmark"
WANTED = "Model Building and Training"
ML = Role.ML_CODE


def measure(base: Path) -> tuple[Score, Score]:
    """Cells of a benchmark by their main role, and by any of their lines."""
    main, touched = Score(), Score()
    for path in sorted((base / "headers_ground_truth").glob("*.json")):
        headings = msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
        theirs = {int(number) for number, names in headings.items() if WANTED in names}
        notebook = base / "notebooks" / f"{path.stem}.ipynb"
        tallies = dict(_tallies(notebook))
        main += compared({cell for cell, tally in tallies.items() if _main(tally) is ML}, theirs)
        touched += compared({cell for cell, tally in tallies.items() if tally[ML]}, theirs)
    return main, touched


def _main(tally: Counter[Role]) -> Role:
    """The role of most lines; of equal ones the first in the guide's table."""
    return max(Role, key=lambda role: tally[role])


def _tallies(path: Path) -> Iterator[tuple[int, Counter[Role]]]:
    """Lines by role of each cell; cells are numbered from 1 among those of code."""
    data = path.read_bytes()
    blob = Blob(path.name, Kind.NOTEBOOK, "0" * 40, len(data), data, None)
    file = SourceFile(path.name, blob.kind, blob.id, blob.size, facts_of(blob), None)
    (file,) = classify(resolve([file])).files
    lines = needed(file)
    roles: dict[int, Counter[Role]] = {}
    for span in file.roles:
        for line in range(span.line, span.end_line + 1):
            cell, _ = place = place_of(file, line)
            if cell is not None and place in lines:
                roles.setdefault(cell, Counter())[span.role] += 1
    code = [cell.index for cell in file.facts.cells if cell.kind == "code"]
    for number, index in enumerate(code, start=1):
        if index in roles:
            yield number, roles[index]


def main(arguments: list[str]) -> int:
    base = folder("HeaderGen", arguments)
    if base is None:
        return say("notebook cells", None)
    for name, benchmark in (("notebook cells", READ), ("notebook cells, unread", UNREAD)):
        main, touched = measure(base / benchmark)
        say(name, f"model code as main role {main}; in any line {touched}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
