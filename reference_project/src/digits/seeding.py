"""What makes two runs equal: every source of chance, fixed before anything is drawn."""

import keras
import tensorflow as tf


def make_deterministic(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow, and allow only operations that repeat exactly.

    Same configuration, same machine, same libraries: same weights. Other processors may round
    otherwise. To be called before a model is built, since building draws the first weights.
    """
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
