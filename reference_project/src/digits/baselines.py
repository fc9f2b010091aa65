"""What must a network beat? Models that cost nothing, taught by the same examples."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from digits.config import EvaluationConfig
from digits.values import Examples, Images, Probabilities


def baseline_probabilities(
    train: Examples, images: Images, config: EvaluationConfig, seed: int
) -> Mapping[str, Probabilities]:
    """What each baseline believes about the images, by its name."""
    models = {
        "majority": DummyClassifier(strategy="prior"),
        "logistic regression": make_pipeline(
            MinMaxScaler(),
            LogisticRegression(
                C=config.logistic_c,
                solver="lbfgs",
                max_iter=config.logistic_iterations,
                tol=1e-3,  # a tighter one takes longer and moves no digit of the accuracy shown
                random_state=seed,
            ),
        ),
        "nearest neighbours": KNeighborsClassifier(config.neighbours, weights="distance"),
    }
    known, asked = _flat(train.images), _flat(images)
    return {
        name: model.fit(known, train.labels).predict_proba(asked) for name, model in models.items()
    }


def _flat(images: Images) -> NDArray[np.float32]:
    # (n, 28, 28) uint8 -> (n, 784) float32: distances of bytes would overflow
    return images.reshape(len(images), -1).astype(np.float32)
