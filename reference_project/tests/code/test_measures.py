"""Measures of an image, the schema that they must fit, and the statistic of their drift."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.drift import Expectation, drift, expectation, population_stability
from digits.errors import DataRefused
from digits.measures import MEASURES, measures
from digits.schema import require_measurable
from digits.values import Dataset, Images


def bar(height: int, width: int, lean: float = 0.0) -> Images:
    """One bar of ink; at a lean of 1 each row starts one pixel further to the left."""
    image = np.zeros((1, 28, 28), np.uint8)
    for row in range(height):
        left = 10 - round(lean * (row - height // 2))
        image[0, 4 + row, left : left + width] = 255
    return image


@given(height=st.integers(8, 20), width=st.integers(1, 5))
def test_a_bar_has_its_own_height_width_and_ink(height: int, width: int) -> None:
    (row,) = measures(bar(height, width)).to_dict("records")
    assert (row["height"], row["width"]) == (height, width)
    assert row["ink"] == pytest.approx(height * width / 28**2)
    assert row["slant"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_a_long_bar_is_as_thick_as_it_is_wide(width: int) -> None:
    assert measures(bar(20, width))["thickness"].item() == pytest.approx(width, rel=0.25)


def test_a_bar_that_leans_to_the_right_has_a_positive_slant() -> None:
    assert measures(bar(12, 3, lean=1.0))["slant"].item() == pytest.approx(45, abs=4)
    assert measures(bar(12, 3, lean=-1.0))["slant"].item() == pytest.approx(-45, abs=4)


def test_a_blank_image_has_no_measure_that_is_not_finite() -> None:
    assert np.isfinite(measures(np.zeros((1, 28, 28), np.uint8)).to_numpy()).all()


def test_all_of_mnist_fits_the_schema(mnist: Dataset) -> None:
    for part in (mnist.train, mnist.test):
        assert len(require_measurable(part.images)) == len(part)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        pytest.param(np.zeros((28, 28), np.uint8), "image 1: ink is 0", id="blank"),
        pytest.param(np.full((28, 28), 255, np.uint8), "image 1: ink is 1", id="all-ink"),
    ],
)
def test_an_image_of_no_digit_is_named(few: Dataset, image: np.ndarray, message: str) -> None:
    images = np.stack([few.train.images[0], image])
    with pytest.raises(DataRefused, match=message):
        require_measurable(images)


def test_many_flaws_are_counted_and_not_listed() -> None:
    with pytest.raises(DataRefused, match=r"and \d+ more$"):
        require_measurable(np.zeros((50, 28, 28), np.uint8))


def test_what_was_expected_has_not_drifted(few: Dataset) -> None:
    table = measures(few.train.images)
    found = drift(expectation(table), table)
    assert set(found) == set(MEASURES)
    assert max(found.values()) == pytest.approx(0, abs=1e-9)


def test_turned_images_have_drifted(mnist: Dataset) -> None:
    """A camera held sideways: strokes are as thick as before, but width and height change."""
    known, asked = mnist.train.images[:3_000], mnist.train.images[3_000:4_000]
    expected = expectation(measures(known))
    assert max(drift(expected, measures(asked)).values()) < 0.1
    turned = drift(expected, measures(np.rot90(asked, axes=(1, 2)).copy()))
    assert turned["width"] > 0.25 < turned["height"]
    assert turned["ink"] < 0.1


def test_an_expectation_survives_json(few: Dataset) -> None:
    made = expectation(measures(few.train.images))
    assert Expectation.from_json(json.loads(json.dumps(made.to_json()))) == made


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=12))
def test_the_statistic_is_nothing_for_equals_and_positive_for_others(weights: list[float]) -> None:
    shares = np.array(weights) / sum(weights)
    assert population_stability(shares, shares) == 0
    assert population_stability(shares, shares[::-1]) >= 0
