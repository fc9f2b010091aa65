"""Fit the engineering score on NICHE, and say how well it separates.

    python -m tests.corpus.engineering_score REPORTS NICHE.csv

REPORTS is what `tests.corpus.table` leaves. Needs scikit-learn, which the auditor itself does
not. Of NICHE only the open half is used, see `tests.oracles.niche`.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold

from auditor.engineering import measured
from tests.oracles.niche import LABEL, judged, open_half

STRENGTH = 0.3  # inverse of the ridge penalty: from 0.1 to 1 nothing changes by more than 0.005
FOLDS, REPEATS, SAMPLES = 5, 20, 500
SEED = 20
OUT = Path(__file__).parents[2] / "auditor" / "data" / "engineering_score.toml"
HEAD = """\
# The engineering score: a logistic regression on NICHE's labels (github.com/soarsmu/NICHE).
# Written by tests/corpus/engineering_score.py; docs/scores.md explains it.
"""


class Fit:
    """A fitted regression on standardised measures."""

    def __init__(self, rows: np.ndarray, y: np.ndarray, weights: np.ndarray) -> None:
        self.mean = np.average(rows, axis=0, weights=weights)
        self.scale = np.sqrt(np.average((rows - self.mean) ** 2, axis=0, weights=weights))
        self.scale[self.scale == 0] = 1.0
        self.model = LogisticRegression(C=STRENGTH)
        self.model.fit((rows - self.mean) / self.scale, y, sample_weight=weights)

    def chances(self, rows: np.ndarray) -> np.ndarray:
        return self.model.predict_proba((rows - self.mean) / self.scale)[:, 1]

    def raw(self, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
        """Intercept and weights as they would be in another standardisation."""
        slopes = self.model.coef_[0] / self.scale
        intercept = self.model.intercept_[0] + slopes @ (mean - self.mean)
        return np.concatenate([[intercept], slopes * scale])


def main(arguments: list[str]) -> int:
    reports, table = Path(arguments[0]), Path(arguments[1])
    prevalence = mean(row[LABEL] == "Y" for row in open_half(table))
    found = [
        (measured(audit.lines, audit.practices), row[LABEL] == "Y")
        for row, audit in judged(table, reports)
    ]
    names = tuple(found[0][0])
    rows = np.array([[np.nan if m[n] is None else m[n] for n in names] for m, _ in found])
    rows = np.where(np.isnan(rows), np.nanmean(rows, axis=0), rows)
    y = np.array([label for _, label in found])
    weights = _weights(y, prevalence)
    fit = Fit(rows, y, weights)
    areas, chances = _crossed(rows, y, weights)
    drawn = np.array(list(_drawn(rows, y, weights, fit)))
    _write(fit, names, y, areas, np.cov(drawn.T))
    _say(names, fit, y, areas, chances)
    return 0


def _weights(y: np.ndarray, prevalence: float) -> np.ndarray:
    """What makes the audited ones as often engineered as all of the open half are."""
    return np.where(y, prevalence / y.mean(), (1 - prevalence) / (1 - y.mean()))


def _crossed(rows: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """AUC of each repeat over repositories that were not fitted on, and their mean chances."""
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED)
    chances = np.zeros((REPEATS, len(y)))
    for number, (train, test) in enumerate(folds.split(rows, y)):
        fit = Fit(rows[train], y[train], weights[train])
        chances[number // FOLDS, test] = fit.chances(rows[test])
    return np.array([roc_auc_score(y, each) for each in chances]), chances.mean(axis=0)


def _drawn(rows: np.ndarray, y: np.ndarray, weights: np.ndarray, fit: Fit) -> Iterator[np.ndarray]:
    random = np.random.default_rng(SEED)
    for _ in range(SAMPLES):
        chosen = random.integers(0, len(y), len(y))
        if 0 < y[chosen].sum() < len(y):
            drawn = Fit(rows[chosen], y[chosen], weights[chosen])
            yield drawn.raw(fit.mean, fit.scale)


def _write(
    fit: Fit, names: tuple[str, ...], y: np.ndarray, areas: np.ndarray, covariance: np.ndarray
) -> None:
    lines = [
        HEAD,
        f'date = "{datetime.now(UTC):%Y-%m-%d}"',
        f"repositories = {len(y)}",
        f"auc = {areas.mean():.3f}  # mean of {REPEATS} times {FOLDS}-fold cross-validation",
        f"intercept = {fit.model.intercept_[0]:.4f}",
        "covariance = [  # of intercept and weights, from a bootstrap over repositories",
        *(f"    [{', '.join(f'{cell:.5f}' for cell in row)}]," for row in covariance),
        "]",
    ]
    for name, centre, scale, weight in zip(
        names, fit.mean, fit.scale, fit.model.coef_[0], strict=True
    ):
        lines += [
            "",
            "[[features]]",
            f'id = "{name}"',
            f"mean = {centre:.4f}",
            f"scale = {scale:.4f}",
            f"weight = {weight:.4f}",
        ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _say(
    names: tuple[str, ...], fit: Fit, y: np.ndarray, areas: np.ndarray, chances: np.ndarray
) -> None:
    say = sys.stdout.write
    say(f"{len(y)} repositories, {y.sum()} engineered\n")
    say(f"AUC {areas.mean():.3f} (repeats {areas.min():.3f}-{areas.max():.3f}), ")
    low, high = np.percentile(list(_areas(y, chances)), [5, 95])
    say(f"0.9 of resamples {low:.3f}-{high:.3f}, ")
    say(f"Brier score {brier_score_loss(y, chances):.3f}\n")
    for name, weight in zip(names, fit.model.coef_[0], strict=True):
        say(f"  {name}: {weight:+.2f}\n")
    say("| score | repositories | called engineered |\n| --- | ---: | ---: |\n")
    for low, high in ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100.1)):
        inside = (100 * chances >= low) & (100 * chances < high)
        share = f"{y[inside].mean():.0%}" if inside.any() else "-"
        say(f"| {low}-{min(high, 100):.0f} | {inside.sum()} | {share} |\n")


def _areas(y: np.ndarray, chances: np.ndarray) -> Iterator[float]:
    random = np.random.default_rng(SEED)
    for _ in range(SAMPLES):
        chosen = random.integers(0, len(y), len(y))
        if 0 < y[chosen].sum() < len(y):
            yield float(roc_auc_score(y[chosen], chances[chosen]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
