"""Handwritten digits: explored, learnt, judged and read."""

import os

# Both are read by TensorFlow and Keras when they are first imported, so they are set before.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # its start-up notices hide ours
os.environ["KERAS_BACKEND"] = "tensorflow"  # the input pipeline is tf.data

__version__ = "0.1.0"
