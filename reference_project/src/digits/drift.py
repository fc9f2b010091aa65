"""Is the service asked about what it was taught? Counts of measures, compared with training's."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from digits.measures import MEASURES
from digits.values import Json

BINS = 10  # tenths of the training images; the usual choice for this statistic
LEAST = 1e-4  # share that an empty bin counts as, so that its logarithm exists


@dataclass(frozen=True, slots=True)
class Expectation:
    """Where the tenths of the training images part, for each measure."""

    edges: Mapping[str, tuple[float, ...]]
    shares: Mapping[str, tuple[float, ...]]

    def to_json(self) -> Json:
        """Plain values, as `from_json` takes them."""
        return {"edges": dict(self.edges), "shares": dict(self.shares)}

    @classmethod
    def from_json(cls, stored: Json) -> "Expectation":
        """The expectation that `to_json` gave."""
        parts = ("edges", "shares")
        edges, shares = ({k: tuple(v) for k, v in stored[part].items()} for part in parts)
        return cls(edges, shares)


def expectation(table: pd.DataFrame) -> Expectation:
    """What training images look like; a measure of few values may have fewer bins than ten."""
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = {name: np.unique(table[name].quantile(inner)) for name in MEASURES}
    shares = {name: _shares(table[name].to_numpy(), edges[name]) for name in MEASURES}
    return Expectation(
        {name: tuple(map(float, each)) for name, each in edges.items()},
        {name: tuple(map(float, each)) for name, each in shares.items()},
    )


def drift(expected: Expectation, recent: pd.DataFrame) -> dict[str, float]:
    """The population stability index of each measure.

    Below 0.1 nothing has changed, above 0.25 the service sees other images than training did:
    thresholds of common use (Siddiqi, Credit Risk Scorecards, 2006).
    """
    return {
        name: population_stability(
            np.array(expected.shares[name]),
            _shares(recent[name].to_numpy(), np.array(expected.edges[name])),
        )
        for name in MEASURES
    }


def population_stability(expected: NDArray[np.float64], found: NDArray[np.float64]) -> float:
    """Sum of (found - expected) x ln(found / expected) over bins; 0 where both are equal."""
    one, two = np.maximum(expected, LEAST), np.maximum(found, LEAST)
    return float(((two - one) * np.log(two / one)).sum())


def _shares(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)
    shares: NDArray[np.float64] = counts / max(len(values), 1)
    return shares
