"""outputs-committed reports notebooks with large outputs."""

import pytest

from auditor.model import Hit
from auditor.rules.outputs_committed import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, notebook


def hits(*sizes: int) -> list[Hit]:
    cells = (code("show()", 1, [{"text": "x" * size}]) for size in sizes)
    return list(RULE.check(project_of(notebook(*cells), "a.ipynb")))


def test_adds_up_the_outputs_of_all_cells() -> None:
    (hit,) = hits(900_000, 1_100_000)
    assert hit.message == "2.0 MB of outputs are part of the notebook"


@pytest.mark.parametrize("size", [0, 1000, 900_000])
def test_stays_silent(size: int) -> None:
    assert hits(size) == []
