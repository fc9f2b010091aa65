"""What does this picture show? Made to look like MNIST, then asked of the model."""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from digits.errors import DataRefused
from digits.measures import INK
from digits.model import predict_probabilities
from digits.values import SIDE, Images, Probabilities

BOX = 20  # MNIST fits each digit into 20 x 20, in a field of 28 x 28 (see DATA_CARD.md)
Grey = NDArray[np.uint8]  # (height, width), any size


@dataclass(frozen=True, slots=True)
class Prediction:
    """The most probable digit, and what the model thinks of all ten."""

    digit: int
    probabilities: tuple[float, ...]


def predict(model: keras.Model, grey: Grey) -> Prediction:
    """The digit in a grey picture of any size."""
    (row,) = predict_probabilities(model, as_mnist(grey)[np.newaxis])
    return prediction_of(row)


def prediction_of(row: Probabilities) -> Prediction:
    """One row of probabilities, with the digit that it favours."""
    return Prediction(int(row.argmax()), tuple(float(share) for share in row))


def as_mnist(grey: Grey) -> Images:
    """Bright ink on dark paper, fitted into 20 x 20 and centred by mass, as MNIST was made."""
    bright = bright_ink(grey)
    if bright.shape == (SIDE, SIDE):
        return bright  # what has MNIST's size is taken to be MNIST
    return centred(fitted(cropped(bright)))


def bright_ink(grey: Grey) -> Grey:
    """Inverted if the border, which is paper, is bright."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return 255 - grey if np.median(border) > 127 else grey  # noqa: PLR2004  # half of the range


def cropped(bright: Grey) -> Grey:
    """The smallest box that holds all ink."""
    rows, columns = np.nonzero(bright > INK)
    if rows.size == 0:
        raise DataRefused("the picture shows no ink; pass one clear digit")
    return bright[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def fitted(digit: Grey) -> Grey:
    """The longer side 20 pixels, the shorter in proportion."""
    height, width = (max(round(side * BOX / max(digit.shape)), 1) for side in digit.shape)
    resized = tf.image.resize(digit[..., np.newaxis], (height, width), "area").numpy()[..., 0]
    small: Grey = resized.round().clip(0, 255).astype(np.uint8)
    return small


def centred(digit: Grey) -> Images:
    """On a field of 28 x 28, the centre of mass in the middle as far as the edges allow."""
    field = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (
        int(np.clip(round((SIDE - 1) / 2 - centre), 0, SIDE - side))
        for centre, side in zip(centre_of_mass(digit), digit.shape, strict=True)
    )
    field[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return field


def centre_of_mass(digit: Grey) -> tuple[float, float]:
    """Row and column, weighted by ink."""
    ink = digit.astype(np.float64)
    total = max(float(ink.sum()), 1.0)  # a digit so faint that it vanished keeps its corner
    row = float(ink.sum(axis=1) @ np.arange(digit.shape[0])) / total
    column = float(ink.sum(axis=0) @ np.arange(digit.shape[1])) / total
    return row, column
