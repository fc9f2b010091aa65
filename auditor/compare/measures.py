"""The figures that are compared: where each comes from, its unit, and which way is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from auditor.model import Audit, Better, Category, Outcome, PracticeOutcome, Rating, Role, Unit

# A rule that found nothing to look at answers too: that there is nothing to report.
ANSWERS = frozenset({Outcome.CLEAN, Outcome.FOUND, Outcome.NOT_APPLICABLE})

HARD_TO_CHANGE = ("C", "D", "E", "F")  # radon's ranks above a cyclomatic complexity of 10

DECIDED = {PracticeOutcome.PASS, PracticeOutcome.FAIL}

Figure = Callable[[Audit], float | None]
Figures = tuple[tuple[str, Unit, Better, Figure], ...]


def _rating(audit: Audit) -> float | None:
    rating = audit.debt.rating
    return None if rating is None else float(list(Rating).index(rating) + 1)


def _practised(audit: Audit) -> float | None:
    """Of the practices that apply, the share that is followed."""
    outcomes = Counter(practice.outcome for practice in audit.practices)
    decided = sum(outcomes[outcome] for outcome in DECIDED)
    return outcomes[PracticeOutcome.PASS] / decided if decided else None


def _hard(audit: Audit) -> float | None:
    """Share of the functions that are hard to change."""
    complexity = audit.complexity
    hard = sum(complexity.ranks.get(rank, 0) for rank in HARD_TO_CHANGE)
    return hard / complexity.functions if complexity.functions else None


def _role_lines(role: Role) -> Figure:
    return lambda audit: audit.lines.by_role.get(role, 0)


def _role_share(role: Role) -> Figure:
    def share(audit: Audit) -> float | None:
        lines = audit.lines
        return lines.by_role.get(role, 0) / lines.code if lines.code else None

    return share


def _section(name: str) -> Figure:
    return lambda audit: audit.ml_test_score.sections.get(name)


FIGURES: Figures = (
    ("shares.ml_code.all", Unit.SHARE, Better.NEITHER, lambda a: a.shares.ml_code.all),
    (
        "shares.ml_code.without_tests",
        Unit.SHARE,
        Better.NEITHER,
        lambda a: a.shares.ml_code.without_tests,
    ),
    ("shares.ml_pipeline.all", Unit.SHARE, Better.NEITHER, lambda a: a.shares.ml_pipeline.all),
    (
        "shares.ml_pipeline.without_tests",
        Unit.SHARE,
        Better.NEITHER,
        lambda a: a.shares.ml_pipeline.without_tests,
    ),
    ("shares.ml_touching.all", Unit.SHARE, Better.NEITHER, lambda a: a.shares.ml_touching.all),
    (
        "shares.ml_touching.without_tests",
        Unit.SHARE,
        Better.NEITHER,
        lambda a: a.shares.ml_touching.without_tests,
    ),
    ("debt.rating", Unit.RATING, Better.DOWN, _rating),
    ("debt.ratio", Unit.SHARE, Better.DOWN, lambda a: a.debt.ratio),
    ("debt.minutes", Unit.MINUTES, Better.DOWN, lambda a: a.debt.minutes),
    ("engineering_score", Unit.SCORE, Better.UP, lambda a: a.engineering_score.value),
    ("ml_test_score", Unit.SCORE, Better.UP, lambda a: a.ml_test_score.value),
    *(
        (f"ml_test_score.{name}", Unit.SCORE, Better.UP, _section(name))
        for name in ("data", "model", "infrastructure", "monitoring")
    ),
    ("practices", Unit.SHARE, Better.UP, _practised),
    ("complexity.mean", Unit.SCORE, Better.DOWN, lambda a: a.complexity.mean),
    ("complexity.hard", Unit.SHARE, Better.DOWN, _hard),
    ("lines.code", Unit.LINES, Better.NEITHER, lambda a: a.lines.code),
    ("tracked_files", Unit.COUNT, Better.NEITHER, lambda a: a.tracked_files),
)


ROLE_LINES: Figures = tuple(
    (f"lines.by_role.{role}", Unit.LINES, Better.NEITHER, _role_lines(role)) for role in Role
)

ROLE_SHARES: Figures = tuple(
    (f"role_shares.{role}", Unit.SHARE, Better.NEITHER, _role_share(role)) for role in Role
)
"""Of two projects, one may be ten times as large: then shares can be compared, and lines not."""


def direction(unit: Unit, better: Better, *, same: bool) -> Better:
    """A larger project owes more: minutes say something about versions of one only."""
    return better if same or unit is not Unit.MINUTES else Better.NEITHER


def answered(audit: Audit) -> frozenset[str]:
    """The rules that gave an answer."""
    return frozenset(rule.id for rule in audit.rules if rule.outcome in ANSWERS)


def densities(audit: Audit, rules: AbstractSet[str]) -> Mapping[Category, float]:
    """Findings of these rules per 1,000 code lines, by category; empty where there is no code."""
    code = audit.lines.code
    found: Counter[Category] = Counter()
    for rule in audit.rules:
        if rule.id in rules:
            found[rule.category] += rule.findings
    return {category: 1000 * count / code for category, count in found.items()} if code else {}


def density_id(category: Category) -> str:
    return f"debt.density.{category}"
