"""A model must be good enough in every slice, and its answers must stand small disturbances."""

from collections.abc import Callable

import keras
import numpy as np
import pytest

from digits.evaluate import Share, share_table
from digits.figures import shares_figure
from digits.measures import measures
from digits.model import predict_probabilities
from digits.robustness import DISTURBANCES, Disturbance, disturbed, robustness
from digits.slices import THIRDS, slices
from digits.values import CLASSES, Dataset, Examples, Images, Probabilities

Parts = tuple[Examples, Examples]


@pytest.fixture(scope="module")
def found(model: keras.Model, parts: Parts) -> dict[str, Share]:
    known, asked = parts
    beliefs = predict_probabilities(model, asked.images)
    return {one.name: one for one in slices(known, asked, beliefs, confidence=0.95)}


def test_every_slice_is_read_well_enough(found: dict[str, Share]) -> None:
    """Trained on 2,000 images; the unusual third is the hardest."""
    for one in found.values():
        assert one.accuracy > 0.85, one.name


def test_slices_of_a_trait_divide_the_examples(found: dict[str, Share], parts: Parts) -> None:
    for trait, names in THIRDS.items():
        sizes = [found[f"{trait}: {name}"].examples for name in names]
        assert sum(sizes) == len(parts[1])
        assert min(sizes) > len(parts[1]) / 5


def test_a_slice_holds_what_its_name_says(few: Dataset) -> None:
    """A model that reads thick digits only is good in the thick slice alone."""
    thickness = measures(few.train.images)["thickness"].to_numpy()
    thick = thickness > np.quantile(thickness, 2 / 3)
    told = np.where(thick, few.train.labels, (few.train.labels + 1) % CLASSES)
    judged = slices(few.train, few.train, np.eye(CLASSES)[told], confidence=0.95)
    accuracy = {one.name: one.accuracy for one in judged}
    assert accuracy["thickness: thick"] == 1
    assert accuracy["thickness: thin"] == accuracy["thickness: medium"] == 0


def answer_by(model: keras.Model) -> Callable[[Images], Probabilities]:
    return lambda images: predict_probabilities(model, images)


def test_small_disturbances_cost_little_and_large_ones_more(
    model: keras.Model, parts: Parts
) -> None:
    judged = robustness(parts[1], answer_by(model), confidence=0.95, seed=13)
    accuracy = {one.name: one.accuracy for one in judged}
    assert list(accuracy) == list(DISTURBANCES)
    assert accuracy["shifted by 1 pixel"] > accuracy["as they are"] - 0.03
    assert accuracy["noise of 0.1"] > accuracy["as they are"] - 0.03
    assert accuracy["turned by 40°"] < accuracy["turned by 10°"]
    assert accuracy["shifted by 4 pixels"] < accuracy["shifted by 1 pixel"]


def test_undisturbed_images_are_the_same_images(few: Dataset) -> None:
    np.testing.assert_array_equal(disturbed(few.test.images, Disturbance(), 1), few.test.images)


def test_a_shift_moves_each_image_by_whole_pixels_either_way(few: Dataset) -> None:
    moved = disturbed(few.test.images, Disturbance(shift=2.0), seed=1)
    padded = np.pad(few.test.images, ((0, 0), (2, 2), (2, 2)))
    ways = [padded[:, row : row + 28, column : column + 28] for row in (0, 4) for column in (0, 4)]
    matches = np.array([(moved == way).all(axis=(1, 2)) for way in ways])
    assert matches.any(axis=0).all()
    assert matches.any(axis=1).sum() > 1


def test_noise_has_the_spread_that_is_asked_for() -> None:
    grey = np.full((50, 28, 28), 128, np.uint8)
    noisy = disturbed(grey, Disturbance(noise=0.1), seed=1)
    assert noisy.std() / 255 == pytest.approx(0.1, rel=0.02)


def test_of_an_empty_slice_nothing_is_known() -> None:
    one = Share("empty", 0, float("nan"), 0.0, 1.0)
    (axes,) = shares_figure((one,), "Slices").axes
    assert len(axes.get_yticks()) == 0
    assert share_table((one,), "slice").loc["empty", "examples"] == 0
