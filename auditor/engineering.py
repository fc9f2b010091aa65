"""How likely would experts call this a well-engineered project? A small, published model.

The labels are those of NICHE (Widyasari et al., 2023), where people judged ML repositories. The
model is a logistic regression on what the audit finds anyway; its coefficients, their covariance
and how well it separates stand in `data/engineering_score.toml`, and `tests/corpus` has the
script that fits them. Neither size nor popularity enters.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from auditor.model import Factor, Kind, Lines, PracticeOutcome, PracticeReport, Score

QUANTILE = 1.645  # of the normal distribution: 0.9 of it lie between -1.645 and 1.645


class Feature(msgspec.Struct, frozen=True):
    """A measure, how it is spread over the judged repositories, and what it weighs."""

    id: str
    mean: float
    scale: float
    weight: float


class Model(msgspec.Struct, frozen=True):
    """A fitted model; the covariance is that of intercept and weights, in this order."""

    date: str
    repositories: int
    auc: float
    intercept: float
    features: tuple[Feature, ...]
    covariance: tuple[tuple[float, ...], ...]


def engineering_score(lines: Lines, practices: Iterable[PracticeReport]) -> Score:
    if not lines.code:
        return Score(value=None, reason="no code")
    return scored(fitted(), measured(lines, practices))


@cache
def fitted() -> Model:
    text = files("auditor.data").joinpath("engineering_score.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Model)


def measured(lines: Lines, practices: Iterable[PracticeReport]) -> Mapping[str, float | None]:
    """The measures that the model knows, 0-1; None where there is nothing to measure.

    Shares enter by their square root: the first tests and docstrings tell more than the last.
    """
    followed = {
        practice.id: float(practice.outcome is PracticeOutcome.PASS) for practice in practices
    }
    python = lines.by_language.get("Python", 0)
    return {
        "tests": math.sqrt(lines.by_kind.get(Kind.TEST, 0) / lines.code),
        "docstrings": math.sqrt(lines.docstring / (python + lines.docstring)) if python else None,
        "tests-in-ci": followed.get("tests-in-ci"),
        "docs": followed.get("docs"),
    }


def scored(model: Model, given: Mapping[str, float | None]) -> Score:
    """An unknown measure counts as the average one, and widens the range."""
    row = [0.0 if (x := given[f.id]) is None else (x - f.mean) / f.scale for f in model.features]
    points = [x * feature.weight for x, feature in zip(row, model.features, strict=True)]
    unknown = sum(f.weight**2 for f in model.features if given[f.id] is None)
    spread = QUANTILE * math.sqrt(_variance(model.covariance, [1.0, *row]) + unknown)
    centre = model.intercept + sum(points)
    missing = [feature.id for feature in model.features if given[feature.id] is None]
    return Score(
        value=_percent(centre),
        low=_percent(centre - spread),
        high=_percent(centre + spread),
        reason=f"without {', '.join(missing)}, which cannot be measured here" if missing else None,
        factors=tuple(
            Factor(id=f.id, given=_rounded(given[f.id]), points=round(weight, 2))
            for f, weight in zip(model.features, points, strict=True)
        ),
    )


def _variance(covariance: Sequence[Sequence[float]], row: Sequence[float]) -> float:
    return sum(
        a * b * cell
        for a, cells in zip(row, covariance, strict=True)
        for b, cell in zip(row, cells, strict=True)
    )


def _percent(log_odds: float) -> float:
    return round(100 / (1 + math.exp(-log_odds)), 1)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
