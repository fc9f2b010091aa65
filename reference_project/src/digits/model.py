"""The network: a configuration in, an untrained model out."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from digits.config import Block, ModelConfig
from digits.data import pixels
from digits.values import CLASSES, SIDE, Images, Probabilities

PREDICTION_BATCH = 512  # images at a time; bounds memory, changes no result


def build_model(config: ModelConfig) -> keras.Model:
    """Convolutions, then one dense layer; the outputs are logits."""
    image = keras.Input((SIDE, SIDE, 1), name="image")
    features = image
    for block in config.blocks:
        features = _convolve(features, block, batch_norm=config.batch_norm)
    # (n, rows, columns, filters) -> (n, rows * columns * filters) -> (n, 10)
    flat = layers.Dropout(config.dropout)(layers.Flatten()(features))
    # Small first weights: no digit is favoured before anything is learnt, the loss starts at ln 10.
    even = keras.initializers.VarianceScaling(0.01)
    logits = layers.Dense(CLASSES, kernel_initializer=even, name="logits")(flat)
    return keras.Model(image, logits, name="digits")


def predict_probabilities(model: keras.Model, images: Images) -> Probabilities:
    """What the model believes about each image."""
    parts = range(0, len(images), PREDICTION_BATCH)
    return np.concatenate([_answer(model, images[at : at + PREDICTION_BATCH]) for at in parts])


def _answer(model: keras.Model, images: Images) -> Probabilities:
    # Called, and not `model.predict`, whose preparations take 100 ms even for one image.
    logits = model(pixels(images), training=False)
    # In double precision, so that rows add up to 1 as closely as scikit-learn demands.
    beliefs: Probabilities = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
    return beliefs


def _convolve(features: keras.KerasTensor, block: Block, *, batch_norm: bool) -> keras.KerasTensor:
    # (n, side, side, channels) -> (n, side / stride / pool, side / stride / pool, filters)
    features = layers.Conv2D(
        block.filters,
        block.kernel,
        strides=block.stride,
        padding="same",
        use_bias=not batch_norm,  # the normalisation has a shift of its own
        kernel_initializer="he_normal",
    )(features)
    if batch_norm:
        features = layers.BatchNormalization()(features)
    features = layers.ReLU()(features)
    return layers.MaxPooling2D(block.pool)(features) if block.pool > 1 else features
