"""Many audits beside each other: the same figures of each, and which way they are better."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from auditor.compare.measures import (
    FIGURES,
    ROLE_SHARES,
    answered,
    densities,
    density_id,
    direction,
)
from auditor.compare.projects import is_same_project
from auditor.model import SCHEMA_VERSION, Audit, Better, Category, Column, League, Standing, Unit

TABLE = {id_: (unit, better, figure) for id_, unit, better, figure in (*FIGURES, *ROLE_SHARES)}
"""Shares of roles and not their lines, so that projects of any size stand side by side."""


def league(audits: Sequence[Audit]) -> League:
    """The audits in the order in which they were named."""
    same = all(is_same_project(one.target, other.target) for one, other in combinations(audits, 2))
    answers = [answered(audit) for audit in audits]
    common, any_side = frozenset.intersection(*answers), frozenset.union(*answers)
    columns = (*_columns(TABLE, same=same), *_densities(audits[0], common))
    return League(
        schema=SCHEMA_VERSION,
        tool=audits[-1].tool,
        same_project=same,
        columns=columns,
        standings=tuple(standing(audit, TABLE, common) for audit in audits),
        apart=tuple(sorted(any_side - common)),
        notes=tuple(_notes(audits)),
    )


def columns_of(measures: Collection[str]) -> tuple[Column, ...]:
    """Of different projects."""
    return tuple(_columns(measures, same=False))


def standing(
    audit: Audit, measures: Collection[str], rules: frozenset[str] = frozenset()
) -> Standing:
    """One audit with these measures, and the densities of these rules."""
    figures = {id_: TABLE[id_][2](audit) for id_ in measures}
    figures |= _by_id(densities(audit, rules))
    return Standing(
        target=audit.target.name,
        revision=audit.target.revision or audit.target.branch,
        commit=audit.target.commit,
        web_url=audit.target.web_url,
        rating=audit.debt.rating,
        findings=len(audit.findings),
        minutes=audit.debt.minutes,
        figures={id_: value for id_, value in figures.items() if value is not None},
        lines={role: count for role, count in audit.lines.by_role.items() if count},
    )


def _columns(measures: Collection[str], *, same: bool) -> Iterator[Column]:
    for id_ in measures:
        unit, better, _ = TABLE[id_]
        yield Column(id=id_, unit=unit, better=direction(unit, better, same=same))


def _densities(audit: Audit, rules: frozenset[str]) -> Iterator[Column]:
    for category in sorted({rule.category for rule in audit.rules if rule.id in rules}):
        yield Column(id=density_id(category), unit=Unit.DENSITY, better=Better.DOWN)


def _by_id(found: Mapping[Category, float]) -> dict[str, float | None]:
    return {density_id(category): value for category, value in found.items()}


def _notes(audits: Sequence[Audit]) -> Iterator[str]:
    versions = sorted({audit.tool.version for audit in audits})
    if len(versions) > 1:
        yield (
            f"Several versions of the auditor, {', '.join(versions)}: "
            "some of the differences may be theirs."
        )
    for number, audit in enumerate(audits, start=1):
        if not audit.complete:
            yield f"Audit {number} is incomplete: a check failed."
