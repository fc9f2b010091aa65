"""What changed between two audits, and whether it is better or worse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from auditor.compare.findings import Matched, fresh_numbers, match
from auditor.compare.league import league, standing
from auditor.compare.measures import (
    ANSWERS,
    DECIDED,
    FIGURES,
    ROLE_LINES,
    ROLE_SHARES,
    answered,
    densities,
    density_id,
    direction,
)
from auditor.compare.projects import is_same_project
from auditor.model import (
    Audit,
    Better,
    Delta,
    Measure,
    PracticeChange,
    PracticeReport,
    RuleChange,
    RuleReport,
    Side,
    Unit,
)

__all__ = ["FIGURES", "compare", "is_same_project", "league", "marked", "standing"]


def compare(before: Audit, after: Audit) -> Delta:
    same = is_same_project(before.target, after.target)
    rules = tuple(_rules(before, after))
    matched = match(before, after, _comparable(rules)) if same else Matched((), (), ())
    return Delta(
        before=_side(before),
        after=_side(after),
        same_project=same,
        measures=tuple(_measures(before, after, same=same)),
        rules=rules,
        practices=tuple(_practices(before.practices, after.practices)),
        new=matched.new,
        fixed=matched.fixed,
        persisting=matched.persisting,
        notes=tuple(_notes(before, after)),
    )


def marked(audit: Audit, baseline: Audit) -> Audit:
    """The audit with each finding told to be new since the baseline, or not.

    What a rule finds that the baseline was not asked about is not new: an update of ours is no
    change of theirs.
    """
    fresh = fresh_numbers(baseline, audit, _comparable(_rules(baseline, audit)))
    return replace(
        audit,
        findings=tuple(
            replace(finding, new=number in fresh) for number, finding in enumerate(audit.findings)
        ),
    )


def _comparable(rules: Iterable[RuleChange]) -> frozenset[str]:
    return frozenset(rule.id for rule in rules if rule.comparable)


def _side(audit: Audit) -> Side:
    return Side(
        target=audit.target,
        tool=audit.tool,
        summary=audit.verdict.summary,
        rating=audit.debt.rating,
        code=audit.lines.code,
        complete=audit.complete,
    )


# ---- rules and practices


def _rules(before: Audit, after: Audit) -> Iterator[RuleChange]:
    old, now = _by_id(before.rules), _by_id(after.rules)
    for id_ in sorted(old.keys() | now.keys()):
        known = now.get(id_) or old[id_]
        counts = _answer(old.get(id_)), _answer(now.get(id_))
        yield RuleChange(
            id=id_,
            title=known.title,
            category=known.category,
            before=counts[0],
            after=counts[1],
            before_density=_density(counts[0], before.lines.code),
            after_density=_density(counts[1], after.lines.code),
            before_outcome=old[id_].outcome if id_ in old else None,
            after_outcome=now[id_].outcome if id_ in now else None,
        )


def _by_id(rules: Iterable[RuleReport]) -> Mapping[str, RuleReport]:
    return {rule.id: rule for rule in rules}


def _answer(rule: RuleReport | None) -> int | None:
    return rule.findings if rule is not None and rule.outcome in ANSWERS else None


def _density(count: int | None, code: int) -> float | None:
    return None if count is None or not code else 1000 * count / code


def _practices(
    before: Iterable[PracticeReport], after: Iterable[PracticeReport]
) -> Iterator[PracticeChange]:
    old = {practice.id: practice for practice in before}
    for now in after:
        was = old.get(now.id)
        if was is not None and {was.outcome, now.outcome} == DECIDED:
            yield PracticeChange(
                id=now.id,
                title=now.title,
                before=was.outcome,
                after=now.outcome,
                evidence=now.evidence or was.evidence,
            )


# ---- measures


def _measures(before: Audit, after: Audit, *, same: bool) -> Iterator[Measure]:
    for id_, unit, better, figure in (*FIGURES, *(ROLE_LINES if same else ()), *ROLE_SHARES):
        yield Measure(
            id=id_,
            unit=unit,
            better=direction(unit, better, same=same),
            before=figure(before),
            after=figure(after),
        )
    yield from _densities(before, after)


def _densities(before: Audit, after: Audit) -> Iterator[Measure]:
    """Of the rules that answered on both sides."""
    common = answered(before) & answered(after)
    old, now = densities(before, common), densities(after, common)
    for category in sorted(old.keys() & now.keys()):
        yield Measure(
            id=density_id(category),
            unit=Unit.DENSITY,
            better=Better.DOWN,
            before=old[category],
            after=now[category],
        )


# ---- what a reader must know


def _notes(before: Audit, after: Audit) -> Iterator[str]:
    if before.tool.version != after.tool.version:
        yield (
            f"Two versions of the auditor, {before.tool.version} and {after.tool.version}: "
            "some of the difference may be theirs."
        )
    for name, audit, other in (("first", before, after), ("second", after, before)):
        if not audit.complete:
            yield f"The {name} audit is incomplete: a check failed."
        alone = _minutes_of(audit, answered(audit) - answered(other))
        if alone:
            yield (
                f"Debt of the {name} has {alone:,.0f} minutes of rules that the other "
                "did not answer."
            )


def _minutes_of(audit: Audit, rules: AbstractSet[str]) -> float:
    return sum(rule.minutes for rule in audit.rules if rule.id in rules)
