"""How good are these probabilities? Counted from labels and beliefs; no model, no file."""

from dataclasses import asdict, dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import (
    confusion_matrix,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

from digits.values import CLASSES, Json, Labels, Probabilities

DIGITS = tuple(range(CLASSES))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the test set says of one model."""

    examples: int
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    log_loss: float
    roc_auc: float
    confusion: tuple[tuple[int, ...], ...]  # rows are labels, columns are predictions

    def to_json(self) -> Json:
        """Plain values, as `from_json` takes them."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Json) -> "Evaluation":
        """The evaluation that `to_json` gave."""
        return cls(**(stored | {"confusion": tuple(map(tuple, stored["confusion"]))}))


def evaluate(labels: Labels, probabilities: Probabilities, confidence: float) -> Evaluation:
    """Judge beliefs by labels. The area under the curve is one against rest, mean of classes."""
    predicted = probabilities.argmax(axis=1)
    right = int((predicted == labels).sum())
    low, high = interval(right, len(labels), confidence)
    return Evaluation(
        examples=len(labels),
        accuracy=right / len(labels),
        accuracy_low=low,
        accuracy_high=high,
        log_loss=float(log_loss(labels, probabilities, labels=DIGITS)),
        roc_auc=float(roc_auc_score(labels, probabilities, multi_class="ovr", labels=DIGITS)),
        confusion=_rows(confusion_matrix(labels, predicted, labels=DIGITS)),
    )


def interval(right: int, total: int, confidence: float) -> tuple[float, float]:
    """Wilson's interval of a share. It stays within 0 and 1, and is honest near them."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = right / total, z * z / total
    centre = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * ((share * (1 - share) + weight / 4) / total) ** 0.5
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def confusion_table(evaluation: Evaluation) -> pd.DataFrame:
    """Counts, a row for each label and a column for each prediction."""
    return pd.DataFrame(
        np.array(evaluation.confusion),
        index=pd.Index(DIGITS, name="label"),
        columns=pd.Index(DIGITS, name="prediction"),
        dtype=int,
    )


def class_table(evaluation: Evaluation) -> pd.DataFrame:
    """Precision, recall and F1 of each digit, from the confusion counts alone."""
    label, predicted = _pairs(confusion_table(evaluation).to_numpy())
    precision, recall, f1, support = precision_recall_fscore_support(
        label, predicted, labels=DIGITS, zero_division=0.0
    )
    columns = {"precision": precision, "recall": recall, "F1": f1, "examples": support}
    return pd.DataFrame(columns, index=pd.Index(DIGITS, name="digit"))


def mistakes(labels: Labels, probabilities: Probabilities) -> NDArray[np.int64]:
    """Rows read wrongly, the surest error first."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return wrong[np.argsort(-probabilities[wrong].max(axis=1), kind="stable")]


def _rows(counts: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(count) for count in row) for row in counts)


def _pairs(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    # (10, 10) counts -> one label and one prediction for each example
    label, predicted = np.indices(counts.shape)
    return np.repeat(label.ravel(), counts.ravel()), np.repeat(predicted.ravel(), counts.ravel())
