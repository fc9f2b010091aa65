"""complex-function reports functions that are nested and branch a lot, once each."""

from textwrap import indent

import pytest

from auditor.model import Severity
from auditor.rules.complex_function import RULE
from auditor.rules.long_function import RULE as LONG
from tests.builders import project_of
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

LOOP = """\
for row in rows:
    if row:
        for cell in row:
            if cell > {0} and cell:
                total += cell
"""
TANGLED = "def f(rows, total):\n" + indent("".join(LOOP.format(n) for n in range(3)), "    ")


def branches(count: int) -> str:
    return "def f(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(count))


def test_reports_paths_and_points() -> None:
    assert lines_hit(TANGLED) == [1]
    assert messages_of(RULE, TANGLED) == ["`f` has 16 paths and cognitive complexity 33"]


def test_reports_so_many_paths_that_no_test_takes_them_all() -> None:
    assert lines_hit("def f(x):\n" + "    assert x\n" * 31) == [1]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(rows):\n    return [r for r in rows if r]\n", id="simple"),
        pytest.param("def f(x):\n" + "    assert x\n" * 20, id="flat-list-of-assertions"),
        pytest.param(
            "def f(a):\n    for b in a:\n        for c in b:\n            for d in c:\n"
            "                for e in d:\n                    if e:\n                        e()\n",
            id="deep-and-few-paths",
        ),
        pytest.param(branches(12), id="flat-list-of-cases"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []


def test_leaves_tests_in_peace() -> None:
    assert lines_hit({"tests/test_a.py": TANGLED.replace("def f", "def test_f")}) == []


def test_judges_a_function_inside_another_on_its_own() -> None:
    assert lines_hit("def outer():\n" + indent(TANGLED, "    ") + "    return f\n") == [2]


def test_costs_one_minute_a_point_above_the_limit() -> None:
    (hit,) = RULE.check(project_of(TANGLED))
    assert hit.size == 33 - 15


@pytest.mark.parametrize(
    ("loops", "severity"),
    [
        pytest.param(2, Severity.LOW, id="rank-c"),
        pytest.param(4, Severity.MEDIUM, id="rank-d"),
        pytest.param(8, Severity.HIGH, id="above"),
    ],
)
def test_severity_follows_the_rank(loops: int, severity: Severity) -> None:
    body = indent("".join(LOOP.format(n) for n in range(loops)), "    ")
    (hit,) = RULE.check(project_of("def f(rows, total):\n" + body))
    assert hit.severity is severity


def test_what_is_long_and_complex_is_reported_once_by_what_costs_more() -> None:
    steps = "".join(f"    total += {n}\n" for n in range(100))
    short = project_of(TANGLED)
    long = project_of(TANGLED + steps)
    assert [len(list(rule.check(short))) for rule in (RULE, LONG)] == [1, 0]
    assert [len(list(rule.check(long))) for rule in (RULE, LONG)] == [0, 1]
