"""Which examples does a training step see, and how are they moved? Decided by seed and epoch.

Order and movements depend on nothing but the seed, the epoch and the step. So they do not
depend on threads, and an interrupted run that starts again at epoch 7 sees what it would have
seen.
"""

import math

import tensorflow as tf

from digits.config import Augmentation, TrainingConfig
from digits.data import pixels
from digits.values import SIDE, Examples

CENTRE = (SIDE - 1) / 2  # pixels; pictures turn about their middle


def training_batches(
    examples: Examples, config: TrainingConfig, seed: int, first_epoch: int = 0
) -> tf.data.Dataset:
    """The batches of all epochs from `first_epoch` on, one epoch after the other."""
    images, labels = tf.constant(examples.images), tf.constant(examples.labels)
    size = len(examples)

    def batches_of(epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.argsort(tf.random.stateless_uniform([size], seed=tf.stack([seed, epoch])))
        rows = tf.data.Dataset.from_tensor_slices(order).batch(config.batch_size)
        return rows.enumerate().map(lambda step, some: batch_of(epoch, step, some))

    def batch_of(epoch: tf.Tensor, step: tf.Tensor, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        # (batch, 28, 28) uint8 -> (batch, 28, 28, 1) float32 in [0, 1]
        inputs = tf.cast(tf.gather(images, rows)[..., tf.newaxis], tf.float32) / 255.0
        place = tf.stack([seed, epoch * steps_per_epoch(size, config.batch_size) + step])
        return move(inputs, config.augmentation, place), tf.gather(labels, rows)

    epochs = tf.data.Dataset.range(first_epoch, config.epochs)
    return epochs.flat_map(batches_of).prefetch(tf.data.AUTOTUNE)


def validation_batches(examples: Examples, batch_size: int) -> tf.data.Dataset:
    """The examples as they are, in their own order."""
    inputs = (pixels(examples.images), examples.labels)
    return tf.data.Dataset.from_tensor_slices(inputs).batch(batch_size)


def steps_per_epoch(examples: int, batch_size: int) -> int:
    """Batches in an epoch; the last one may be smaller, no example is left out."""
    return math.ceil(examples / batch_size)


def move(inputs: tf.Tensor, config: Augmentation, place: tf.Tensor) -> tf.Tensor:
    """Shift, turn and resize each image by amounts drawn for this place in the run.

    One projective transform for the whole batch: Keras' own random layers take many times as
    long on a CPU.
    """
    draws = tf.random.stateless_uniform([4, tf.shape(inputs)[0]], place, -1.0, 1.0)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=inputs,
        transforms=transforms(draws, config),
        output_shape=tf.shape(inputs)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def transforms(draws: tf.Tensor, config: Augmentation) -> tf.Tensor:
    """Four draws in [-1, 1] an image, as the eight numbers that the transform takes."""
    right, down, turn, size = tf.unstack(draws)
    angle = turn * (config.rotation * math.pi / 180.0)
    scale = 1.0 + size * config.scale
    cosine, sine = scale * tf.cos(angle), scale * tf.sin(angle)
    # The middle of the image stays where it is before the shift is added.
    across = CENTRE - CENTRE * (cosine - sine) + right * config.shift
    along = CENTRE - CENTRE * (sine + cosine) + down * config.shift
    none = tf.zeros_like(angle)
    # (8, n) -> (n, 8)
    return tf.stack([cosine, -sine, across, sine, cosine, along, none, none], axis=1)
