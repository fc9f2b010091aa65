"""notebook-without-functions reports long notebooks that do work without any function."""

import pytest

from auditor.model import Hit
from auditor.rules.notebook_without_functions import RULE
from tests.builders import project_of
from tests.rules.notebooks import ran

LOAD = "import pandas as pd\n"
WORK = "table = pd.read_csv('a.csv')\n"
PLOT = "import matplotlib.pyplot as plt\n" + "plt.plot([1])\n" * 250


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


def test_reports() -> None:
    (hit,) = hits(LOAD, *[WORK * 50] * 5)
    assert hit.message == "251 lines of code without one function"


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param((LOAD, WORK * 100), id="short"),
        pytest.param((LOAD, "def f():\n    pass", WORK * 250), id="a-function"),
        pytest.param((LOAD, "class A:\n    pass", WORK * 250), id="a-class"),
        pytest.param((PLOT,), id="plots"),
    ],
)
def test_stays_silent(sources: tuple[str, ...]) -> None:
    assert hits(*sources) == []


def test_a_notebook_that_shows_the_own_package_stays_silent() -> None:
    long = ran("import steps\n", LOAD, *[WORK * 50] * 5)
    assert list(RULE.check(project_of({"a.ipynb": long}))) != []
    assert list(RULE.check(project_of({"a.ipynb": long, "steps.py": "def f():\n    pass\n"}))) == []


def test_a_book_s_notebooks_stay_silent() -> None:
    long = ran(LOAD, *[WORK * 50] * 5)
    assert list(RULE.check(project_of({"a.ipynb": long, "README.md": "# Net\n\nA net.\n"}))) != []
    assert list(RULE.check(project_of({"a.ipynb": long, "README.md": "# The book\n"}))) == []
