"""Are these the data that a training run expects? Asked before any training, never during."""

from collections.abc import Iterator

import numpy as np

from digits.errors import DataRefused
from digits.values import CLASSES, SIDE, Dataset, Examples

MIN_CLASS_SHARE = 0.02  # MNIST's rarest digit has 9 %; below 2 % a class is hardly learnt
MIN_INK = 0.01  # mean of all pixels / 255; MNIST has 0.13, a blank or cut file about 0
MAX_INK = 0.6  # above it paper and ink are swapped


def require_sound(dataset: Dataset) -> Dataset:
    """The same data set, unless something is wrong with it: then every reason is named."""
    found = list(problems(dataset))
    if found:
        raise DataRefused("the data are not usable: " + "; ".join(found))
    return dataset


def problems(dataset: Dataset) -> Iterator[str]:
    """All that speaks against training on these data."""
    for name, examples in (("train", dataset.train), ("test", dataset.test)):
        flaws = list(_shape_problems(examples)) or list(_content_problems(examples))
        yield from (f"{name}: {flaw}" for flaw in flaws)


def _shape_problems(examples: Examples) -> Iterator[str]:
    images, labels = examples.images, examples.labels
    if images.dtype != np.uint8 or labels.dtype != np.uint8:
        yield f"expected bytes, found {images.dtype} images and {labels.dtype} labels"
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):  # noqa: PLR2004  # (n, 28, 28)
        yield f"expected images of shape (n, {SIDE}, {SIDE}), found {images.shape}"
    if labels.shape != images.shape[:1]:
        yield f"{images.size // SIDE**2} images have labels of shape {labels.shape}"
    if labels.size == 0:
        yield "there are no examples"


def _content_problems(examples: Examples) -> Iterator[str]:
    if examples.labels.max() >= CLASSES:
        yield f"label {examples.labels.max()} is no digit"
        return
    shares = np.bincount(examples.labels, minlength=CLASSES) / len(examples)
    for digit in np.flatnonzero(shares < MIN_CLASS_SHARE):
        yield f"digit {digit} has {shares[digit]:.1%} of all, less than {MIN_CLASS_SHARE:.0%}"
    ink = float(examples.images.mean()) / 255
    if not MIN_INK <= ink <= MAX_INK:
        yield f"mean ink is {ink:.2f}, expected {MIN_INK} to {MAX_INK}: blank, or black on white?"
