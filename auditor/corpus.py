"""Where does this repository stand among others? Percentiles in a table of audited repositories.

The table, `data/corpus.csv`, holds figures only. `docs/corpus.md` says what it is made of, and
`tests/corpus/table.py` makes it anew.
"""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from statistics import quantiles

from auditor.model import Audit, Category, Percentile, PracticeOutcome, Role, unread

DIGITS = 4  # of a figure in the table


def percentiles(audit: Audit) -> tuple[Percentile, ...]:
    """How many repositories of the corpus have less; of those that have as much, half."""
    own = measures(audit)
    return tuple(
        Percentile(
            measure=measure,
            value=value,
            percentile=_rank(corpus, value),
            repositories=len(corpus),
            quartiles=_quartiles(corpus),
        )
        for measure, corpus in distributions().items()
        if (value := own.get(measure)) is not None and corpus
    )


def _quartiles(corpus: tuple[float, ...]) -> tuple[float, float, float]:
    first, middle, third = quantiles(corpus, n=4) if len(corpus) > 1 else corpus * 3
    return round(first, DIGITS), round(middle, DIGITS), round(third, DIGITS)


def _rank(corpus: tuple[float, ...], value: float) -> float:
    below, upto = bisect_left(corpus, value), bisect_right(corpus, value)
    return round(100 * (below + upto) / 2 / len(corpus), 1)


def measures(audit: Audit) -> Mapping[str, float | None]:
    """The figures that are compared; None where there is nothing to measure.

    Debt of a program that is mostly not read is no figure to compare.
    """
    code = audit.lines.code
    read = code and not unread(audit.lines.by_language).is_most
    judged = [
        practice.outcome is PracticeOutcome.PASS
        for practice in audit.practices
        if practice.outcome in {PracticeOutcome.PASS, PracticeOutcome.FAIL}
    ]
    found = {
        "code_lines": float(code),
        "ml_code": audit.shares.ml_code.all,
        "ml_pipeline": audit.shares.ml_pipeline.all,
        "ml_touching": audit.shares.ml_touching.all,
        "tests": audit.lines.by_role.get(Role.TESTING, 0) / code if code else None,
        "debt_ratio": audit.debt.ratio if read else None,
        "ml_smells": audit.debt.density.get(Category.ML_SMELL) if read else None,
        "practices": sum(judged) / len(judged) if judged else None,
        "ml_test_score": audit.ml_test_score.value,
        "engineering_score": audit.engineering_score.value,
    }
    return {name: None if value is None else round(value, DIGITS) for name, value in found.items()}


@cache
def distributions() -> Mapping[str, tuple[float, ...]]:
    """The sorted figures of each measure over the corpus."""
    text = files("auditor.data").joinpath("corpus.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        measure: tuple(sorted(float(row[measure]) for row in rows if row[measure]))
        for measure in MEASURES
    }


MEASURES = (
    "code_lines",
    "ml_code",
    "ml_pipeline",
    "ml_touching",
    "tests",
    "debt_ratio",
    "ml_smells",
    "practices",
    "ml_test_score",
    "engineering_score",
)
