"""Whether the model is as good for thin, leaning and unusual digits as for the rest.

Slices are thirds of the training images, so that no look at the test set decides where they part.
"""

import numpy as np
import pandas as pd

from digits.evaluate import Share, share
from digits.measures import Means, class_means, distances, measures
from digits.values import Examples, Probabilities

THIRDS = {
    "thickness": ("thin", "medium", "thick"),
    "slant": ("leaning left or upright", "leaning right a little", "leaning right"),
    "unusualness": ("usual", "medium", "unusual"),
}


def slices(
    taught: Examples, asked: Examples, probabilities: Probabilities, confidence: float
) -> tuple[Share, ...]:
    """How many of each slice are read rightly."""
    means = class_means(taught)
    edges = _traits(taught, means).quantile([1 / 3, 2 / 3])
    traits = _traits(asked, means)
    right = probabilities.argmax(axis=1) == asked.labels
    return tuple(
        share(f"{trait}: {name}", right[thirds == third], confidence)
        for trait, names in THIRDS.items()
        for thirds in [np.searchsorted(edges[trait].to_numpy(), traits[trait].to_numpy())]
        for third, name in enumerate(names)
    )


def _traits(examples: Examples, means: Means) -> pd.DataFrame:
    """Unusual is what lies far from the mean image of its own digit."""
    table = measures(examples.images)[["thickness", "slant"]]
    apart = distances(examples.images, means)[np.arange(len(examples)), examples.labels]
    return table.assign(unusualness=apart)
