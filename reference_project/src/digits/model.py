"""The network: a configuration in, an untrained model out; and what is made of it once trained."""

from collections.abc import Iterator

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from digits.config import Block, ModelConfig
from digits.data import pixels
from digits.values import CLASSES, SIDE, Images, Probabilities

PREDICTION_BATCH = 512  # images at a time; bounds memory, changes no result
LEAST = 1e-9  # probability that a logarithm is taken of; smaller ones are no answer's
# How far each view moves the image down and right. One pixel: that much two hands differ.
IN_PLACE = (0, 0)
NEIGHBOURS = (IN_PLACE, (1, 0), (-1, 0), (0, 1), (0, -1))


class FusedBatchNormalization(layers.BatchNormalization):  # type: ignore[misc]  # no types
    """Keras' own, with TensorFlow's one kernel in training: a third of the time on a CPU."""

    def call(
        self,
        inputs: tf.Tensor,
        training: bool | None = None,  # noqa: FBT001  # Keras passes it so
        mask: tf.Tensor | None = None,
    ) -> tf.Tensor:
        """Normalise, and in training move the averages that answers are normalised with."""
        if not training:
            return super().call(inputs, training=False, mask=mask)
        outputs, mean, variance, *_ = tf.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma, self.beta, epsilon=self.epsilon, is_training=True
        )
        for average, found in ((self.moving_mean, mean), (self.moving_variance, variance)):
            average.assign(average * self.momentum + found * (1 - self.momentum))
        return outputs


def build_model(config: ModelConfig, precision: str = "float32") -> keras.Model:
    """Networks side by side, none of which knows of the others; logits of each.

    Each has a picture of its own, one channel of the input: training changes it otherwise for each.
    """
    pictures = keras.Input((SIDE, SIDE, config.members), name="pictures")
    each = keras.ops.split(pictures, config.members, axis=-1) if config.members > 1 else [pictures]
    members = [_member(picture, config, precision) for picture in each]
    return keras.Model(pictures, _beside(members), name="digits")


def reader(config: ModelConfig, trained: keras.Model) -> keras.Model:
    """What is asked for answers: the trained networks, averaged over members and views.

    Its outputs are logarithms of probabilities, so that a softmax of them is the mean.
    """
    network = build_model(config)  # in single precision, whatever it was trained in
    network.set_weights(trained.get_weights())
    image = keras.Input((SIDE, SIDE, 1), name="image")
    views = NEIGHBOURS if config.shifted_views else (IN_PLACE,)
    logits = [network(_for_each(_shifted(image, *view), config.members)) for view in views]
    # views x (n, members, 10) -> (n, views, members x 10) -> (n, views x members, 10) -> (n, 10)
    every = layers.Reshape((-1, CLASSES))(_beside([layers.Flatten()(each) for each in logits]))
    mean = layers.GlobalAveragePooling1D()(layers.Softmax()(every))
    return keras.Model(image, keras.ops.log(keras.ops.maximum(mean, LEAST)), name="reader")


def predict_probabilities(model: keras.Model, images: Images) -> Probabilities:
    """What a `reader` believes about each image."""
    parts = range(0, len(images), PREDICTION_BATCH)
    return np.concatenate([_answer(model, images[at : at + PREDICTION_BATCH]) for at in parts])


def _answer(model: keras.Model, images: Images) -> Probabilities:
    # Called, and not `model.predict`, whose preparations take 100 ms even for one image.
    logits = model(pixels(images), training=False)
    # In double precision, so that rows add up to 1 as closely as scikit-learn demands.
    beliefs: Probabilities = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
    return beliefs


def _member(image: keras.KerasTensor, config: ModelConfig, precision: str) -> keras.KerasTensor:
    """Convolutions, then one dense layer."""
    features = image
    for block in config.blocks:
        for layer in _layers(block, config, precision):
            features = layer(features)
    # (n, rows, columns, filters) -> (n, rows * columns * filters) -> (n, 10)
    flat = layers.Dropout(config.dropout)(layers.Flatten()(features))
    # Small first weights: no digit is favoured before anything is learnt, the loss starts at ln 10.
    even = keras.initializers.VarianceScaling(0.01)
    return layers.Dense(CLASSES, kernel_initializer=even, dtype="float32")(flat)


def _layers(block: Block, config: ModelConfig, precision: str) -> Iterator[keras.Layer]:
    # (n, side, side, channels) -> (n, side / stride / pool, side / stride / pool, filters)
    yield layers.Conv2D(
        block.filters,
        block.kernel,
        strides=block.stride,
        padding=config.padding,
        use_bias=not config.batch_norm,  # the normalisation has a shift of its own
        kernel_initializer="he_normal",
        dtype=precision,
    )
    if config.batch_norm:
        yield FusedBatchNormalization(dtype=precision)
    yield layers.ReLU(dtype=precision)
    if block.pool > 1:
        yield layers.MaxPooling2D(block.pool, dtype=precision)


def _beside(rows: list[keras.KerasTensor]) -> keras.KerasTensor:
    # k x (n, width) -> (n, k, width)
    apart = [layers.Reshape((1, -1))(row) for row in rows]
    return layers.Concatenate(axis=1)(apart) if len(apart) > 1 else apart[0]


def _for_each(image: keras.KerasTensor, members: int) -> keras.KerasTensor:
    # (n, side, side, 1) -> (n, side, side, members): the same picture for each
    return layers.Concatenate()([image] * members) if members > 1 else image


def _shifted(image: keras.KerasTensor, down: int, right: int) -> keras.KerasTensor:
    """The image moved by whole pixels; paper comes in from the edge."""
    if (down, right) == IN_PLACE:
        return image
    room = [(max(shift, 0), max(-shift, 0)) for shift in (down, right)]
    cut = [(after, before) for before, after in room]
    return layers.Cropping2D(cut)(layers.ZeroPadding2D(room)(image))
