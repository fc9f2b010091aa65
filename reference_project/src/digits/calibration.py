"""Is a probability of 0.9 right nine times in ten? Counted in bins of sureness."""

import numpy as np
import pandas as pd

from digits.values import Labels, Probabilities

BINS = 15  # of equal width, as in Guo et al., On Calibration of Modern Neural Networks, 2017


def reliability(labels: Labels, probabilities: Probabilities) -> pd.DataFrame:
    """How sure and how right the answers are, a row for each bin that has any."""
    sureness = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((sureness * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    some = np.flatnonzero(counts)
    columns = {
        "from": some / BINS,
        "to": (some + 1) / BINS,
        "sureness": np.bincount(bins, sureness, BINS)[some] / counts[some],
        "accuracy": np.bincount(bins, right, BINS)[some] / counts[some],
        "examples": counts[some],
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(some) + 1, name="bin"))


def calibration_error(table: pd.DataFrame) -> float:
    """The distance of sureness from accuracy that an answer has in the mean (ECE)."""
    distance = (table["sureness"] - table["accuracy"]).abs().to_numpy()
    return float(np.average(distance, weights=table["examples"].to_numpy()))
