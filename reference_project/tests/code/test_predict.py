"""A picture of any size becomes what MNIST would have made of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.errors import DataRefused
from digits.predict import as_mnist, bright_ink, centre_of_mass
from digits.values import SIDE, Dataset


def stroke(height: int, width: int, top: int, left: int) -> np.ndarray:
    """A bar of ink on a dark field of 90 x 120."""
    field = np.zeros((90, 120), np.uint8)
    field[top : top + height, left : left + width] = 255
    return field


@given(
    height=st.integers(5, 40),
    width=st.integers(5, 40),
    top=st.integers(1, 45),
    left=st.integers(1, 75),
)
def test_a_stroke_is_fitted_and_centred_wherever_it_stands(
    height: int, width: int, top: int, left: int
) -> None:
    image = as_mnist(stroke(height, width, top, left))
    rows, columns = np.nonzero(image)
    assert image.shape == (SIDE, SIDE)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert centre_of_mass(image) == pytest.approx((13.5, 13.5), abs=0.6)


def test_where_a_stroke_stands_changes_nothing() -> None:
    np.testing.assert_array_equal(
        as_mnist(stroke(30, 10, top=2, left=3)), as_mnist(stroke(30, 10, top=50, left=99))
    )


def test_ink_on_paper_equals_chalk_on_a_board() -> None:
    chalk = stroke(30, 10, top=20, left=30)
    np.testing.assert_array_equal(as_mnist(255 - chalk), as_mnist(chalk))


def test_mnist_s_own_images_stay_as_they_are(few: Dataset) -> None:
    for image in few.test.images:
        np.testing.assert_array_equal(as_mnist(image), image)


def test_a_blank_picture_is_refused() -> None:
    with pytest.raises(DataRefused, match="no ink"):
        as_mnist(np.full((60, 60), 255, np.uint8))


def test_a_dark_border_is_paper() -> None:
    dark = stroke(30, 10, top=20, left=30)
    assert bright_ink(dark) is dark
