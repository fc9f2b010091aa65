"""syntax-error reports files that are meant to be Python and are none."""

import pytest

from auditor.rules.syntax_error import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

BROKEN = "x = 1\ndef f(:\n    return x\n"


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("train.py", BROKEN, id="source"),
        pytest.param("tests/test_train.py", BROKEN, id="test-that-a-runner-collects"),
        pytest.param("merge.py", "x = 1\n<<<<<<< HEAD\ny = 2\n=======\n", id="left-from-a-merge"),
    ],
)
def test_reports(path: str, source: str) -> None:
    (line,) = lines_hit({path: source})
    assert line == 2


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("train.py", "x = 1\n", id="python"),
        pytest.param("train.py", "print 'hello'\n", id="python-2"),
        pytest.param("train.py", "type Rows = list[int]\n", id="newer-python"),
        pytest.param("templates/train.py", BROKEN, id="template"),
        pytest.param("{{name}}/train.py", BROKEN, id="template-by-its-name"),
        pytest.param("tests/data/broken.py", BROKEN, id="given-to-a-test"),
        pytest.param("README.md", BROKEN, id="no-code"),
    ],
)
def test_stays_silent(path: str, source: str) -> None:
    assert lines_hit({path: source}) == []


def test_syntax_that_python_dropped_is_an_error_today() -> None:
    (message,) = messages_of(RULE, "def run(async=True):\n    return async\n")
    assert message.startswith("Python before 3.7 (async as a name")


def test_one_finding_tells_of_several_lines() -> None:
    assert len(messages_of(RULE, "def f(:\n    pass\n\nx = 1\n\ndef g(:\n    pass\n")) == 1
