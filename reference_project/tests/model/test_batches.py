"""Training sees every example once an epoch, moved as configured, in an order the seed decides."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from digits.batches import move, steps_per_epoch, training_batches, transforms
from digits.config import Augmentation, Config, TrainingConfig
from digits.data import pixels
from digits.values import Dataset

STILL = Augmentation(shift=0.0, rotation=0.0, scale=0.0)
MOVED = Augmentation(shift=2.0, rotation=12.0, scale=0.1)


@pytest.fixture
def training(tiny: Config) -> TrainingConfig:
    return replace(tiny.training, epochs=3, batch_size=24)


def epochs_of(
    few: Dataset, config: TrainingConfig, seed: int, first: int = 0
) -> tuple[np.ndarray, ...]:
    batches = training_batches(few.train, config, seed, first).as_numpy_iterator()
    return tuple(np.concatenate(part) for part in zip(*batches, strict=True))


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
    images, labels = epochs_of(few, training, seed=13)
    assert [known[image.tobytes()] for image in images] == labels.tolist()


def test_each_epoch_has_an_order_of_its_own(few: Dataset, training: TrainingConfig) -> None:
    _, labels = epochs_of(few, training, seed=13)
    orders = {tuple(epoch) for epoch in np.split(labels, 3)}
    assert len(orders) == 3


def test_starting_at_an_epoch_continues_what_an_unbroken_run_sees(
    few: Dataset, training: TrainingConfig
) -> None:
    moved = replace(training, augmentation=MOVED)
    whole, _ = epochs_of(few, moved, seed=13)
    rest, _ = epochs_of(few, moved, seed=13, first=2)
    np.testing.assert_array_equal(whole[2 * 64 :], rest)


def test_the_seed_decides_order_and_movement(few: Dataset, training: TrainingConfig) -> None:
    moved = replace(training, augmentation=MOVED)
    first, again, other = (epochs_of(few, moved, seed)[0] for seed in (13, 13, 14))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_zeros_move_nothing(few: Dataset) -> None:
    inputs = tf.constant(pixels(few.train.images))
    np.testing.assert_array_equal(move(inputs, STILL, tf.constant([1, 2])), inputs)


def test_each_image_is_moved_in_its_own_way(few: Dataset) -> None:
    same = tf.constant(np.repeat(pixels(few.train.images[:1]), 16, axis=0))
    moved = move(same, MOVED, tf.constant([1, 2])).numpy()
    assert len({image.tobytes() for image in moved}) == 16


def test_a_shift_is_counted_in_pixels() -> None:
    dot = np.zeros((1, 28, 28, 1), np.float32)
    dot[0, 10, 10] = 1.0
    draws = tf.constant([[1.0], [-1.0], [0.0], [0.0]])  # right, down, turn, size
    shifted = tf.raw_ops.ImageProjectiveTransformV3(
        images=dot,
        transforms=transforms(draws, replace(STILL, shift=2.0)),
        output_shape=(28, 28),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    ).numpy()
    # The transform says where an output pixel comes from, so the dot goes the other way.
    assert np.argwhere(shifted).tolist() == [[0, 12, 8, 0]]


def test_turning_and_resizing_keep_the_middle() -> None:
    draws = tf.constant([[0.0], [0.0], [1.0], [1.0]])
    row = transforms(draws, replace(STILL, rotation=12.0, scale=0.1)).numpy()[0]
    middle = np.array([13.5, 13.5, 1.0])
    assert row[:3] @ middle == pytest.approx(13.5, abs=1e-4)
    assert row[3:6] @ middle == pytest.approx(13.5, abs=1e-4)
