"""A comparison as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model import Delta, Finding, Judgement, Measure, PracticeChange, RuleChange, Side, Unit
from auditor.report import changes, words
from auditor.report.markdown import Section, assembled, code, folded, link, prose, row, table

MAX_FINDINGS = 50

SIGNS = {
    Judgement.BETTER: "✅ better",
    Judgement.WORSE: "❌ worse",
    Judgement.SAME: "same",
    Judgement.CHANGED: "",
    Judgement.UNKNOWN: "unknown",
}


def render(delta: Delta) -> str:
    return assembled(_sections(delta))


def _sections(delta: Delta) -> Iterator[Section]:
    yield Section("\n".join(_head(delta)))
    head = table("Measure", *(f"{side.title()}:" for side in changes.sides(delta)), "Change:", "")
    yield Section(f"\n{head}", tuple(map(_measure, changes.headlines(delta))))
    moved = changes.moved(delta)
    if moved:
        title = f"{words.plural(len(moved), 'other measure')} changed"
        yield folded(title, head, map(_measure, moved))
    if delta.practices:
        yield Section(
            "\n### Practices\n", tuple(_practice(delta, each) for each in delta.practices)
        )
    if delta.same_project:
        yield from _findings(delta)
    else:
        yield _rules(changes.farthest(delta.rules))
    yield from _one_sided(delta)
    yield from (Section(f"\n> {prose(note)}") for note in delta.notes)


def _head(delta: Delta) -> Iterator[str]:
    yield f"## numbers-audit: {_name(delta.before)} → {_name(delta.after)}"
    yield ""
    yield f"**{changes.headline(delta)}**"


def _name(side: Side) -> str:
    revision = words.revision(side.target)
    return " ".join([prose(side.target.name), code(revision)][: 1 + bool(revision)])


def _measure(measure: Measure) -> str:
    return row(
        changes.MEASURES.get(measure.id, measure.id),
        changes.measured(measure.before, measure.unit),
        changes.measured(measure.after, measure.unit),
        changes.difference(measure),
        SIGNS[changes.judged(measure)],
    )


def _practice(delta: Delta, practice: PracticeChange) -> str:
    sign = "✅" if practice.gained or not delta.same_project else "❌"
    told = changes.practice_change(delta, practice)
    evidence = f" ({prose(practice.evidence)})" if practice.evidence else ""
    return f"- {sign} {told}: {prose(practice.title)}{evidence}"


def _findings(delta: Delta) -> Iterator[Section]:
    for name, side, findings in (
        ("new", delta.after, delta.new),
        ("fixed", delta.before, delta.fixed),
    ):
        if findings:
            shown = words.by_weight(findings)[:MAX_FINDINGS]
            title = f"{words.count(len(findings))} {name}"
            if len(shown) < len(findings):
                title += f", the {len(shown)} that matter most"
            head = table("Severity", "Rule", "Place", "Finding", "Debt:")
            yield folded(title, head, (_finding(side, finding) for finding in shown))


def _finding(side: Side, finding: Finding) -> str:
    line = finding.line if finding.cell is None else None
    place = code(words.place(finding))
    return row(
        finding.severity,
        code(finding.rule),
        link(place, words.permalink(side.target, finding.path, line)),
        prose(finding.message),
        words.duration(finding.minutes),
    )


def _rules(rules: Iterable[RuleChange]) -> Section:
    rows = [
        row(
            code(rule.id),
            prose(rule.title),
            changes.measured(rule.before_density, Unit.DENSITY),
            changes.measured(rule.after_density, Unit.DENSITY),
        )
        for rule in rules
    ]
    head = table("Rule", "", "First:", "Second:")
    return folded("Findings per 1,000 code lines, by rule", head, rows)


def _one_sided(delta: Delta) -> Iterator[Section]:
    rules = changes.one_sided(delta.rules)
    if rules:
        rows = [
            row(code(rule.id), changes.answer(rule.before), changes.answer(rule.after))
            for rule in rules
        ]
        head = table("Rule", "Findings before:", "Findings after:")
        yield folded("Rules that gave an answer on one side only", head, rows)
