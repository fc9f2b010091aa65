"""cell-syntax-error reports cells that Python cannot read, and nothing that IPython can."""

import pytest

from auditor.model import Hit
from auditor.rules.cell_syntax_error import RULE
from tests.builders import project_of
from tests.rules.notebooks import ran


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param("x = 1\ny = (x", 2, id="bracket-not-closed"),
        pytest.param("f(a\n  b)", 1, id="comma-missing"),
        pytest.param("print('a)", 1, id="quote-missing"),
        pytest.param("project: a\nhost: b c", 2, id="yaml"),
    ],
)
def test_reports_the_line(source: str, line: int) -> None:
    (hit,) = hits("a = 1", source)
    assert (hit.location.cell, hit.location.line) == (1, line)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("%matplotlib inline\nx = 1", id="magic"),
        pytest.param("!pip install torch", id="shell"),
        pytest.param("%%bash\nfor f in *; do echo $f; done", id="cell-for-the-shell"),
        pytest.param("x = # YOUR CODE HERE", id="exercise"),
        pytest.param("print 'hello'", id="python-2"),
        pytest.param("  x = 1\n  y = 2", id="indented"),
        pytest.param("await get()", id="await-at-the-top"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert hits("a = 1", source) == []


def test_says_what_is_wrong_without_our_own_place_names() -> None:
    (hit,) = hits("x = (")
    assert hit.message == "the cell is no Python: '(' was never closed"
