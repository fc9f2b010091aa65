"""What the steps hand to each other: examples, and the sets they belong to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]  # (n, 28, 28), ink is 255
Labels = NDArray[np.uint8]  # (n,), 0 to 9
Pixels = NDArray[np.float32]  # (n, 28, 28, 1) in [0, 1]
Probabilities = NDArray[np.float64]  # (n, 10), each row sums to 1
Json = dict[str, Any]

CLASSES = 10
SIDE = 28


@dataclass(frozen=True, slots=True)
class Examples:
    """Images and what they show, in the same order."""

    images: Images
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.int64]) -> "Examples":
        """The examples of these rows, in this order."""
        return Examples(self.images[rows], self.labels[rows])


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data file: what may be learnt from, what judges, and the file's own hash."""

    train: Examples
    test: Examples
    sha256: str


@dataclass(frozen=True, slots=True)
class Split:
    """The training examples in two: the first teach, the second decide when to stop."""

    train: Examples
    validation: Examples
