"""unexecuted-cells reports cells without a run in notebooks that were run."""

import pytest

from auditor.model import Hit
from auditor.rules.unexecuted_cells import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, notebook

RUN = [code("a = 1", 1), code("b = a", 2)]


def hits(*sources: str) -> list[Hit]:
    cells = (*RUN, *(code(source) for source in sources))
    return list(RULE.check(project_of(notebook(*cells), "a.ipynb")))


def test_reports_at_the_first_such_cell() -> None:
    (hit,) = hits("c = f(b)", "d = g(c)")
    assert hit.location.cell == 2
    assert hit.message == "2 of 4 cells were not run when the notebook was saved"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="empty"),
        pytest.param("# c = f(b)", id="comment"),
        pytest.param("!ls", id="shell-line"),
        pytest.param("%%bash\nls", id="cell-for-the-shell"),
        pytest.param("# your code here\nc = None", id="exercise"),
        pytest.param("import numpy", id="import"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert hits(source) == []


def test_a_notebook_without_any_run_had_its_outputs_cleared() -> None:
    text = notebook(code("a = 1"), code("b = 2"))
    assert list(RULE.check(project_of(text, "a.ipynb"))) == []


def test_one_of_a_long_notebook_may_be_left() -> None:
    text = notebook(*RUN * 12, code("c = f(b)"))
    assert list(RULE.check(project_of(text, "a.ipynb"))) == []


def test_outputs_show_a_run_as_well_as_numbers_do() -> None:
    text = notebook(*RUN, code("show(b)", outputs=[{"text": "1"}]))
    assert list(RULE.check(project_of(text, "a.ipynb"))) == []
