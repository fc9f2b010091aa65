"""A comparison as one page: both Figure 1s side by side, every measure, what is new and fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from auditor.model import Category, Delta, Judgement, Measure, Role, Side, Unit
from auditor.report import changes, slope, words
from auditor.report.figure import Box, boxes
from auditor.report.html import environment, inline, policy
from auditor.report.labels import Label, label

STYLES = ("report.css", "trend.css", "delta.css")
SIZE = (460.0, 360.0)
MAX_FINDINGS = 200
MAX_RULES = 40
WORDS: Mapping[Judgement, str] = {
    Judgement.BETTER: "better",
    Judgement.WORSE: "worse",
    Judgement.SAME: "same",
    Judgement.CHANGED: "",
    Judgement.UNKNOWN: "unknown",
}


class Half(msgspec.Struct, frozen=True):
    """One side of the page; `number` is the sum of its boxes."""

    heading: str
    side: Side
    labelled: list[tuple[Box, Label | None]]
    number: int


def render(delta: Delta) -> str:
    style = "\n".join(map(inline, STYLES))
    before, after = changes.sides(delta)
    return (
        environment()
        .get_template("delta.html.j2")
        .render(
            delta=delta,
            style=style,
            policy=policy(style, ""),
            headline=changes.headline(delta),
            halves=[_half(delta, before, delta.before), _half(delta, after, delta.after)],
            sides=(before, after),
            headlines=[_row(measure) for measure in changes.headlines(delta)],
            moved=[_row(measure) for measure in changes.moved(delta)],
            practice_change=changes.practice_change,
            lists=[
                ("new", "New", delta.after, words.by_weight(delta.new)),
                ("fixed", "Fixed", delta.before, words.by_weight(delta.fixed)),
            ],
            farthest=() if delta.same_project else changes.farthest(delta.rules)[:MAX_RULES],
            slopes=[*charts(delta)],
            one_sided=changes.one_sided(delta.rules),
            answer=changes.answer,
            width=slope.WIDTH,
            height=slope.HEIGHT,
            measured=changes.measured,
            density=Unit.DENSITY,
            max_findings=MAX_FINDINGS,
        )
    )


def _half(delta: Delta, heading: str, side: Side) -> Half:
    by_role = _by_role(delta, side)
    number = sum(by_role.values())
    labelled = [(box, label(box, number)) for box in boxes(by_role, *SIZE)] if number else []
    return Half(heading, side, labelled, number)


def _by_role(delta: Delta, side: Side) -> Mapping[Role, int]:
    """Lines of each role; between two projects, whose shares are compared, worked out of these."""
    values = {measure.id: _of(measure, side, delta) for measure in delta.measures}
    lines = {role: values.get(f"lines.by_role.{role}") for role in Role}
    if any(value is not None for value in lines.values()):
        return {role: round(value or 0.0) for role, value in lines.items()}
    shares = {role: values.get(f"role_shares.{role}") or 0.0 for role in Role}
    return {role: round(side.code * share) for role, share in shares.items()}


def _of(measure: Measure, side: Side, delta: Delta) -> float | None:
    return measure.before if side is delta.before else measure.after


def _row(measure: Measure) -> tuple[str, str, str, str, str]:
    judgement = changes.judged(measure)
    return (
        changes.MEASURES.get(measure.id, measure.id),
        changes.measured(measure.before, measure.unit),
        changes.measured(measure.after, measure.unit),
        changes.difference(measure),
        WORDS[judgement],
    )


class Chart(msgspec.Struct, frozen=True):
    id: str
    title: str
    lead: str
    slopes: list[slope.Slope]


def charts(delta: Delta) -> Iterator[Chart]:
    """Shares of roles, which sum up to one, and densities: each on a scale of its own."""
    by_id = {measure.id: measure for measure in delta.measures}
    yield Chart(
        "roles-slope",
        "What the code is for",
        "The share of each role in all code lines.",
        slope.slopes(
            (words.ROLES[role], f"s{number}", by_id[f"role_shares.{role}"])
            for number, role in enumerate(Role)
        ),
    )
    densities = ((category, by_id.get(f"debt.density.{category}")) for category in Category)
    yield Chart(
        "density-slope",
        "How dense the findings are",
        "Findings per 1,000 code lines, of the rules that gave an answer on both sides.",
        slope.slopes(
            (words.CATEGORIES[category], "", measure)
            for category, measure in densities
            if measure is not None
        ),
    )
