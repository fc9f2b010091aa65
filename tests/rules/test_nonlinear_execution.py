"""nonlinear-execution reports notebooks whose cells ran in another order than they stand in."""

import pytest

from auditor.model import Hit
from auditor.rules.nonlinear_execution import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, notebook


def hits(*numbers: int | None) -> list[Hit]:
    cells = (code(f"x{at} = {at}", number) for at, number in enumerate(numbers))
    return list(RULE.check(project_of(notebook(*cells), "a.ipynb")))


@pytest.mark.parametrize(
    ("numbers", "cell"),
    [
        pytest.param((3, 1, 2), 1, id="first-cell-run-last"),
        pytest.param((1, 5, 2), 2, id="run-again-later"),
        pytest.param((4, None, 2), 2, id="a-cell-without-number-between"),
    ],
)
def test_reports_at_the_first_cell_out_of_order(numbers: tuple[int | None, ...], cell: int) -> None:
    (hit,) = hits(*numbers)
    assert hit.location.cell == cell


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param((1, 2, 3), id="from-the-top"),
        pytest.param((4, 7, 9), id="gaps-of-cells-run-twice"),
        pytest.param((None, None), id="outputs-cleared"),
        pytest.param((1, None, 2), id="not-run"),
        pytest.param((2, 2, 3), id="same-number"),
        pytest.param((1, 0, 2), id="zero-is-no-number"),
    ],
)
def test_stays_silent(numbers: tuple[int | None, ...]) -> None:
    assert hits(*numbers) == []


def test_one_finding_counts_all_cells_of_a_notebook() -> None:
    (hit,) = hits(9, 1, 2, 10, 3)
    assert hit.message == "`In [1]` stands below `In [9]`; 3 of 5 cells ran before one above them"
