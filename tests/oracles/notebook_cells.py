"""Cells of 15 notebooks that build and train models, as the authors of HeaderGen labelled them.

    python -m tests.oracles.notebook_cells FOLDER

A cell counts as ours if most of its labelled lines are ML code; theirs may have several headings.
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

CELLS = "callsites-jupyternb-extended-benchmark"
WANTED = "Model Building and Training"


def measure(base: Path) -> Score:
    total = Score()
    for path in sorted((base / CELLS / "headers_ground_truth").glob("*.json")):
        headings = msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
        theirs = {int(number) for number, names in headings.items() if WANTED in names}
        notebook = base / CELLS / "notebooks" / f"{path.stem}.ipynb"
        total += compared(set(_model_cells(notebook)), theirs)
    return total


def _model_cells(path: Path) -> Iterator[int]:
    """Numbers, from 1 among the code cells, of the cells that are mostly ML code."""
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
        if index in roles and max(Role, key=lambda r: roles[index][r]) is Role.ML_CODE:
            yield number


def main(arguments: list[str]) -> int:
    base = folder("HeaderGen", arguments)
    if base is None:
        return say("notebook cells", None)
    return say("notebook cells", f"model code {measure(base)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
