"""What can be told of an image without a model? How much ink, how large, how thick, how slanted.

One table serves the checks of data, the slices of an evaluation, and the watch over what the
service is asked.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from digits.values import CLASSES, Examples, Images

INK = 64  # a brighter pixel is ink, once the paper is dark: a quarter of the range
MEASURES = ("ink", "height", "width", "thickness", "slant")
Numbers = NDArray[np.float64]
Drawn = NDArray[np.bool_]
Means = NDArray[np.float64]  # (10, 28, 28), one image for each class


def measures(images: Images) -> pd.DataFrame:
    """A row for each image; zeros where there is no ink to be measured."""
    drawn: Drawn = np.greater(images, INK)
    columns = {
        "ink": images.mean(axis=(1, 2), dtype=np.float64) / 255,
        "height": _extent(np.any(drawn, axis=2)),
        "width": _extent(np.any(drawn, axis=1)),
        "thickness": _thickness(drawn),
        "slant": _slant(images),
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(len(images), name="row"), dtype=float)


def class_means(examples: Examples) -> Means:
    """The mean image of each digit."""
    images, labels = examples.images, examples.labels
    each = [images[labels == digit].mean(axis=0, dtype=np.float64) for digit in range(CLASSES)]
    return np.stack(each)


def distances(images: Images, means: Means) -> Numbers:
    """How far each image lies from each mean, in grey values."""
    # (n, 28, 28) and (10, 28, 28) -> (n, 10); |x - m|² = |x|² - 2 x·m + |m|² spares (n, 10, 784)
    points = images.reshape(len(images), -1).astype(np.float64)
    centres = means.reshape(len(means), -1)
    squares = (points**2).sum(axis=1)[:, np.newaxis] + (centres**2).sum(axis=1)
    apart: Numbers = np.sqrt(np.maximum(squares - 2 * points @ centres.T, 0))
    return apart


def _extent(occupied: Drawn) -> Numbers:
    # (n, 28) -> (n,): from the first line with ink to the last one, both counted
    first, last = occupied.argmax(axis=1), occupied[:, ::-1].argmax(axis=1)
    return np.where(occupied.any(axis=1), occupied.shape[1] - first - last, 0).astype(np.float64)


def _thickness(drawn: Drawn) -> Numbers:
    """Pixels from edge to edge: a stroke has two edges, so its area is half of edge x thickness."""
    area = drawn.sum(axis=(1, 2))
    rim = np.pad(drawn, ((0, 0), (1, 1), (1, 1)))
    across = (rim[:, 1:] != rim[:, :-1]).sum(axis=(1, 2))
    along = (rim[:, :, 1:] != rim[:, :, :-1]).sum(axis=(1, 2))
    thickness: Numbers = 2 * area / np.maximum(across + along, 1)
    return thickness


def _slant(images: Images) -> Numbers:
    """Degrees that strokes lean to the right, from the moments of ink."""
    ink = images.astype(np.float64)
    total = np.maximum(ink.sum(axis=(1, 2)), 1.0)
    places = np.arange(images.shape[1], dtype=np.float64)
    down, right = ink.sum(axis=2), ink.sum(axis=1)  # (n, 28) each
    row, column = down @ places / total, right @ places / total
    spread = down @ places**2 / total - row**2
    together = np.einsum("nrc,r,c->n", ink, places, places) / total - row * column
    slant: Numbers = np.degrees(np.arctan2(-together, np.maximum(spread, 1e-9)))
    return slant
