"""What once took the square of its input, or more, takes its share now: lines run are counted."""

import pytest

from tests.hostile.growth import lines_run, steep
from tests.hostile.shapes import DOUBLING, FOUND


@pytest.mark.parametrize("name", FOUND)
def test_four_times_as_much_is_not_sixteen_times_the_work(name: str) -> None:
    assert steep(FOUND[name]) == []


@pytest.mark.parametrize("name", DOUBLING)
def test_a_link_more_is_not_twice_the_work(name: str) -> None:
    short, long = (lines_run(DOUBLING[name](links)).total() for links in (6, 10))
    assert long < 2 * short
