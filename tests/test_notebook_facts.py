"""What the cells of a notebook say, IPython's own lines among them."""

import pytest

from auditor.facts.notebook import notebook_facts
from auditor.model import Does, Facts
from tests.rules.notebooks import code, markdown, notebook


def facts(*sources: str) -> Facts:
    return notebook_facts(notebook(*map(code, sources)).encode())


def magics(found: Facts) -> list[str]:
    assert found.code is not None
    return [each.text for each in found.code.statements if each.does is Does.MAGIC]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("%matplotlib inline", id="line-magic"),
        pytest.param("!pip install torch", id="shell"),
        pytest.param("files = !ls", id="shell-into-a-name"),
        pytest.param("pip install torch", id="magic-without-its-mark"),
        pytest.param("cd data/raw", id="change-of-folder"),
        pytest.param("frame?", id="help"),
        pytest.param("%%bash\necho $HOME", id="cell-for-another-program"),
        pytest.param("%timeit f(a,\n          b)\nx = 1", id="timed-over-two-lines"),
        pytest.param("!docker run \\\n  image", id="shell-over-two-lines"),
        pytest.param("if x:\n    !ls \\\n      -l\n    y = 1", id="continued-within-a-block"),
    ],
)
def test_lines_that_are_no_python_are_no_errors(source: str) -> None:
    found = facts(source)
    assert found.cells[0].problem is None
    assert magics(found)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("  x = 1\n  y = 2", id="whole-cell-indented"),
        pytest.param(" price = 4\nprint(price)", id="first-line-indented"),
    ],
)
def test_the_indentation_of_the_first_line_is_ignored(source: str) -> None:
    assert facts(source).cells[0].problem is None


@pytest.mark.parametrize("source", ["x = (1,\n", "f = load(path\ny = 1", "name: value"])
def test_what_is_no_python_says_why(source: str) -> None:
    (cell,) = facts(source + "\nfor").cells
    assert cell.problem is not None


def test_a_broken_cell_spoils_no_other() -> None:
    found = facts("x = (", "y = 1")
    assert [cell.problem is None for cell in found.cells] == [False, True]


def test_lines_count_on_from_cell_to_cell() -> None:
    text = notebook(code("a = 1\nb = 2"), markdown("# Title"), code("c = 3"))
    found = notebook_facts(text.encode())
    assert [cell.first_line for cell in found.cells] == [1, 0, 3]
    assert found.lines == "ccc"


def test_names_shared_by_magics_and_python_are_python() -> None:
    assert magics(facts("ls = [1]\ncat = ls[0]\nrm(cat)\nmkdir = 3")) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('print("%d"\n      % mean)', id="operator-and-blank"),
        pytest.param('print("%d (%d)"\n      %(mean, most))', id="operator-and-bracket"),
        pytest.param('print("%d"\n      %mean)', id="operator-and-name"),
        pytest.param("x = f(a,\n      # (\n      %b)", id="after-a-comment"),
    ],
)
def test_a_percent_sign_inside_brackets_is_an_operator(source: str) -> None:
    assert magics(facts(source)) == []


def test_a_bracket_in_a_string_hides_no_magic() -> None:
    assert magics(facts("print('(')\nif x:\n    %timeit f(x)")) == ["%timeit f(x)"]
