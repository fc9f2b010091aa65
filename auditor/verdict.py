"""Is that much debt, why, and what should be paid back first? Two sentences and a few reasons.

Whether it is much is told by two yardsticks: the SQALE rating, for which hardly any repository
owes much, and the corpus, which says how many others owe less for their size. What the rating
calls little is told by comparison alone; otherwise the graver counts. What can be paid back within
two days is little, though: a few gaps that cost the same in a repository of any size, such as a
first test or a list of packages, make a small one look much worse than it is. For the same reason a
small debt of a repository that is smaller than nearly all of the corpus is not compared with it.
Most rules read Python: of a program that is mostly something else no amount is told but what was
found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.model import (
    Audit,
    Debt,
    Finding,
    Percentile,
    Rating,
    Reason,
    Rule,
    Unread,
    Verdict,
    unread,
)

MAX_REASONS = 5
MIN_REASONS = 3
WEIGHTY = 0.05  # share of the debt from which a reason is worth a sentence

AMOUNTS = (
    "Very little technical debt",
    "Little technical debt",
    "A moderate amount of technical debt",
    "A good deal of technical debt",
    "A lot of technical debt",
    "More technical debt than the code is worth",
)
COMPARED = (
    "Very little technical debt",
    "Little technical debt",
    "As much technical debt as usual",
    "More technical debt than usual",
    "Much more technical debt than usual",
)
"""The same where the rating is A: a day's work may be more than others owe, and is not a lot."""
FEW_DAYS = 2  # working days of debt: what is less is little, however short the code
FEW_AS_SMALL = 10.0  # percentile of the corpus by lines of code
GRAVITY = {Rating.A: 0, Rating.B: 2, Rating.C: 3, Rating.D: 4, Rating.E: 5}
"""Least amount that a rating stands for; A says nothing, since almost every repository has it."""

USUAL = 2  # the fifth in the middle
FIFTH = 20.0  # percentiles: the amounts below the last are fifths of the corpus
HOUR, DAY = 60, 8 * 60  # minutes; a working day has eight hours


def verdict(audit: Audit, rules: Iterable[Rule]) -> Verdict:
    """What to say of an audit all of whose figures are known."""
    if audit.lines.code == 0:
        return Verdict(summary="There is no code here to judge.", reasons=())
    reasons = reasons_of(audit.findings, {rule.id: rule for rule in rules})
    other = unread(audit.lines.by_language)
    in_part = f"{_in_part(other)} " if other.is_most else ""
    if not reasons:
        summary = f"{in_part}No debt was found by the rules that apply here."
        return Verdict(summary=summary, reasons=())
    found = _found(audit) if in_part else _how_much(audit)
    return Verdict(summary=f"{in_part}{found} {_because(reasons)}", reasons=reasons)


def _in_part(other: Unread) -> str:
    whole = "nearly all" if round(other.share, 2) == 1 else _percent(other.share)
    names = " and ".join(other.languages)
    return f"Few rules read {names}, {whole} of this program: its debt is known in part."


def _found(audit: Audit) -> str:
    found = duration(audit.debt.minutes)
    return f"What was found takes about {found} to pay back{_held_against(audit)}"


def _how_much(audit: Audit) -> str:
    debt = audit.debt
    place = next((p for p in audit.percentiles if p.measure == "debt_ratio"), None)
    smaller = next((p for p in audit.percentiles if p.measure == "code_lines"), None)
    how_much = f"{amount(debt.rating, place, debt.minutes)}{_among(place, debt, smaller)}"
    return f"{how_much}: about {duration(debt.minutes)} to pay back{_held_against(audit)}"


def _held_against(audit: Audit) -> str:
    debt = audit.debt
    return (
        f" in {audit.lines.code:,} lines of code, {_percent(debt.ratio or 0.0)} of what writing"
        f" them costs (rating {debt.rating})."
    )


def amount(rating: Rating | None, place: Percentile | None, minutes: float) -> str:
    """The words for it: by the place among others where that is known, and by the rating."""
    if place is None:
        return AMOUNTS[max(1, GRAVITY[rating or Rating.A])]
    fifth = _fifth(place)
    graver = GRAVITY[rating or Rating.A]
    if _is_little(rating, minutes):
        return COMPARED[min(fifth, 1)]
    return AMOUNTS[max(fifth, graver)] if graver else COMPARED[fifth]


def _fifth(place: Percentile) -> int:
    return min(int(place.percentile // FIFTH), len(COMPARED) - 1)


def _is_little(rating: Rating | None, minutes: float) -> bool:
    """Whether the debt is small whatever the others owe."""
    return rating in {None, Rating.A} and minutes < FEW_DAYS * DAY


def _among(place: Percentile | None, debt: Debt, smaller: Percentile | None) -> str:
    """Where the debt stands among others, as far as that is fair to say."""
    little = _is_little(debt.rating, debt.minutes)
    if place is None or (little and smaller is not None and smaller.percentile < FEW_AS_SMALL):
        return ""
    part, others = round(place.percentile), f"{place.repositories} ML repositories"
    whom = f"nearly all of {others}" if part in {0, 100} else f"{part}% of {others}"
    if _fifth(place) <= 1:
        most = f"{100 - part}% of {others}" if part else whom
        return f" for its size, less than {most}"
    if not little:
        return f" for its size, more than {whom}"
    if _fifth(place) == USUAL:
        return f", for its size about as much as usual ({part}% of {others} have less)"
    return f" in all, though more for its size than {whom}"


def _because(reasons: Sequence[Reason]) -> str:
    titles = [
        f"{_lowered(reason.title)} ({_places(reason.findings)}{_percent(reason.share)})"
        for reason in reasons[:MIN_REASONS]
    ]
    if len(titles) == 1:
        return f"It comes from one thing: {_lowered(reasons[0].title)}."
    return f"What matters most: {'; '.join(titles)}."


def _places(number: int) -> str:
    """How often, where it is more than once: titles speak of one case."""
    return f"{number:,} places, " if number > 1 else ""


def _lowered(title: str) -> str:
    """Lower the first letter, unless the first word is a name or an abbreviation."""
    first = title.split(" ", 1)[0]
    return title if any(c.isupper() for c in first[1:]) else title[:1].lower() + title[1:]


def _percent(part: float) -> str:
    if 0 < part < 0.001:  # noqa: PLR2004 - what one decimal cannot show
        return "under 0.1%"
    return f"{part:.0%}" if part >= 0.1 else f"{part:.1%}"  # noqa: PLR2004 - two digits say enough


def duration(minutes: float) -> str:
    """Minutes in the unit that people plan in."""
    if minutes < 1.5 * HOUR:
        return _plural(round(minutes), "minute")
    if minutes < 2 * DAY:
        return _plural(round(minutes / HOUR), "hour")
    return _plural(round(minutes / DAY), "working day")


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def reasons_of(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> tuple[Reason, ...]:
    """What weighs most, the heaviest first: three to five, if there are so many."""
    total = sum(finding.minutes for finding in findings)
    if not total:
        return ()
    own: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.minutes:  # remarks are no reason
            own[finding.rule].append(finding)
    heaviest = sorted(own, key=lambda rule: (-_weight(own[rule], rules[rule]), rule))
    reasons = [_reason(rules[rule], own[rule], total) for rule in heaviest[:MAX_REASONS]]
    return tuple(
        reason
        for place, reason in enumerate(reasons)
        if place < MIN_REASONS or reason.share >= WEIGHTY
    )


def _weight(findings: Iterable[Finding], rule: Rule) -> float:
    """Minutes, weighed by how much harm the rule's findings do: a leak outweighs long lines."""
    return sum(finding.priority for finding in findings) * (1 + rule.severity)


def _reason(rule: Rule, findings: Sequence[Finding], total: float) -> Reason:
    worst = max(findings, key=lambda finding: (finding.priority, -finding.line))
    files = len({finding.path for finding in findings})
    minutes = sum(finding.minutes for finding in findings)
    cell = "" if worst.cell is None else f"[{worst.cell}]"
    spread = "" if files == 1 else f" in {files} files"
    where = f"{len(findings)} places{spread}, for one: " if len(findings) > 1 else ""
    return Reason(
        title=rule.title,
        rule=rule.id,
        minutes=round(minutes, 1),
        share=round(minutes / total, 4),
        findings=len(findings),
        example=f"{worst.path}{cell}:{worst.line}",
        evidence=where + worst.message,
        remedy=rule.remedy,
    )
