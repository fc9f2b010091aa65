"""Sizes count what has to be read, and the dearer of length and complexity is known."""

import pytest

from auditor.evidence.sizes import debt_minutes, functions_of, lines_of
from tests.builders import project_of

LONG = "def f(x):\n" + "".join(f"    x = x + {n}\n" for n in range(150))


def test_a_table_counts_as_its_first_ten_lines() -> None:
    table = "TABLE = {\n" + "".join(f"    {n}: {n},\n" for n in range(500)) + "}\n"
    (file,) = project_of("x = 1\n" + table).files
    assert lines_of(file) == 11


def test_a_function_inside_another_is_counted_once() -> None:
    inner = "".join(f"    {line}\n" for line in LONG.splitlines())
    (file,) = project_of("def outer(x):\n" + inner + "    return f(x)\n").files
    outer, f = functions_of(file)
    assert (outer.lines, f.lines) == (2, 151)


def test_branches_inside_an_inner_function_are_its_own() -> None:
    source = """
        def outer(rows):
            def keep(row):
                if row:
                    if row.ok:
                        return row
            return [keep(row) for row in rows]
    """
    (file,) = project_of(source).files
    outer, keep = functions_of(file)
    assert (outer.paths, keep.paths) == (2, 3)
    assert outer.points <= 1
    assert keep.points >= 3


@pytest.mark.parametrize(
    ("source", "minutes"),
    [
        pytest.param("x = 1\n", 0, id="small"),
        pytest.param(LONG, pytest.approx(30.2), id="one-long-function"),
        pytest.param("".join(f"x{n} = {n}\n" for n in range(2000)), 120, id="long-file"),
    ],
)
def test_debt_of_size_and_complexity_is_added_up(source: str, minutes: float) -> None:
    (file,) = project_of(source).files
    assert debt_minutes(file) == minutes
