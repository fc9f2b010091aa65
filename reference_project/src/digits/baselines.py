"""What must a network beat? Models that cost nothing, taught by the same examples."""

from collections.abc import Mapping

from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
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
    }
    known, asked = _flat(train.images), _flat(images)
    return {
        name: model.fit(known, train.labels).predict_proba(asked) for name, model in models.items()
    }


def _flat(images: Images) -> Images:
    # (n, 28, 28) -> (n, 784)
    return images.reshape(len(images), -1)
