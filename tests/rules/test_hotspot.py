"""hotspot reports files that carry much debt and change often."""

import pytest

from auditor.model import NotAssessable
from auditor.rules.hotspot import RULE
from tests.builders import history_of, project_of


def steps(count: int) -> str:
    return "def step(x):\n" + "".join(f"    x = x * {n} + 1\n" for n in range(count))


def messages(path: str, source: str, commits: int) -> list[str]:
    project = project_of({path: source}, history=history_of({path: commits}))
    return [hit.message for hit in RULE.check(project)]


def test_reports_debt_where_work_is_done() -> None:
    assert messages("net.py", steps(301), 6) == [
        "changed in 6 recent commits, and its size and complexity alone are 60 minutes of debt"
    ]


@pytest.mark.parametrize(
    ("path", "source", "commits"),
    [
        pytest.param("net.py", steps(301), 5, id="rests"),
        pytest.param("net.py", steps(200), 60, id="little-debt"),
        pytest.param("tests/test_net.py", steps(301), 60, id="test"),
        pytest.param("net.cpp", "int x;\n" * 3000, 60, id="functions-unknown"),
    ],
)
def test_stays_silent(path: str, source: str, commits: int) -> None:
    assert messages(path, source, commits) == []


def test_a_file_that_history_does_not_know_is_new() -> None:
    project = project_of({"net.py": steps(400)}, history=history_of({"old.py": 9}))
    assert list(RULE.check(project)) == []


def test_says_that_it_knows_nothing_without_history() -> None:
    with pytest.raises(NotAssessable, match="no history"):
        list(RULE.check(project_of(steps(400))))
