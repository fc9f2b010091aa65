"""How good are these probabilities? Counted from labels and beliefs; no model, no file."""

from collections.abc import Mapping
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

from digits.calibration import calibration_error, reliability
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
    calibration_error: float
    confusion: tuple[tuple[int, ...], ...]  # rows are labels, columns are predictions

    def to_json(self) -> Json:
        """Plain values, as `from_json` takes them."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Json) -> "Evaluation":
        """The evaluation that `to_json` gave."""
        return cls(**(stored | {"confusion": tuple(map(tuple, stored["confusion"]))}))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some examples were read rightly."""

    name: str
    examples: int
    accuracy: float
    accuracy_low: float
    accuracy_high: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that the test set says of a run: the network beside its baselines, and where it fails."""

    models: Mapping[str, Evaluation]  # the network itself is called `network`
    reliability: pd.DataFrame
    slices: tuple[Share, ...]
    robustness: tuple[Share, ...]

    @property
    def network(self) -> Evaluation:
        """What the test set says of the network."""
        return self.models["network"]

    def to_json(self) -> Json:
        """Plain values, as `from_json` takes them."""
        return {
            "models": {name: found.to_json() for name, found in self.models.items()},
            "reliability": self.reliability.to_dict("records"),
            "slices": [asdict(one) for one in self.slices],
            "robustness": [asdict(one) for one in self.robustness],
        }

    @classmethod
    def from_json(cls, stored: Json) -> "Judgement":
        """The judgement that `to_json` gave."""
        table = pd.DataFrame(stored["reliability"], dtype=float)
        return cls(
            {name: Evaluation.from_json(found) for name, found in stored["models"].items()},
            table.set_index(pd.RangeIndex(1, len(table) + 1, name="bin")).astype({"examples": int}),
            *(tuple(Share(**one) for one in stored[part]) for part in ("slices", "robustness")),
        )


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
        calibration_error=calibration_error(reliability(labels, probabilities)),
        confusion=_rows(confusion_matrix(labels, predicted, labels=DIGITS)),
    )


def share(name: str, right: NDArray[np.bool_], confidence: float) -> Share:
    """Counted; of no examples nothing is known, and the interval says so."""
    total = len(right)
    low, high = interval(int(right.sum()), total, confidence) if total else (0.0, 1.0)
    return Share(name, total, float(right.mean()) if total else float("nan"), low, high)


def share_table(shares: tuple[Share, ...], index: str) -> pd.DataFrame:
    """A row for each share."""
    names = pd.Index([one.name for one in shares], name=index)
    columns = {
        "examples": np.array([one.examples for one in shares]),
        "accuracy": np.array([one.accuracy for one in shares]),
        "from": np.array([one.accuracy_low for one in shares]),
        "to": np.array([one.accuracy_high for one in shares]),
    }
    return pd.DataFrame(columns, index=names)


def interval(right: int, total: int, confidence: float) -> tuple[float, float]:
    """Wilson's interval of a share. It stays within 0 and 1, and is honest near them."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    found, weight = right / total, z * z / total
    centre = (found + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * ((found * (1 - found) + weight / 4) / total) ** 0.5
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
