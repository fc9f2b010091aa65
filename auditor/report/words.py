"""How all reports say the same thing: names, numbers, and text that a target wrote."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from auditor.model import (
    AgeBand,
    Audit,
    AuditedTarget,
    Category,
    Confidence,
    Debt,
    Finding,
    Kind,
    MLTestOutcome,
    Outcome,
    Percentile,
    PracticeOutcome,
    PracticeReport,
    Role,
    Score,
    Severity,
    SuppressionReport,
)

ROLES: Mapping[Role, str] = {
    Role.ML_CODE: "ML code",
    Role.DATA_COLLECTION: "Data collection",
    Role.DATA_VERIFICATION: "Data verification",
    Role.FEATURE_EXTRACTION: "Feature extraction",
    Role.CONFIGURATION: "Configuration",
    Role.ANALYSIS_TOOLS: "Analysis tools",
    Role.PROCESS_MANAGEMENT: "Process management",
    Role.RESOURCE_MANAGEMENT: "Resource management",
    Role.SERVING_INFRASTRUCTURE: "Serving infrastructure",
    Role.MONITORING: "Monitoring",
    Role.TESTING: "Testing",
    Role.GENERAL: "General",
}

SHORT_ROLES: Mapping[Role, str] = {
    **ROLES,
    Role.DATA_COLLECTION: "Collection",
    Role.DATA_VERIFICATION: "Verification",
    Role.FEATURE_EXTRACTION: "Features",
    Role.CONFIGURATION: "Settings",
    Role.ANALYSIS_TOOLS: "Analysis",
    Role.PROCESS_MANAGEMENT: "Process",
    Role.RESOURCE_MANAGEMENT: "Resources",
    Role.SERVING_INFRASTRUCTURE: "Serving",
}
"""Names for boxes that are too small for the whole name."""

CATEGORIES: Mapping[Category, str] = {
    Category.SYSTEM: "ML system design",
    Category.ML_SMELL: "ML code smells",
    Category.LEAKAGE: "Leakage and evaluation",
    Category.FRAMEWORK: "Framework use",
    Category.LLM: "LLM integration",
    Category.ENVIRONMENT: "Environment",
    Category.REPRODUCIBILITY: "Reproducibility",
    Category.NOTEBOOK: "Notebooks",
    Category.DESIGN: "ML code design",
    Category.SATD: "Admitted debt",
    Category.GENERAL: "General code",
}

KINDS: Mapping[Kind, str] = {kind: kind.replace("_", " ") for kind in Kind}

OUTCOMES: Mapping[Outcome | PracticeOutcome, str] = {
    outcome: outcome.replace("_", " ") for outcome in (*Outcome, *PracticeOutcome)
}

SEVERITIES = tuple(severity.label for severity in reversed(Severity))

CONFIDENCES = tuple(confidence.label for confidence in reversed(Confidence))

SHARES: Mapping[str, str] = {
    "ml_code": "ML code",
    "ml_pipeline": "ML pipeline",
    "ml_touching": "Touches an ML library",
}

ML_TEST_SIGNS: Mapping[MLTestOutcome, tuple[str, str]] = {
    MLTestOutcome.AUTOMATED: ("✓", "automated, one point"),
    MLTestOutcome.MANUAL: ("½", "by hand, half a point"),
    MLTestOutcome.LACKING: ("✗", "nothing seen"),
    MLTestOutcome.NOT_ASSESSABLE: ("?", "code cannot tell"),
    MLTestOutcome.FAILED: ("!", "our check failed"),
}

MEASURES: Mapping[str, tuple[str, str]] = {
    "code_lines": ("Code lines", "code"),
    "ml_code": ("Share of ML code", "ML code"),
    "ml_pipeline": ("Share of the ML pipeline", "pipeline code"),
    "ml_touching": ("Share that touches an ML library", "ML calls"),
    "tests": ("Share of tests", "tests"),
    "debt_ratio": ("Debt ratio", "debt"),
    "ml_smells": ("ML code smells per 1,000 lines", "ML smells"),
    "practices": ("Practices met", "practices"),
    "ml_test_score": ("ML Test Score, lower bound", "ML tests"),
    "engineering_score": ("Engineering score", "engineering"),
}
"""Measures of the corpus: their names, and what a repository has more of where they are higher."""

SHARE_MEASURES = frozenset(
    {"ml_code", "ml_pipeline", "ml_touching", "tests", "debt_ratio", "practices"}
)

UNKNOWN = "unknown"

Shown = Callable[[float], str]
"""How a number is written."""

YEAR, MONTH = 365, 30  # days

DAY = 8 * 60  # minutes of a working day, as SonarQube counts them

# What a reader cannot see, or what changes the order in which he sees it: control characters
# of terminals, marks that turn the direction of writing, blanks without width, half characters.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    r"""The text on one line, with `\x1b`, `\u202e` and the like spelt out."""
    return _INVISIBLE.sub(_spelt, text)


def _spelt(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")


def short(text: str, length: int) -> str:
    """The text cut at its end."""
    return text if len(text) <= length else text[: length - 1] + "…"


def short_path(path: str, length: int) -> str:
    """The path cut in its middle, since its end says most."""
    if len(path) <= length:
        return path
    tail = (length - 1) * 2 // 3
    return path[: length - 1 - tail] + "…" + path[len(path) - tail :]


def spans(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a message, and which of them stand between backticks: those are code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one backtick has no partner
        parts = [text]
    for number, part in enumerate(parts):
        if part:
            yield part, number % 2 == 1


def percent(share: float | None) -> str:
    if share is None:
        return UNKNOWN
    if 0 < share < 0.001:  # noqa: PLR2004 - what one decimal cannot show
        return "<0.1%"
    return f"{100 * share:.1f}%"


FACTORS: Mapping[str, str] = {
    "tests": "Share of test code, square root",
    "docstrings": "Share of docstrings, square root",
    "tests-in-ci": "Tests run in CI",
    "docs": "Documentation apart from the README",
}
"""What the engineering score rests on."""


def measured(place: Percentile) -> str:
    return _as(place.measure, place.value)


def usual(place: Percentile) -> str:
    """What the middle half of the corpus has."""
    first, _, third = place.quartiles
    return f"{_as(place.measure, first)} to {_as(place.measure, third)}"


def _as(measure: str, value: float) -> str:
    if measure in SHARE_MEASURES:
        return percent(value)
    return f"{value:.2f}" if measure == "ml_smells" else figure(round(value, 1))


def standing(place: Percentile) -> str:
    """As a sentence goes on: `more ML code than 83% of 162 repositories`."""
    return f"more {more(place)} than {place.percentile:.0f}% of {place.repositories} repositories"


def more(place: Percentile) -> str:
    """What a repository has more of, the higher the measure."""
    return MEASURES.get(place.measure, ("", place.measure))[1]


def spread(score: Score) -> str:
    """The range that a score lies in with a probability of 0.9, or nothing."""
    if score.low is None or score.high is None:
        return ""
    return f"{count(score.low)}-{count(score.high)}"


def count(number: float) -> str:
    return f"{number:,.0f}"


def plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def figure(number: float | None) -> str:
    """A number with one decimal where it has any."""
    return UNKNOWN if number is None else f"{number:,.1f}".removesuffix(".0")


def duration(minutes: float) -> str:
    if minutes < 1:
        return "0 min" if minutes == 0 else "<1 min"
    if round(minutes) < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes:.0f} min"
    if minutes < DAY:
        return f"{minutes / 60:.1f} h"
    return f"{minutes / DAY:,.1f} d"


def long_duration(minutes: float) -> str:
    """The duration in words that need no legend."""
    if minutes < DAY:
        return duration(minutes).replace(" h", " hours").replace(" min", " minutes")
    return f"{minutes / DAY:,.1f} working days"


def place(finding: Finding | SuppressionReport) -> str:
    cell = "" if finding.cell is None else f"[{finding.cell}]"
    return f"{finding.path}{cell}:{finding.line}"


def silenced(marks: Sequence[SuppressionReport]) -> str:
    """How many marks there are, and what became of them."""
    left_out = sum(mark.silenced for mark in marks)
    told = plural(left_out, "finding") if left_out else "nothing"
    trust = "" if left_out else "; marks count only with --trust-target-config"
    return f"{plural(len(marks), 'mark')}, {told} left out{trust}"


def age(band: AgeBand) -> str:
    """The ages of a band in words."""
    if band.to_days is None:
        return f"{_span(band.from_days)} and more"
    return (
        f"{_span(band.from_days)} to {_span(band.to_days)}"
        if band.from_days
        else (f"under {_span(band.to_days)}")
    )


def _span(days: int) -> str:
    if days >= YEAR:
        return plural(round(days / YEAR), "year")
    return plural(round(days / MONTH), "month")


def since(finding: Finding) -> str:
    """The day from which an admission stands there, where it is known."""
    return finding.labels.get("since", "")


def oldest(audit: Audit, number: int) -> tuple[Finding, ...]:
    """Admissions with a date, those that stand there longest first."""
    dated = [finding for finding in audit.findings if since(finding)]
    return tuple(sorted(dated, key=lambda f: (since(f), f.path, f.line))[:number])


def revision(target: AuditedTarget) -> str:
    """What was audited of the target, in a few words."""
    parts = [target.revision or target.branch, (target.commit or "")[:10]]
    if target.subdir:
        parts.append(f"{target.subdir.strip('/')}/")
    if target.dirty:
        parts.append("with uncommitted changes")
    return " · ".join(dict.fromkeys(part for part in parts if part))


def web_address(text: str | None) -> str | None:
    """The address if a browser may open it: no `javascript:`, no `data:`, no stray marks."""
    try:
        safe = text is not None and urlsplit(text).scheme in {"http", "https"}
    except ValueError:
        return None
    return quote(text or "", safe="%/:=&?~#+!$,;@", errors="replace") if safe else None


def permalink(target: AuditedTarget, path: str, line: int | None = None) -> str | None:
    """The address of a file or line at the forge, at the commit that was audited."""
    prefix = web_address(target.web_url)
    if prefix is None or target.dirty:
        return None
    anchor = f"#L{line}" if line else ""
    return f"{prefix.rstrip('/')}/{quote(path, errors='replace')}{anchor}"


def link_to(audit: Audit, finding: Finding) -> str | None:
    # Forges number the lines of a notebook's JSON, not those of its cells.
    return permalink(audit.target, finding.path, finding.line if finding.cell is None else None)


def practices(audit: Audit, outcome: PracticeOutcome) -> tuple[PracticeReport, ...]:
    return tuple(practice for practice in audit.practices if practice.outcome is outcome)


def heaviest(debt: Debt) -> tuple[tuple[Category, float], ...]:
    """The categories that owe anything, and their minutes."""
    owing = ((category, minutes) for category, minutes in debt.by_category.items() if minutes)
    return tuple(sorted(owing, key=lambda item: (-item[1], item[0])))


def findings_by_category(audit: Audit) -> Mapping[Category, int]:
    counts = dict.fromkeys(Category, 0)
    for finding in audit.findings:
        counts[finding.category] += 1
    return counts


def fresh(audit: Audit) -> tuple[Finding, ...] | None:
    """The findings that a baseline has not; None where the audit was held against none."""
    if not any(finding.new is not None for finding in audit.findings):
        return None
    return by_weight(finding for finding in audit.findings if finding.new)


def severity_rank(finding: Finding) -> int:
    """0 for the worst; what no severity is called so comes last."""
    return SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)


def weightiest(audit: Audit) -> tuple[Finding, ...]:
    """The findings in the order in which to read them."""
    return by_weight(audit.findings)


def by_weight(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(
            findings,
            key=lambda finding: (
                -finding.priority,
                severity_rank(finding),
                -finding.minutes,
                finding.path,
                finding.cell or 0,
                finding.line,
                finding.rule,
            ),
        )
    )
