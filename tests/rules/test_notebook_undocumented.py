"""notebook-undocumented reports notebooks of some size without a word."""

import pytest

from auditor.model import Hit
from auditor.rules.notebook_undocumented import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, markdown, notebook

LONG = [code("\n".join(f"a{line} = {line}" for line in range(6)))] * 8


def hits(text: str) -> list[Hit]:
    return list(RULE.check(project_of(text, "a.ipynb")))


def test_reports_one_finding_at_the_first_cell() -> None:
    (hit,) = hits(notebook(*LONG))
    assert str(hit.location) == "a.ipynb[0]:1"
    assert hit.message == "8 cells with 48 lines of code, and no text at all"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(notebook(markdown("# Sums"), *LONG), id="a-heading"),
        pytest.param(notebook(*LONG[:3]), id="few-cells"),
        pytest.param(notebook(*[code("x = 1")] * 12), id="few-lines"),
        pytest.param(
            notebook(*LONG, code("# loads\nx = 1\n# cleans\ny = 2\n# shows\nz = 3")), id="comments"
        ),
    ],
)
def test_stays_silent(text: str) -> None:
    assert hits(text) == []


def test_an_empty_text_cell_says_nothing() -> None:
    assert hits(notebook(markdown("  "), *LONG))
