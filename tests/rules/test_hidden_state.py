"""hidden-state reports names that a run from the top would not find."""

import pytest

from auditor.model import Hit
from auditor.rules.hidden_state import RULE
from tests.builders import project_of
from tests.rules.notebooks import code, markdown, notebook, ran


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


@pytest.mark.parametrize(
    ("sources", "where"),
    [
        pytest.param(("y = x", "x = 1"), "only further below", id="defined-below"),
        pytest.param(("y = x",), "nowhere", id="defined-nowhere"),
        pytest.param(("y = 1\nz = x + y\nx = 2",), "only further below", id="below-in-the-cell"),
        pytest.param(("x += 1",), "nowhere", id="added-to"),
        pytest.param(("x['a'] = 1",), "nowhere", id="item-of-it-set"),
        pytest.param(("print(f'{x}')",), "nowhere", id="in-an-f-string"),
        pytest.param(("for i in x:\n    pass",), "nowhere", id="looped-over"),
        pytest.param(("def f(a=x):\n    pass",), "nowhere", id="default-value"),
        pytest.param(("def f():\n    x = 1", "y = x"), "nowhere", id="local-of-a-function"),
        pytest.param(("y = [i for i in x]",), "nowhere", id="source-of-a-comprehension"),
    ],
)
def test_reports(sources: tuple[str, ...], where: str) -> None:
    (hit,) = hits(*sources)
    assert hit.message == f"`x` is read here and defined {where}"


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param(("x = 1", "y = x"), id="defined-above"),
        pytest.param(("import x.a", "y = x"), id="imported"),
        pytest.param(("from m import b as x", "y = x"), id="imported-by-another-name"),
        pytest.param(("from m import (\n    a,\n    x,\n)", "y = x"), id="imported-in-brackets"),
        pytest.param(("from m import *", "y = x"), id="star-import"),
        pytest.param(("%run setup.py", "y = x"), id="another-script-run"),
        pytest.param(("%time x = f(1) if 0 else 1", "y = x"), id="bound-by-a-magic"),
        pytest.param(("x = !ls", "y = x"), id="bound-to-a-shell-line"),
        pytest.param(("%%bash --out x\nls", "y = x"), id="bound-by-a-shell-cell"),
        pytest.param(("print(YOUR_KEY)",), id="placeholder"),
        pytest.param(("exec(open('a').read())", "y = x"), id="exec"),
        pytest.param(("globals()['x'] = 1", "y = x"), id="globals"),
        pytest.param(
            ("def f():\n    global x\n    x = 1", "f()\ny = x"), id="global-of-a-function"
        ),
        pytest.param(("def f():\n    return x", "x = 1"), id="read-when-called"),
        pytest.param(("f = lambda a: a + x", "x = 1"), id="read-by-a-lambda"),
        pytest.param(("y = [x for x in range(3)]",), id="name-of-a-comprehension"),
        pytest.param(("for a, (b, *x) in []:\n    print(x)",), id="name-of-a-loop"),
        pytest.param(("with open('a') as x:\n    print(x)",), id="name-of-a-with"),
        pytest.param(("if (x := 1):\n    print(x)",), id="walrus"),
        pytest.param(("if (x := 1) and x > 0:\n    pass",), id="walrus-read-at-once"),
        pytest.param(("y = [x for i in [] if (x := i)]",), id="walrus-in-a-condition"),
        pytest.param(("try:\n    x\nexcept NameError:\n    x = 1",), id="asked-for"),
        pytest.param(("try:\n    x\nexcept:\n    x = 1",), id="asked-for-with-all-else"),
        pytest.param(("class A:\n    b = 1\n    c = b",), id="name-of-a-class-body"),
        pytest.param(("display(len([]))\nget_ipython()\nOut[1]\n_",), id="brought-by-ipython"),
        pytest.param(("y = (", "z = x"), id="after-a-cell-that-cannot-be-read"),
        pytest.param(("# your code here", "y = x"), id="left-to-the-reader"),
        pytest.param(("%%bash\necho x",), id="another-language"),
        pytest.param(("print(a, b, c, d, e, f, g)",), id="so-many-that-something-brings-them"),
    ],
)
def test_stays_silent(sources: tuple[str, ...]) -> None:
    assert hits(*sources) == []


def test_one_finding_names_all_that_is_missing() -> None:
    (hit,) = hits("print(a)", "print(a, b)", "b = 1")
    assert hit.message == "`a` is read here and defined nowhere; so with `b`"
    assert hit.size == 2


def test_points_at_the_line_in_the_cell() -> None:
    text = notebook(markdown("# Title"), code("y = 1\nz = x"))
    (hit,) = RULE.check(project_of(text, "a.ipynb"))
    assert str(hit.location) == "a.ipynb[1]:2"
