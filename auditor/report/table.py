"""How a league says who stands where: names, figures, and which of them are the best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.model import Better, Column, League, Role, Standing
from auditor.report import changes, words

HEADLINES = (
    "lines.code",
    "shares.ml_code.all",
    "shares.ml_pipeline.all",
    "shares.ml_touching.all",
    "role_shares.testing",
    "debt.ratio",
    "practices",
    "engineering_score",
    "ml_test_score",
)


def headlines(league: League) -> tuple[Column, ...]:
    """The measures that everyone asks for, in that order."""
    by_id = {column.id: column for column in league.columns}
    return tuple(by_id[id_] for id_ in HEADLINES if id_ in by_id)


def known(league: League) -> tuple[Column, ...]:
    """The measures that at least one audit has."""
    return tuple(
        column
        for column in league.columns
        if any(column.id in standing.figures for standing in league.standings)
    )


def name(standing: Standing) -> str:
    """The target, and what was audited of it."""
    revision = standing.revision or (standing.commit or "")[:10]
    return f"{standing.target} {revision}".rstrip()


def title(column: Column) -> str:
    return changes.MEASURES.get(column.id, column.id)


def role(column: Column) -> Role | None:
    """The role whose share the column is."""
    return next((role for role in Role if column.id == f"role_shares.{role}"), None)


def value(standing: Standing, column: Column) -> str:
    return changes.measured(standing.figures.get(column.id), column.unit)


def bests(league: League) -> Mapping[str, str]:
    """The best value of each column as it is written, for those that have one."""
    found = ((column.id, _best(league.standings, column)) for column in league.columns)
    return {id_: value for id_, value in found if value is not None}


def _best(standings: Iterable[Standing], column: Column) -> str | None:
    """None where no way is better, or where all are alike."""
    able = [each for each in standings if column.id in each.figures]
    if column.better is Better.NEITHER or not differ(able, column):
        return None
    pick = max if column.better is Better.UP else min
    return value(pick(able, key=lambda each: each.figures[column.id]), column)


def differ(standings: Iterable[Standing], column: Column) -> bool:
    """Whether a reader sees any difference."""
    return len({value(standing, column) for standing in standings}) > 1


def heading(league: League) -> str:
    """What is compared, in a few words."""
    number = words.count(sum(bool(standing.figures) for standing in league.standings))
    targets = {standing.target for standing in league.standings}
    if league.same_project and len(targets) == 1:
        return f"{number} revisions of {targets.pop()}"
    return f"{number} audits" if league.tool else f"{number} repositories"
