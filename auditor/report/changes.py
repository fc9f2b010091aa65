"""How a comparison says what changed: names of measures, their figures and differences."""

from collections.abc import Iterable, Mapping

from auditor.model import (
    Better,
    Delta,
    Finding,
    Judgement,
    Measure,
    PracticeChange,
    Rating,
    RuleChange,
    Unit,
)
from auditor.report.words import CATEGORIES, ROLES, UNKNOWN, count, duration, plural

MEASURES: Mapping[str, str] = {
    "shares.ml_code.all": "ML code",
    "shares.ml_code.without_tests": "ML code, without tests",
    "shares.ml_pipeline.all": "ML pipeline",
    "shares.ml_pipeline.without_tests": "ML pipeline, without tests",
    "shares.ml_touching.all": "Touches an ML library",
    "shares.ml_touching.without_tests": "Touches an ML library, without tests",
    "debt.rating": "Debt rating",
    "debt.ratio": "Debt ratio",
    "debt.minutes": "Debt",
    "engineering_score": "Engineering score",
    "ml_test_score": "ML Test Score, lower bound",
    "ml_test_score.data": "ML Test Score: data",
    "ml_test_score.model": "ML Test Score: model",
    "ml_test_score.infrastructure": "ML Test Score: infrastructure",
    "ml_test_score.monitoring": "ML Test Score: monitoring",
    "practices": "Practices met",
    "complexity.mean": "Mean complexity of functions",
    "complexity.hard": "Functions above a complexity of 10",
    "lines.code": "Code lines",
    "tracked_files": "Tracked files",
    **{f"lines.by_role.{role}": f"Lines: {name}" for role, name in ROLES.items()},
    **{f"role_shares.{role}": f"Share: {name}" for role, name in ROLES.items()},
    **{
        f"debt.density.{category}": f"Per 1,000 lines: {name}"
        for category, name in CATEGORIES.items()
    },
}


def measured(value: float | None, unit: Unit) -> str:
    """A figure as its unit is written."""
    if value is None:
        return UNKNOWN
    match unit:
        case Unit.SHARE:
            return f"{100 * value:.2f}%"
        case Unit.MINUTES:
            return duration(value)
        case Unit.RATING:
            return list(Rating)[round(value) - 1]
        case Unit.LINES | Unit.COUNT:
            return count(value)
        case Unit.DENSITY | Unit.SCORE:
            return f"{value:.2f}"


def judged(measure: Measure) -> Judgement:
    """The judgement of a reader, to whom two figures that are written alike are the same."""
    hidden = measure.difference is not None and not is_seen(measure)
    return Judgement.SAME if hidden else measure.judgement


def is_seen(measure: Measure) -> bool:
    """Whether the two figures differ as they are written, or one of them is not known."""
    return measured(measure.before, measure.unit) != measured(measure.after, measure.unit)


def difference(measure: Measure) -> str:
    """The change with its sign; nothing where there is none to be seen, or none that is known."""
    change = measure.difference
    if not change or not is_seen(measure) or measure.unit is Unit.RATING:
        return ""
    sign = "+" if change > 0 else "\N{MINUS SIGN}"
    if measure.unit is Unit.SHARE:
        return f"{sign}{_hundredths(100 * change)} points"
    if measure.unit in {Unit.DENSITY, Unit.SCORE}:
        return sign + _hundredths(change)
    return sign + measured(abs(change), measure.unit)


def _hundredths(change: float) -> str:
    """Two figures may be written apart and lie closer than what is written."""
    return f"{max(abs(change), 0.01):.2f}"


HEADLINES = frozenset(
    {
        "shares.ml_code.all",
        "shares.ml_pipeline.all",
        "shares.ml_touching.all",
        "debt.rating",
        "debt.ratio",
        "debt.minutes",
        "engineering_score",
        "ml_test_score",
        "practices",
        "complexity.hard",
        "lines.code",
    }
)


def headlines(delta: Delta) -> tuple[Measure, ...]:
    """The measures that everyone asks for, as far as either side knows them."""
    return tuple(
        measure
        for measure in delta.measures
        if measure.id in HEADLINES and (measure.before, measure.after) != (None, None)
    )


def moved(delta: Delta) -> tuple[Measure, ...]:
    """The other measures, if they changed or one side alone knows them.

    Of one project, lines of roles say what their shares would say again.
    """
    return tuple(
        measure
        for measure in delta.measures
        if measure.id not in HEADLINES and is_seen(measure)
        if not (delta.same_project and measure.id.startswith("role_shares."))
    )


def practice_change(delta: Delta, change: PracticeChange) -> str:
    if delta.same_project:
        return "now met" if change.gained else "no longer met"
    return "second only" if change.gained else "first only"


def sides(delta: Delta) -> tuple[str, str]:
    return ("before", "after") if delta.same_project else ("first", "second")


def headline(delta: Delta) -> str:
    if not delta.same_project:
        return "Two different projects: compared by rule, per 1,000 code lines."
    if not delta.new and not delta.fixed:
        return f"No finding is new and none is fixed; {count(len(delta.persisting))} remain."
    return (
        f"{plural(len(delta.new), 'new finding')} ({_sum(delta.new)}), "
        f"{count(len(delta.fixed))} fixed ({_sum(delta.fixed)}); "
        f"{count(len(delta.persisting))} remain."
    )


def _sum(findings: Iterable[Finding]) -> str:
    return duration(sum(finding.minutes for finding in findings))


def farthest(rules: Iterable[RuleChange]) -> tuple[RuleChange, ...]:
    """The rules on which two projects differ, those first where they differ most."""
    apart = {
        rule.id: abs(rule.after_density - rule.before_density)
        for rule in rules
        if rule.before_density is not None and rule.after_density is not None
    }
    differing = (rule for rule in rules if apart.get(rule.id))
    return tuple(sorted(differing, key=lambda rule: (-apart[rule.id], rule.id)))


DIRECTIONS: Mapping[Better, str] = {
    Better.UP: "higher is better",
    Better.DOWN: "lower is better",
    Better.NEITHER: "",
}


def one_sided(rules: Iterable[RuleChange]) -> list[RuleChange]:
    """The rules that gave an answer on one side only: nothing of theirs is new or fixed."""
    return [rule for rule in rules if not rule.comparable and rule.before != rule.after]


def answer(findings: int | None) -> str:
    return "no answer" if findings is None else count(findings)
