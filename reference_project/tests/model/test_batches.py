"""Training sees every example once an epoch, moved as configured, in an order the seed decides."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from digits.batches import (
    affine,
    augment,
    move,
    noisy,
    sampled,
    steps_per_epoch,
    strength_at,
    thickened,
    training_batches,
    validation_batches,
)
from digits.config import STILL, Config, TrainingConfig
from digits.data import pixels
from digits.values import Dataset

MOVED = replace(
    STILL,
    shift=2.0,
    rotation=12.0,
    scale=0.1,
    shear=0.1,
    elastic=1.0,
    thickness=0.5,
    noise=0.2,
)
PLACE = (1, 2)  # seed and step
MIDDLE = (13.5, 13.5)


@pytest.fixture
def training(tiny: Config) -> TrainingConfig:
    return replace(tiny.training, epochs=3, batch_size=24)


def epochs_of(
    few: Dataset, config: TrainingConfig, seed: int, first: int = 0, members: int = 1
) -> tuple[np.ndarray, ...]:
    batches = training_batches(few.train, config, seed, members=members, first_epoch=first)
    return tuple(np.concatenate(part) for part in zip(*batches.as_numpy_iterator(), strict=True))


def test_no_example_is_left_out_of_an_epoch(few: Dataset, training: TrainingConfig) -> None:
    """64 examples in batches of 24: the last holds 16."""
    assert steps_per_epoch(64, 24) == 3
    images, _ = epochs_of(few, training, seed=13)
    assert len(images) == 3 * 64
    expected = sorted(image.tobytes() for image in pixels(few.train.images))
    for epoch in np.split(images, 3):
        assert sorted(image.tobytes() for image in epoch) == expected


def test_images_keep_their_labels(few: Dataset, training: TrainingConfig) -> None:
    known = {
        image.tobytes(): label
        for image, label in zip(pixels(few.train.images), few.train.labels, strict=True)
    }
    images, targets = epochs_of(few, training, seed=13)
    labels = targets.argmax(axis=-1)[:, 0]
    assert [known[image.tobytes()] for image in images] == labels.tolist()


def test_each_epoch_has_an_order_of_its_own(few: Dataset, training: TrainingConfig) -> None:
    _, targets = epochs_of(few, training, seed=13)
    orders = {tuple(epoch) for epoch in np.split(targets.argmax(axis=-1)[:, 0], 3)}
    assert len(orders) == 3


def test_starting_at_an_epoch_continues_what_an_unbroken_run_sees(
    few: Dataset, training: TrainingConfig
) -> None:
    moved = replace(training, augmentation=MOVED)
    whole, _ = epochs_of(few, moved, seed=13)
    rest, _ = epochs_of(few, moved, seed=13, first=2)
    np.testing.assert_array_equal(whole[2 * 64 :], rest)


def test_each_member_sees_its_own_changes_of_the_same_images(
    few: Dataset, training: TrainingConfig
) -> None:
    """The first sees what it would see alone; unmoved, all see the same."""
    moved = replace(training, augmentation=MOVED)
    alone, _ = epochs_of(few, moved, seed=13)
    together, told = epochs_of(few, moved, seed=13, members=3)
    np.testing.assert_array_equal(together[..., :1], alone)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert (together[..., one] != together[..., other]).any(axis=(1, 2)).all()
    assert (told == told[:, :1]).all()
    still, _ = epochs_of(few, training, seed=13, members=2)
    np.testing.assert_array_equal(still[..., 0], still[..., 1])


@pytest.mark.parametrize(
    ("calming", "still", "expected"),
    [
        pytest.param(0.0, 0.0, [1.0, 1.0, 1.0, 1.0, 1.0], id="never"),
        pytest.param(0.2, 0.1, [1.0, 1.0, 0.5, 0.0, 0.0], id="slowly"),
        pytest.param(0.0, 0.1, [1.0, 1.0, 1.0, 0.0, 0.0], id="at-once"),
    ],
)
def test_changes_grow_smaller_towards_the_end(
    training: TrainingConfig, calming: float, still: float, expected: list[float]
) -> None:
    config = replace(training, calming_share=calming, still_share=still)
    steps = (0, 700, 800, 900, 999)
    found = [float(strength_at(tf.constant(step), 1_000, config)) for step in steps]
    assert found == pytest.approx(expected)


def test_the_last_steps_see_images_as_they_are(few: Dataset, training: TrainingConfig) -> None:
    """Of three epochs the second is calmer than the first, and the last is still."""
    calm = replace(training, augmentation=MOVED, calming_share=1 / 3, still_share=1 / 3)
    images, _ = epochs_of(few, calm, seed=13)
    wild, _ = epochs_of(few, replace(training, augmentation=MOVED), seed=13)
    first, second, last = np.split(images, 3)
    np.testing.assert_array_equal(first, np.split(wild, 3)[0])
    assert not np.array_equal(second, np.split(wild, 3)[1])
    expected = sorted(image.tobytes() for image in pixels(few.train.images))
    assert sorted(image.tobytes() for image in last) == expected


def test_validation_shows_every_member_the_same(few: Dataset) -> None:
    ((images, told),) = validation_batches(few.train, 64, members=2).as_numpy_iterator()
    for member in range(2):
        np.testing.assert_array_equal(images[..., member : member + 1], pixels(few.train.images))
    assert (told[:, 0] == told[:, 1]).all()


def test_the_seed_decides_order_and_movement(few: Dataset, training: TrainingConfig) -> None:
    moved = replace(training, augmentation=MOVED)
    first, again, other = (epochs_of(few, moved, seed)[0] for seed in (13, 13, 14))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_zeros_change_nothing(few: Dataset) -> None:
    inputs = tf.constant(pixels(few.train.images))
    np.testing.assert_array_equal(augment(inputs, STILL, tf.constant(PLACE)), inputs)


def test_each_image_is_changed_in_its_own_way(few: Dataset) -> None:
    same = tf.constant(np.repeat(pixels(few.train.images[:1]), 16, axis=0))
    moved = augment(same, MOVED, tf.constant(PLACE)).numpy()
    assert len({image.tobytes() for image in moved}) == 16


def test_a_shift_is_counted_in_pixels() -> None:
    dot = np.zeros((1, 28, 28, 1), np.float32)
    dot[0, 10, 10] = 1.0
    draws = tf.constant([[1.0], [-1.0], [0.0], [0.0], [0.0]])  # down, right, turn, size, lean
    shifted = sampled(dot, affine(draws, replace(STILL, shift=2.0))).numpy()
    # Sources say where a pixel comes from, so the dot goes the other way.
    assert np.argwhere(shifted).tolist() == [[0, 8, 12, 0]]


def test_between_pixels_the_neighbours_are_mixed() -> None:
    dot = np.zeros((1, 28, 28, 1), np.float32)
    dot[0, 10, 10] = 1.0
    draws = tf.constant([[1.0], [0.0], [0.0], [0.0], [0.0]])
    shifted = sampled(dot, affine(draws, replace(STILL, shift=0.25))).numpy()
    assert shifted[0, 9:12, 10, 0] == pytest.approx([0.25, 0.75, 0.0])


def test_what_comes_from_beyond_the_edge_is_paper() -> None:
    draws = tf.constant([[1.0], [1.0], [0.0], [0.0], [0.0]])
    ink = np.ones((1, 28, 28, 1), np.float32)
    assert not sampled(ink, affine(draws, replace(STILL, shift=40.0))).numpy().any()


@pytest.mark.parametrize("draw", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)], ids=str)
def test_turning_resizing_and_shearing_keep_the_middle(draw: tuple[int, int, int]) -> None:
    """The middle lies between four pixels, whose sources have it as their mean."""
    draws = tf.constant([[0.0], [0.0], *([float(each)] for each in draw)])
    sources = affine(draws, replace(STILL, rotation=12.0, scale=0.1, shear=0.2)).numpy()[0]
    assert sources[13:15, 13:15].mean(axis=(0, 1)) == pytest.approx(MIDDLE, abs=1e-4)
    assert np.abs(sources[0, 0] - [0, 0]).max() > 0.5


def test_bending_moves_neighbours_together(few: Dataset) -> None:
    """Ink is bent, not torn: as much of it as before, within a tenth for most images."""
    inputs = pixels(few.train.images)
    bent = move(tf.constant(inputs), replace(STILL, elastic=1.0), tf.constant(PLACE)).numpy()
    assert (bent != inputs).any(axis=(1, 2, 3)).all()
    ratio = bent.sum(axis=(1, 2, 3)) / inputs.sum(axis=(1, 2, 3))
    assert np.median(np.abs(ratio - 1)) < 0.1


def test_strokes_get_thicker_and_thinner_by_a_pixel_at_most() -> None:
    """A bar three pixels wide: ink comes beside it, or its edges fade."""
    bars = np.zeros((64, 28, 28, 1), np.float32)
    bars[:, :, 10:13] = 1.0
    row = thickened(tf.constant(bars), 0.5, tf.constant(PLACE)).numpy()[:, 14, :, 0]
    beside, edge = row[:, 9], row[:, 10]
    assert 0.4 < beside.max() <= 0.5
    assert 0.5 <= edge.min() < 0.6
    assert (row[:, 11] == 1).all()  # the middle of the stroke
    assert not row[:, :9].any()
    assert not ((beside > 0) & (edge < 1)).any()


def test_half_the_images_are_noisy_and_stay_in_range() -> None:
    grey = tf.fill([400, 28, 28, 1], 0.5)
    found = noisy(grey, 0.3, tf.constant(PLACE)).numpy()
    spread = found.std(axis=(1, 2, 3))
    assert 160 < np.count_nonzero(spread) < 240
    assert 0.25 < spread.max() < 0.31
    assert found.min() >= 0
    assert found.max() <= 1


def test_a_kind_of_change_leaves_the_draws_of_the_others_alone(few: Dataset) -> None:
    inputs, place = tf.constant(pixels(few.train.images)), tf.constant(PLACE)
    moved = replace(MOVED, thickness=0.0, noise=0.0)
    thick = augment(inputs, replace(MOVED, noise=0.0), place)
    expected = thickened(augment(inputs, moved, place), MOVED.thickness, place)
    np.testing.assert_array_equal(thick, expected)
