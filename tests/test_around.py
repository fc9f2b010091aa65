"""What is around a statement: headers, where its names come from, what its values are used for."""

from textwrap import dedent

import pytest

from auditor.classify.around import (
    WORTH,
    headers_above,
    neighbours_of,
    of_origins,
    of_uses,
    origins_of,
)
from auditor.classify.reading import reading_of
from auditor.model import Code
from tests.builders import file_of

READING = """
    texts = []
    with open(path) as stream:
        for line in stream:
            texts.append(line)
"""
METHODS = """
    class Net:
        def __init__(self):
            self.layer = linear()

        def forward(self, x):
            return self.layer(x)
"""


def code_of(text: str) -> Code:
    code = file_of("a.py", dedent(text)).facts.code
    assert code is not None
    return code


def origins(text: str) -> list[set[int]]:
    code = code_of(text)
    return [set(its) for its in origins_of(code, [reading_of(it) for it in code.statements])]


@pytest.mark.parametrize(
    ("text", "statement", "from_"),
    [
        pytest.param(READING, 3, {0, 2}, id="loop-and-list"),
        pytest.param(READING, 2, {1}, id="header-above"),
        pytest.param("x = 1\nx = 2\ny = x", 2, {1}, id="the-last-one-counts"),
        pytest.param("x = x + 1", 0, set(), id="not-itself"),
        pytest.param("x = 1\ndef f():\n    return x", 2, {0}, id="from-around-the-function"),
        pytest.param("def f():\n    x = 1\ny = x", 2, set(), id="not-from-inside-a-function"),
        pytest.param(METHODS, 4, {2}, id="attribute-of-another-method"),
    ],
)
def test_names_come_from_where_they_were_given_a_value(
    text: str, statement: int, from_: set[int]
) -> None:
    assert origins(text)[statement] == from_


def test_uses_are_origins_seen_from_the_other_side() -> None:
    shares = [1, 10, 100]
    assert of_origins([(), (0,), (0, 1)], shares) == [(0, 1), (1, 1), (11, 2)]
    assert of_uses([(), (0,), (0, 1)], shares) == [(110, 2), (100, 1), (0, 1)]


def test_headers_speak_for_what_is_below_them_but_functions_do_not() -> None:
    text = "def f():\n    with a:\n        for b in c:\n            d()\n"
    assert headers_above(code_of(text), [1, 10, 100, 1000]) == [(0, 1), (0, 1), (10, 1), (110, 2)]


def test_neighbours_count_less_the_farther_they_are_and_in_another_cell_half() -> None:
    """The shares are powers of 1,000, so that a sum shows what each was worth."""
    code = code_of("a\nb\nc")
    shares = [1, 1_000, 1_000_000]
    near, far = WORTH[0], WORTH[1]
    assert neighbours_of(code, [], shares) == [
        (near * 1_000 + far * 1_000_000, near + far),
        (near * 1 + near * 1_000_000, near + near),
        (far * 1 + near * 1_000, far + near),
    ]
    assert neighbours_of(code, [0, 0, 1], shares) == [
        (2 * near * 1_000 + far * 1_000_000, 2 * near + far),
        (2 * near * 1 + near * 1_000_000, 2 * near + near),
        (far * 1 + near * 1_000, far + near),
    ]
