"""What changed between two audits, and whether it is better or worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from auditor.model import (
    Audit,
    AuditedTarget,
    Better,
    Category,
    Delta,
    Finding,
    Measure,
    Outcome,
    PracticeChange,
    PracticeOutcome,
    PracticeReport,
    Rating,
    Role,
    RuleChange,
    RuleReport,
    Side,
    Unit,
)

# A rule that found nothing to look at answers too: that there is nothing to report.
ANSWERS = frozenset({Outcome.CLEAN, Outcome.FOUND, Outcome.NOT_APPLICABLE})

HARD_TO_CHANGE = ("C", "D", "E", "F")  # radon's ranks above a cyclomatic complexity of 10

DECIDED = {PracticeOutcome.PASS, PracticeOutcome.FAIL}


def compare(before: Audit, after: Audit) -> Delta:
    same = is_same_project(before.target, after.target)
    rules = tuple(_rules(before, after))
    new, fixed, persisting = _matched(before, after, rules) if same else ((), (), ())
    return Delta(
        before=_side(before),
        after=_side(after),
        same_project=same,
        measures=tuple(_measures(before, after, rules, same=same)),
        rules=rules,
        practices=tuple(_practices(before.practices, after.practices)),
        new=new,
        fixed=fixed,
        persisting=persisting,
        notes=tuple(_notes(before, after)),
    )


def marked(audit: Audit, baseline: Audit) -> Audit:
    """The audit with each finding told to be new since the baseline, or not.

    What a rule finds that the baseline was not asked about is not new: an update of ours is no
    change of theirs.
    """
    new, _, _ = _matched(baseline, audit, tuple(_rules(baseline, audit)))
    fresh = {_identity(finding) for finding in new}
    return replace(
        audit,
        findings=tuple(
            replace(finding, new=_identity(finding) in fresh) for finding in audit.findings
        ),
    )


def is_same_project(before: AuditedTarget, after: AuditedTarget) -> bool:
    """Whether the two are versions of one project: by address, else by name.

    A folder's name is held against the last part of `owner/name`: a clone is called so.
    """
    if before.subdir.strip("/") != after.subdir.strip("/"):
        return False
    if before.url and after.url:
        return _address(before.url) == _address(after.url)
    return _last(before.name) == _last(after.name)


def _address(url: str) -> str:
    """The address without what may differ: scheme, user, `.git`, case."""
    _, _, rest = url.rpartition("://")
    rest = rest.rpartition("@")[2].replace(":", "/")
    return rest.rstrip("/").removesuffix(".git").casefold()


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].removesuffix(".git").casefold()


def _side(audit: Audit) -> Side:
    return Side(
        target=audit.target,
        tool=audit.tool,
        summary=audit.verdict.summary,
        rating=audit.debt.rating,
        code=audit.lines.code,
        complete=audit.complete,
    )


# ---- findings


def _matched(
    before: Audit, after: Audit, rules: Iterable[RuleChange]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """New, fixed and persisting findings of the rules that answered on both sides."""
    comparable = {rule.id for rule in rules if rule.comparable}
    old = [finding for finding in before.findings if finding.rule in comparable]
    now = [finding for finding in after.findings if finding.rule in comparable]
    new, persisting = _parted(now, old)
    fixed, _ = _parted(old, now)
    return new, fixed, persisting


def _parted(
    ours: Iterable[Finding], theirs: Iterable[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings of ours without and with a partner; one finding is partner to one only."""
    partners = Counter(_identity(finding) for finding in theirs)
    alone: list[Finding] = []
    paired: list[Finding] = []
    for finding in ours:
        identity = _identity(finding)
        (paired if partners[identity] > 0 else alone).append(finding)
        partners[identity] -= 1
    return tuple(alone), tuple(paired)


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.fingerprint


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


Figure = Callable[[Audit], float | None]


def _measures(
    before: Audit, after: Audit, rules: Iterable[RuleChange], *, same: bool
) -> Iterator[Measure]:
    for id_, unit, better, figure in (*FIGURES, *(ROLE_LINES if same else ROLE_SHARES)):
        # A larger project owes more: minutes say something about two versions of one only.
        fair = same or unit is not Unit.MINUTES
        yield Measure(
            id=id_,
            unit=unit,
            better=better if fair else Better.NEITHER,
            before=figure(before),
            after=figure(after),
        )
    yield from _densities(rules)


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


Figures = tuple[tuple[str, Unit, Better, Figure], ...]

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


def _densities(rules: Iterable[RuleChange]) -> Iterator[Measure]:
    """Findings per 1,000 lines and category, of the rules that answered on both sides."""
    sums: dict[Category, tuple[float, float]] = {}
    for rule in rules:
        if rule.before_density is not None and rule.after_density is not None:
            before, after = sums.get(rule.category, (0.0, 0.0))
            sums[rule.category] = before + rule.before_density, after + rule.after_density
    for category, (before, after) in sorted(sums.items()):
        yield Measure(
            id=f"debt.density.{category}",
            unit=Unit.DENSITY,
            better=Better.DOWN,
            before=before,
            after=after,
        )


# ---- what a reader must know


def _notes(before: Audit, after: Audit) -> Iterator[str]:
    if before.tool.version != after.tool.version:
        yield (
            f"Two versions of the auditor, {before.tool.version} and {after.tool.version}: "
            "some of the difference may be theirs."
        )
    for name, audit in (("first", before), ("second", after)):
        if not audit.complete:
            yield f"The {name} audit is incomplete: a check failed."
