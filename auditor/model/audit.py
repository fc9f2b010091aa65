"""The audit of one target: what every report is a view of, and what the JSON holds."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from auditor.model.vocabulary import (
    Category,
    Kind,
    MLTestOutcome,
    Outcome,
    Parser,
    PracticeOutcome,
    Rating,
    Role,
)

SCHEMA_VERSION = "1.2"  # major.minor: a minor version only adds keys


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class AuditedTarget(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    url: str | None = None
    path: str | None = None
    commit: str | None = None
    revision: str | None = None
    branch: str | None = None
    subdir: str = ""
    dirty: bool = False
    web_url: str | None = None


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """Physical lines of the counted files, by pygount's definitions.

    `total` = code + comment + docstring + blank. `string` is the part of `code` that holds
    nothing but a string. The mappings count code lines and each adds up to `code`.
    """

    total: int
    code: int
    comment: int
    docstring: int
    blank: int
    string: int
    by_role: Mapping[Role, int]
    by_language: Mapping[str, int]
    by_kind: Mapping[Kind, int]
    by_language_and_role: Mapping[str, Mapping[Role, int]]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the code lines, 0-1; None where there are no such lines to divide by."""

    all: float | None
    without_tests: float | None
    lines: int
    lines_without_tests: int
    definition: str


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    ml_code: Share
    ml_pipeline: Share
    ml_touching: Share


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """One tracked file. `code` + `comment` + `docstring` + `blank` are its lines."""

    path: str
    kind: Kind
    language: str
    size: int
    code: int
    comment: int
    docstring: int
    blank: int
    string: int
    roles: Mapping[Role, int]
    ml_touching: int
    counted: bool
    parser: Parser
    complexity: int | None = None  # sum of radon's cyclomatic complexity
    maintainability: float | None = None  # radon's index, 0-100
    notes: tuple[str, ...] = ()
    minutes: float = 0.0
    commits: int | None = None
    recent_commits: int | None = None  # of the last half year
    failed: bool = False  # a reader of ours crashed on it


class SkippedFile(msgspec.Struct, frozen=True):
    path: str
    reason: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    rule: str
    category: Category
    path: str
    cell: int | None
    line: int
    end_line: int
    severity: str
    confidence: str
    minutes: float
    message: str
    fingerprint: str
    role: Role | None = None
    priority: float = 0.0  # minutes weighed by how often the file changes
    new: bool | None = None  # against a baseline, None without one
    labels: Mapping[str, str] = {}  # what the rule tells besides: the type of an admitted debt, …


class RuleReport(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    category: Category
    severity: str
    outcome: Outcome
    findings: int
    minutes: float
    remedy: str
    reason: str | None = None


class PracticeReport(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    outcome: PracticeOutcome
    evidence: str | None


class Debt(msgspec.Struct, frozen=True, kw_only=True):
    """SQALE: minutes to pay back, over 30 minutes of development for each code line."""

    minutes: float
    ratio: float | None
    rating: Rating | None
    by_category: Mapping[Category, float]
    density: Mapping[Category, float]  # findings per 1,000 code lines


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What a score rests on: `points` is its weight in log odds against the average repository.

    `given` is 1 for yes, 0 for no, a measure between, or None where it is not known.
    """

    id: str
    given: float | None
    points: float


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that may be unknown: then `value` is None and `reason` says why.

    `low` and `high` enclose it with a probability of 0.9.
    """

    value: float | None
    reason: str | None = None
    low: float | None = None
    high: float | None = None
    factors: tuple[Factor, ...] = ()


class MLTestItem(msgspec.Struct, frozen=True, kw_only=True):
    """One of the 28 tests of Breck et al. (2017); `evidence` is a reason where nothing is seen."""

    id: str
    section: str
    title: str
    outcome: MLTestOutcome
    evidence: str | None


class MLTestScore(msgspec.Struct, frozen=True, kw_only=True):
    """A lower bound: the least sum of points of the four sections, each 0-7."""

    value: float | None
    sections: Mapping[str, float]
    reason: str | None = None
    items: tuple[MLTestItem, ...] = ()


class Percentile(msgspec.Struct, frozen=True, kw_only=True):
    """Where a measure stands in the corpus: more than `percentile` % of its repositories.

    `quartiles` are those of the corpus: a quarter of it has less than the first.
    """

    measure: str
    value: float
    percentile: float
    repositories: int
    quartiles: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Hotspot(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    commits: int
    minutes: float
    score: float  # minutes x recent commits, as a share of the repository's sum


class AgeBand(msgspec.Struct, frozen=True, kw_only=True):
    """Admissions of an age from so many days up to, and without, so many; None: any more."""

    from_days: int
    to_days: int | None
    findings: int
    minutes: float


class AdmittedDebt(msgspec.Struct, frozen=True, kw_only=True):
    """How old the debt is that authors admit, on the day of the audited commit.

    `unknown` of its findings have no date; `reason` is why.
    """

    as_of: str | None
    findings: int
    unknown: int
    reason: str | None
    median_days: int | None
    bands: tuple[AgeBand, ...]


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """One dependency file and what it holds."""

    path: str
    manager: str
    role: str
    dependencies: int
    pinned: int
    requires_python: str = ""


class Complex(msgspec.Struct, frozen=True, kw_only=True):
    """Functions of the repository by radon's ranks A-F, and its mean complexity."""

    functions: int
    mean: float | None
    ranks: Mapping[str, int]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One of the things that weigh most, with its evidence and what to do."""

    title: str
    rule: str
    minutes: float
    share: float  # of the debt
    findings: int
    example: str  # path:line
    evidence: str
    remedy: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    summary: str
    reasons: tuple[Reason, ...]


class SuppressionReport(msgspec.Struct, frozen=True, kw_only=True):
    """A mark of the target's own; `silenced` counts the findings that it left out, if trusted."""

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    cell: int | None = None
    silenced: int = 0


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What differs from run to run; `--no-run-info` leaves it out."""

    started: str
    seconds: float
    phases: Mapping[str, float]
    python: str
    jobs: int
    cached: bool = False  # the audit was made before, and found by its commit


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    schema: str
    tool: Tool
    target: AuditedTarget
    verdict: Verdict
    shares: Shares
    lines: Lines
    debt: Debt
    engineering_score: Score
    ml_test_score: MLTestScore
    practices: tuple[PracticeReport, ...]
    rules: tuple[RuleReport, ...]
    findings: tuple[Finding, ...]
    hotspots: tuple[Hotspot, ...]
    environments: tuple[Environment, ...]
    complexity: Complex
    files: tuple[FileReport, ...]
    skipped: tuple[SkippedFile, ...]
    suppressions: tuple[SuppressionReport, ...]
    tracked_files: int
    commits: int | None = None
    authors: int | None = None
    percentiles: tuple[Percentile, ...] = ()
    admitted: AdmittedDebt | None = None  # None: no history was read
    notes: tuple[str, ...] = ()
    run: Run | None = None

    @property
    def complete(self) -> bool:
        """False if a rule, a practice or a file failed: the audit stands, but lacks something."""
        return not (
            any(rule.outcome is Outcome.FAILED for rule in self.rules)
            or any(practice.outcome is PracticeOutcome.FAILED for practice in self.practices)
            or any(file.failed for file in self.files)
        )
