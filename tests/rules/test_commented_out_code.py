"""commented-out-code reports blocks that were switched off, and not what explains."""

import pytest

from auditor.rules.commented_out_code import RULE
from tests.builders import project_of
from tests.lines import asking, messages_of

lines_hit = asking(RULE)


def commented(text: str) -> str:
    return "x = 1\n" + "".join(f"# {line}\n" for line in text.strip("\n").split("\n")) + "y = 2\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import os\nimport sys\nos.chdir(sys.argv[1])", id="statements"),
        pytest.param("for row in rows:\n    if row:\n        total += row", id="blocks"),
        pytest.param("if a:\n    f(a)\nelse:\n    g(a)", id="else"),
        pytest.param("loss = f(\n    a,\n    b,\n)", id="one-statement-over-lines"),
        pytest.param("@cached\ndef f(x):\n    return g(x)", id="decorated-function"),
        pytest.param("a = f(1)\nwhy not the other one\nb = g(a)\nc = h(b)", id="remark-between"),
        pytest.param("a = f(1)\n\nb = g(a)\n\nc = h(b)", id="empty-lines-between"),
        pytest.param("try:\n    f(a)\nexcept OSError:\n    g(a)", id="try"),
    ],
)
def test_reports_comments(text: str) -> None:
    assert lines_hit(commented(text)) == [2]


def test_reports_a_string_that_is_no_docstring() -> None:
    assert lines_hit('x = 1\n"""\na = f(x)\nb = g(a)\nc = h(b)\n"""\n') == [3]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Rows are read once (see load) and kept.\nThis is slow.\nSorry.", id="prose"),
        pytest.param("a = f(1)\nb = g(a)", id="two-lines"),
        pytest.param("x: rows\ny: columns\nz: planes", id="names-explained"),
        pytest.param("For example:\na = f(1)\nb = g(a)\nc = h(b)", id="example"),
        pytest.param("Uncomment to draw\na = f(1)\nb = g(a)\nc = h(b)", id="offered"),
        pytest.param(
            "Usage\n$ python -m train\nwhich runs\na = f(1)\nb = g(a)\nc = h(b)", id="usage"
        ),
        pytest.param("rate = 1\nsteps = 2\nsize = 3", id="values-that-may-be-notes"),
        pytest.param("array([1, 2],\n      [3, 4],\n      [5, 6])", id="value-as-it-prints"),
        pytest.param("type: ignore\nnoqa: E501\npylint: disable=all", id="marks-for-tools"),
        pytest.param("(n, 28, 28) -> (n, 784)\n(n, 784) -> (n, 10)\n(n, 10)", id="shapes"),
        pytest.param("with care\nfor all rows\nif needed", id="words-that-code-has-too"),
    ],
)
def test_stays_silent(text: str) -> None:
    assert lines_hit(commented(text)) == []


@pytest.mark.parametrize("path", ["docs/conf.py", "project/templates/strategy.py"])
def test_what_is_made_to_be_filled_in_gets_the_benefit_of_the_doubt(path: str) -> None:
    assert lines_hit({path: commented("a = f(1)\nb = g(a)\nc = h(b)")}) == []


def test_a_docstring_may_show_code() -> None:
    assert lines_hit('def f():\n    """\n    a = f(x)\n    b = g(a)\n    c = h(b)\n    """\n') == []


def test_a_string_that_begins_with_prose_explains() -> None:
    assert lines_hit('x = 1\n"""\nTo run it\na = f(x)\nb = g(a)\nc = h(b)\n"""\n') == []


def test_comments_at_the_ends_of_lines_are_no_block() -> None:
    assert lines_hit("a = 1  # f(a)\nb = 2  # g(b)\nc = 3  # h(c)\n") == []


def test_says_how_much_and_where_it_begins() -> None:
    source = commented("a = f(1)\nb = g(a)\nc = h(b)")
    assert messages_of(RULE, source) == ["3 lines of code are commented out, from `a = f(1)` on"]
    (hit,) = RULE.check(project_of(source))
    assert (hit.location.line, hit.location.end_line) == (2, 4)


def test_a_tests_switched_off_is_lost_protection() -> None:
    assert lines_hit({"tests/test_a.py": commented("def test_a():\n    f(1)\n    g(2)")}) == [2]


def test_hostile_comments_are_read_in_bounded_time() -> None:
    assert lines_hit("# " + "(" * 250 + "\n" + "# f((((\n" * 5000) == []
