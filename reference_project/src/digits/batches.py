"""Which examples does a training step see, and how are they changed? Decided by seed and epoch.

Order and changes depend on nothing but the seed, the epoch and the step. So they do not
depend on threads, and an interrupted run that starts again at epoch 7 sees what it would have
seen.
"""

import math

import tensorflow as tf

from digits.config import Augmentation, TrainingConfig
from digits.data import pixels
from digits.values import CLASSES, SIDE, Examples

CENTRE = (SIDE - 1) / 2  # pixels; pictures turn about their middle
MEMBERS = 100  # kinds of draws from here on are a member's: below stand those of changes
WHOLE = 1.0  # strength of a change as it was drawn
KNOTS = 6  # elastic movements are drawn at 6 x 6 points, so that neighbours move together


def training_batches(
    examples: Examples, config: TrainingConfig, seed: int, *, members: int = 1, first_epoch: int = 0
) -> tf.data.Dataset:
    """The batches of all epochs from `first_epoch` on, one epoch after the other.

    Members see the same examples at a time, and each its own changes of them: (batch, 28, 28,
    members). What the first one sees does not depend on how many there are.
    """
    images, labels = tf.constant(examples.images), tf.constant(targets(examples, members))
    size = len(examples)
    steps = steps_per_epoch(size, config.batch_size)

    def batches_of(epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.argsort(tf.random.stateless_uniform([size], seed=tf.stack([seed, epoch])))
        rows = tf.data.Dataset.from_tensor_slices(order).batch(config.batch_size)
        return rows.enumerate().map(lambda step, some: batch_of(epoch, step, some))

    def batch_of(epoch: tf.Tensor, step: tf.Tensor, rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        # (batch, 28, 28) uint8 -> (batch, 28, 28, 1) float32 in [0, 1], changed for each member
        inputs = tf.cast(tf.gather(images, rows)[..., tf.newaxis], tf.float32) / 255.0
        place = tf.stack([seed, epoch * steps + step])
        places = [place, *(_own(place, MEMBERS + member) for member in range(1, members))]
        strength = strength_at(place[1], config.epochs * steps, config)
        changed = [augment(inputs, config.augmentation, each, strength) for each in places]
        return tf.concat(changed, axis=-1), tf.gather(labels, rows)

    epochs = tf.data.Dataset.range(first_epoch, config.epochs)
    return epochs.flat_map(batches_of).prefetch(tf.data.AUTOTUNE)


def validation_batches(examples: Examples, batch_size: int, *, members: int = 1) -> tf.data.Dataset:
    """The examples as they are, in their own order."""
    inputs = tf.repeat(pixels(examples.images), members, axis=-1)
    every = (inputs, targets(examples, members))
    return tf.data.Dataset.from_tensor_slices(every).batch(batch_size)


def targets(examples: Examples, members: int = 1) -> tf.Tensor:
    """Labels as the loss takes them: (n,) uint8 -> (n, members, 10) float32, with a 1 for each."""
    return tf.repeat(tf.one_hot(examples.labels, CLASSES)[:, tf.newaxis], members, axis=1)


def steps_per_epoch(examples: int, batch_size: int) -> int:
    """Batches in an epoch; the last one may be smaller, no example is left out."""
    return math.ceil(examples / batch_size)


def strength_at(step: tf.Tensor, total: int, config: TrainingConfig) -> tf.Tensor:
    """Which part of each change is made at this of all steps: less and less, and none at the end.

    Changed images are unlike those that will be asked about. So the last steps see them as they
    are, once the changes have taught what they can: He et al., Data Augmentation Revisited:
    Rethinking the Distribution Gap between Clean and Augmented Data, 2019, section 3.
    """
    left = tf.cast(total - step, tf.float32) - total * config.still_share
    return tf.clip_by_value(left / max(total * config.calming_share, 1.0), 0.0, WHOLE)


def augment(
    inputs: tf.Tensor, config: Augmentation, place: tf.Tensor, strength: tf.Tensor | float = WHOLE
) -> tf.Tensor:
    """Change each image by amounts drawn for this place in the run: as another hand might write.

    Each kind of change has draws of its own: one more of them leaves the others as they are.
    """
    moved = move(inputs, config, place, strength)
    thick = thickened(moved, config.thickness, place, strength)
    return noisy(thick, config.noise, place, strength)


def move(
    inputs: tf.Tensor, config: Augmentation, place: tf.Tensor, strength: tf.Tensor | float = WHOLE
) -> tf.Tensor:
    """Shift, turn, resize, shear and bend each image by amounts drawn for this place in the run.

    All movements are one look-up for the whole batch: Keras' own random layers take many times
    as long on a CPU.
    """
    size = tf.shape(inputs)[0]
    draws = tf.random.stateless_uniform([5, size], place, -1.0, 1.0)
    sources = affine(strength * draws, config)
    if config.elastic > 0:
        drawn = tf.random.stateless_normal([size, KNOTS, KNOTS, 2], _own(place, 1))
        sources += tf.image.resize(drawn * (strength * config.elastic), (SIDE, SIDE), "bicubic")
    return sampled(inputs, sources)


def affine(draws: tf.Tensor, config: Augmentation) -> tf.Tensor:
    """Five draws in [-1, 1] an image, as the row and column that each pixel is taken from."""
    down, right, turn, size, lean = tf.unstack(draws)
    angle = turn * (config.rotation * math.pi / 180.0)
    scale = 1.0 + size * config.scale
    cosine, sine = scale * tf.cos(angle), scale * tf.sin(angle)
    # (2, 2, n) -> (n, 2, 2): which row and column one step down and one step right come from
    steps = tf.transpose([[cosine, -sine], [sine + lean * config.shear, cosine]], [2, 0, 1])
    shift = tf.stack([down, right], axis=1)[:, tf.newaxis, tf.newaxis] * config.shift
    # The middle of the image stays where it is before the shift is added.
    return tf.einsum("rcs,nst->nrct", _grid() - CENTRE, steps) + CENTRE + shift


def sampled(inputs: tf.Tensor, sources: tf.Tensor) -> tf.Tensor:
    """Each pixel taken from its source, between four neighbours; outside there is paper."""
    # (n, 28, 28, 1) -> (n, 30 * 30) with a rim of paper, so that sources beyond the edge fall on it
    rim = SIDE + 2
    flat = tf.reshape(tf.pad(inputs[..., 0], [[0, 0], [1, 1], [1, 1]]), [-1, rim * rim])
    places = tf.clip_by_value(sources + 1.0, 0.0, rim - 1.0)
    corner = tf.minimum(tf.floor(places), rim - 2.0)
    down, right = tf.unstack(tf.reshape(places - corner, [-1, SIDE * SIDE, 2]), axis=-1)
    row, column = tf.unstack(tf.cast(tf.reshape(corner, [-1, SIDE * SIDE, 2]), tf.int32), axis=-1)
    first = row * rim + column

    def pixel(offset: int) -> tf.Tensor:
        return tf.gather(flat, first + offset, batch_dims=1)

    above = (1.0 - right) * pixel(0) + right * pixel(1)
    below = (1.0 - right) * pixel(rim) + right * pixel(rim + 1)
    return tf.reshape((1.0 - down) * above + down * below, tf.shape(inputs))


def thickened(
    inputs: tf.Tensor, most: float, place: tf.Tensor, strength: tf.Tensor | float = WHOLE
) -> tf.Tensor:
    """Strokes made thicker or thinner, by up to a share of a pixel on either side.

    A stroke a pixel wider has the brightest of nine neighbours, a narrower one the darkest.
    """
    if most == 0:
        return inputs
    each = [tf.shape(inputs)[0], 1, 1, 1]
    amount = strength * tf.random.stateless_uniform(each, _own(place, 2), -most, most)
    brightest = tf.nn.max_pool2d(inputs, 3, 1, "SAME")
    darkest = -tf.nn.max_pool2d(-inputs, 3, 1, "SAME")
    thicker = tf.nn.relu(amount) * (brightest - inputs)
    return inputs + thicker - tf.nn.relu(-amount) * (inputs - darkest)


def noisy(
    inputs: tf.Tensor, most: float, place: tf.Tensor, strength: tf.Tensor | float = WHOLE
) -> tf.Tensor:
    """Noise on every second image, of a strength drawn up to `most`; the others stay clean."""
    if most == 0:
        return inputs
    each = [tf.shape(inputs)[0], 1, 1, 1]
    spread = strength * tf.nn.relu(tf.random.stateless_uniform(each, _own(place, 3), -most, most))
    noise = spread * tf.random.stateless_normal(tf.shape(inputs), _own(place, 4))
    return tf.clip_by_value(inputs + noise, 0.0, 1.0)


def _own(place: tf.Tensor, kind: int) -> tf.Tensor:
    """A seed for one kind of change, independent of the others at this place."""
    return tf.random.experimental.stateless_fold_in(place, kind)


def _grid() -> tf.Tensor:
    """(28, 28, 2): row and column of each pixel."""
    return tf.stack(tf.meshgrid(tf.range(SIDE * 1.0), tf.range(SIDE * 1.0), indexing="ij"), axis=-1)
