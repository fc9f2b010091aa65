"""Rows of numbers in one integer add up as the same numbers in lists would."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.classify.rows import chances_in, floats, halves, listed, packed, shares, weighing

ROLES = 12
NUMBERS = st.floats(-1000, 1000, allow_nan=False)
ROW = st.lists(NUMBERS, min_size=ROLES, max_size=ROLES)
CHANCES = st.lists(st.floats(0, 1), min_size=ROLES, max_size=ROLES)


def close(found: list[float], wanted: list[float], most: float = 1e-9) -> bool:
    return all(abs(one - other) < most for one, other in zip(found, wanted, strict=True))


@given(rows=st.lists(ROW, min_size=1, max_size=8))
def test_sums_of_rows_are_sums_of_their_numbers(rows: list[list[float]]) -> None:
    total = sum(packed(row) for row in rows)
    assert close(floats(total, ROLES), [sum(numbers) for numbers in zip(*rows, strict=True)])


@given(rows=st.lists(ROW, min_size=2, max_size=8))
def test_no_order_changes_a_sum(rows: list[list[float]]) -> None:
    assert sum(map(packed, rows)) == sum(map(packed, reversed(rows)))


@given(first=ROW, second=ROW)
def test_a_row_of_both_passes_comes_apart(first: list[float], second: list[float]) -> None:
    numbers, rest = halves(packed([*first, *second]), ROLES)
    assert list(numbers) == [round(number) for number in numbers]
    assert rest == packed(second)
    assert floats(packed(first), ROLES) == floats(packed([*first, *second]), 2 * ROLES)[:ROLES]


@given(row=ROW, chances=CHANCES)
def test_a_share_of_a_row(row: list[float], chances: list[float]) -> None:
    share = listed(shares(chances), ROLES)[3]
    assert close(floats(weighing(row) * share, ROLES), [chances[3] * n for n in row], 1e-8)


@given(every=st.lists(CHANCES, min_size=1, max_size=30))
def test_the_mean_of_chances(every: list[list[float]]) -> None:
    found = chances_in(sum(map(shares, every)), ROLES, len(every))
    assert close(found, [sum(its) / len(every) for its in zip(*every, strict=True)])
