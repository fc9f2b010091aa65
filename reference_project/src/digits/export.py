"""The trained model in the two forms in which others serve it, and the proof that both agree.

Bytes go in and probabilities come out, so nobody has to scale pixels in just the same way again.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from digits.errors import RunRefused
from digits.model import predict_probabilities
from digits.values import SIDE, Images

TOLERANCE = 1e-4  # of a probability; single precision and fused operations differ by less


def save_exports(model: keras.Model, saved: Path, lite: Path) -> None:
    """Write a SavedModel folder and a LiteRT file."""
    archive = keras.export.ExportArchive()
    archive.track(model)

    def answer(images: tf.Tensor) -> tf.Tensor:
        # (n, 28, 28) uint8 -> (n, 10) float32, each row sums to 1
        inputs = tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
        return tf.nn.softmax(model(inputs, training=False))

    signature = [tf.TensorSpec((None, SIDE, SIDE), tf.uint8, name="images")]
    archive.add_endpoint("serve", answer, input_signature=signature)
    archive.write_out(saved, verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(saved))
    lite.write_bytes(converter.convert())


class Reader:
    """Reads images with an exported LiteRT model, on one core."""

    def __init__(self, lite: Path) -> None:
        self._interpreter = Interpreter(model_path=str(lite), num_threads=1)
        self._prepared = 0

    def __call__(self, images: Images) -> NDArray[np.float32]:
        """Probabilities, a row for each image. Not for two threads at the same time."""
        (asked,), (told,) = (
            self._interpreter.get_input_details(),
            self._interpreter.get_output_details(),
        )
        if len(images) != self._prepared:
            self._interpreter.resize_tensor_input(asked["index"], images.shape)
            self._interpreter.allocate_tensors()
            self._prepared = len(images)
        self._interpreter.set_tensor(asked["index"], images)
        self._interpreter.invoke()
        found: NDArray[np.float32] = self._interpreter.get_tensor(told["index"])
        return found


def require_agreement(model: keras.Model, saved: Path, lite: Path, images: Images) -> float:
    """The largest difference of a probability between the three forms of a model."""
    expected = predict_probabilities(model, images)
    # The object is kept: its functions lose their variables without it.
    # numbers-audit: ignore[unsafe-deserialisation] the model that this very run has written
    loaded = tf.saved_model.load(str(saved))
    served = loaded.serve(tf.constant(images)).numpy()
    largest = max(float(np.abs(found - expected).max()) for found in (served, Reader(lite)(images)))
    if largest > TOLERANCE:
        raise RunRefused(
            f"{lite}: answers differ from the model's by up to {largest:.2g}; do not serve it"
        )
    return largest
