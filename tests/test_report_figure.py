"""Figure 1 is drawn to scale, with the ML code in the middle."""

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Role
from auditor.report.figure import GAP, OUTSIDE, Box, boxes
from tests import audits

WIDTH, HEIGHT = 960.0, 520.0

LINES = st.dictionaries(st.sampled_from(Role), st.integers(0, 1_000_000))


def overlap(one: Box, other: Box) -> float:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return min(across, down)


@given(LINES)
def test_every_role_with_lines_has_one_box(by_role: Mapping[Role, int]) -> None:
    drawn = boxes(by_role, WIDTH, HEIGHT)
    assert {box.role: box.lines for box in drawn} == {r: n for r, n in by_role.items() if n}
    assert len(drawn) == len({box.role for box in drawn})


@given(LINES)
def test_areas_are_proportional_to_lines(by_role: Mapping[Role, int]) -> None:
    drawn = boxes(by_role, WIDTH, HEIGHT)
    scales = [box.width * box.height / box.lines for box in drawn]
    assert scales == pytest.approx([scales[0]] * len(scales)) if scales else True


@given(LINES)
def test_boxes_lie_within_the_figure_and_apart(by_role: Mapping[Role, int]) -> None:
    drawn = boxes(by_role, WIDTH, HEIGHT)
    for box in drawn:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= WIDTH + 1e-6
        assert box.y + box.height <= HEIGHT + 1e-6
    for one, other in combinations(drawn, 2):
        assert overlap(one, other) < 1e-6
        if (one.role in OUTSIDE) != (other.role in OUTSIDE):
            assert overlap(one, other) <= -GAP + 1e-6


def test_the_other_boxes_surround_the_ml_code() -> None:
    drawn = {box.role: box for box in boxes(audits.realistic().lines.by_role, WIDTH, HEIGHT)}
    ml = drawn.pop(Role.ML_CODE)
    inside = [box for role, box in drawn.items() if role not in OUTSIDE]
    assert any(box.x + box.width <= ml.x + 1e-6 for box in inside)
    assert any(box.x >= ml.x + ml.width - 1e-6 for box in inside)
    assert any(box.y + box.height <= ml.y + 1e-6 for box in inside)
    assert any(box.y >= ml.y + ml.height - 1e-6 for box in inside)


def test_nothing_is_drawn_of_nothing() -> None:
    assert boxes({}, WIDTH, HEIGHT) == ()
    assert boxes({Role.ML_CODE: 0}, WIDTH, HEIGHT) == ()
