"""low-maintainability reports dense files that are not long enough to be reported for that."""

import pytest

from auditor.rules.long_file import RULE as LONG
from auditor.rules.low_maintainability import RULE
from tests.builders import project_of
from tests.lines import asking, messages_of

lines_hit = asking(RULE)


def dense(count: int) -> str:
    return "".join(
        f"def f{n}(a, b):\n    if a > {n} and b < {n}:\n        b = a * b - {n} / (a + {n})\n"
        for n in range(count)
    )


HARD = "def g(a):\n" + "".join(
    f"    for x in a:\n        if x > {n} and a:\n            a = x\n" for n in range(9)
)


def test_reports_the_lowest_rank() -> None:
    assert lines_hit(dense(250) + HARD) == [1]
    (message,) = messages_of(RULE, dense(250) + HARD)
    assert message.endswith("of 100 (rank C) over 778 lines of code")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": dense(5) + HARD}, id="short"),
        pytest.param({"a.py": dense(250)}, id="many-small-functions"),
        pytest.param({"tests/test_a.py": dense(250) + HARD}, id="test"),
        pytest.param({"a.py": "print 1\n"}, id="not-measured"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert lines_hit(files) == []


def test_a_file_that_is_long_is_reported_once() -> None:
    project = project_of(dense(400) + HARD)
    assert [len(list(rule.check(project))) for rule in (RULE, LONG)] == [0, 1]
