"""What became of an audit: the difference between two of them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from auditor.model.audit import SCHEMA_VERSION, AuditedTarget, Finding, Tool
from auditor.model.vocabulary import Category, Outcome, PracticeOutcome, Rating


class Better(StrEnum):
    """Which way a measure improves."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Judgement(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    CHANGED = "changed"  # and neither way is better
    UNKNOWN = "unknown"  # on one side at least: not known is not zero


class Unit(StrEnum):
    SHARE = "share"  # 0-1
    LINES = "lines"
    COUNT = "count"
    MINUTES = "minutes"
    DENSITY = "density"  # per 1,000 code lines
    SCORE = "score"
    RATING = "rating"  # 1 for A to 5 for E


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of both audits; None where it is not known."""

    id: str  # its place in the report: "shares.ml_code.all"
    unit: Unit
    better: Better
    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def judgement(self) -> Judgement:
        match self.difference, self.better:
            case None, _:
                return Judgement.UNKNOWN
            case 0, _:
                return Judgement.SAME
            case _, Better.NEITHER:
                return Judgement.CHANGED
            case difference, better:
                gained = difference > 0
                return Judgement.BETTER if gained == (better is Better.UP) else Judgement.WORSE


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Which audit stands on a side, and what heads it."""

    target: AuditedTarget
    tool: Tool
    summary: str
    rating: Rating | None
    code: int
    complete: bool


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """Findings of one rule on both sides; None where the rule gave no answer."""

    id: str
    title: str
    category: Category
    before: int | None
    after: int | None
    before_density: float | None  # per 1,000 code lines
    after_density: float | None
    before_outcome: Outcome | None  # None: that side's tool has no such rule
    after_outcome: Outcome | None

    @property
    def comparable(self) -> bool:
        return self.before is not None and self.after is not None


class PracticeChange(msgspec.Struct, frozen=True, kw_only=True):
    """A practice that one side follows and the other does not."""

    id: str
    title: str
    before: PracticeOutcome
    after: PracticeOutcome
    evidence: str | None  # of the side that follows it

    @property
    def gained(self) -> bool:
        return self.after is PracticeOutcome.PASS


class Delta(msgspec.Struct, frozen=True, kw_only=True):
    """Two audits held against each other.

    Of two versions of one project, findings are matched by fingerprint: `new` and `persisting`
    are the findings of `after`, `fixed` those of `before`. Rules that gave an answer on one side
    only are kept out of the three. Of different projects, all three are empty: no finding of one
    can be a finding of the other, and only the rules' densities can be compared.
    """

    schema: str = SCHEMA_VERSION
    before: Side
    after: Side
    same_project: bool
    measures: tuple[Measure, ...]
    rules: tuple[RuleChange, ...]
    practices: tuple[PracticeChange, ...]
    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    persisting: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
