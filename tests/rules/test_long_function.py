"""long-function reports functions of more than a hundred lines that are to be read."""

from textwrap import indent

import pytest

from auditor.model import Severity
from auditor.rules.long_function import RULE
from tests.builders import project_of
from tests.lines import asking, messages_of

lines_hit = asking(RULE)


def steps(count: int) -> str:
    return "".join(f"    x = x * {n} + 1\n" for n in range(count))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x):\n" + steps(100), id="one-line-too-many"),
        pytest.param("async def f(x):\n" + steps(120), id="async"),
        pytest.param(
            "def f(x):\n    def g(y):\n        return y\n" + steps(110), id="around-another"
        ),
    ],
)
def test_reports(source: str) -> None:
    assert lines_hit(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x):\n" + steps(99), id="at-the-limit"),
        pytest.param("def f(x):\n" + '    # why\n    """text"""\n\n' * 60, id="comments"),
        pytest.param(
            "def f(x):\n    return {\n"
            + "".join(f"        {n}: x,\n" for n in range(200))
            + "    }",
            id="table",
        ),
        pytest.param(
            "def f(parser):\n" + "".join(f"    parser.add_argument('{n}')\n" for n in range(150)),
            id="options-of-a-command-line",
        ),
        pytest.param(
            "def f(commands):\n"
            + "".join(f"    c = commands.add_parser('{n}')\n" for n in range(150)),
            id="its-commands",
        ),
        pytest.param(
            "def f():\n" + "".join(indent(f"def g{n}(x):\n" + steps(30), "    ") for n in range(5)),
            id="factory-of-short-ones",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []


def test_leaves_tests_in_peace() -> None:
    assert lines_hit({"tests/test_a.py": "def test_f(x):\n" + steps(200)}) == []


def test_judges_a_function_inside_another_on_its_own() -> None:
    assert lines_hit("def outer():\n" + indent("def f(x):\n" + steps(101), "    ")) == [2]


def test_costs_as_much_again_for_every_further_hundred() -> None:
    (hit,) = RULE.check(project_of("def f(x):\n" + steps(349)))
    assert hit.size == 2.5
    assert hit.severity is Severity.HIGH
    assert hit.message == "`f` has 350 lines of code and 1 path"


def test_names_the_class_of_a_method() -> None:
    source = "class Net:\n" + indent("def build(self, x):\n" + steps(101), "    ")
    assert messages_of(RULE, source) == ["`Net.build` has 102 lines of code and 1 path"]
