"""isolated-cell reports cells whose names nobody uses and that show nothing."""

import pytest

from auditor.model import Hit
from auditor.rules.isolated_cell import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, markdown, notebook, ran

LEFT = "def old(a):\n    b = a\n    return b"


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


def test_reports_a_function_that_nobody_calls() -> None:
    (hit,) = hits("x = 1\nprint(x)", LEFT)
    assert hit.location.cell == 1
    assert hit.message == "nothing is done with `old`"


def test_one_finding_counts_all_such_cells() -> None:
    (hit,) = hits(LEFT, "limit = 1\nlow = 2\nhigh = 3")
    assert hit.size == 2


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param((LEFT, "old(1)"), id="used"),
        pytest.param((LEFT, "def new():\n    return old(1)", "new()"), id="used-in-a-function"),
        pytest.param(("data = 1\nprint(data)", "c = data\nd = c\ne = d"), id="uses-another-cell"),
        pytest.param(("a = 1\nb = 2\nprint(a + b)",), id="prints"),
        pytest.param(("a = 1\nb = 2\na + b",), id="ends-in-a-value"),
        pytest.param(("a = f()\nb = g()\nc = h()",), id="calls-functions"),
        pytest.param(("@app.route\ndef f():\n    x = 1\n    return x",), id="decorated"),
        pytest.param((LEFT, "!run {old}"), id="used-by-the-shell"),
        pytest.param((LEFT, "run(handler='old')"), id="asked-for-by-its-name"),
        pytest.param((LEFT, "# your code here"), id="exercise"),
        pytest.param((f"#| export\n{LEFT}", "x = 1\nprint(x)"), id="exported-by-nbdev"),
        pytest.param(("import ctypes\na = 1\nb = ctypes.CDLL('x.so')",), id="loads-a-library"),
        pytest.param(("import a\nimport b\nimport c",), id="imports"),
        pytest.param(("a = 1",), id="one-line"),
        pytest.param((LEFT, "%run other.ipynb"), id="runs-another-notebook"),
        pytest.param(("model = 1\nmodel.x = 2\nmodel.y = 3", "model"), id="used-by-the-end"),
    ],
)
def test_stays_silent(sources: tuple[str, ...]) -> None:
    assert hits(*sources) == []


def test_a_cell_that_prose_introduces_may_be_what_it_shows() -> None:
    cells = (code("x = 1\nprint(x)", 1), markdown("A rule of ours:"), code(LEFT, 2))
    assert not list(RULE.check(project_of(notebook(*cells), "a.ipynb")))


def test_a_notebook_that_another_one_runs_lends_its_names() -> None:
    lending = {"help.ipynb": ran("x = 1\nprint(x)", LEFT)}
    assert list(RULE.check(project_of(lending)))
    assert not list(RULE.check(project_of({**lending, "a.ipynb": ran("%run help.ipynb")})))
