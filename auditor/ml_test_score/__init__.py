"""How ready for production are model and pipeline? The ML Test Score, as far as code tells.

The 28 tests of Breck et al. (2017), "The ML Test Score: A Rubric for ML Production Readiness and
Technical Debt Reduction". A section's points are added up, and the score is the least of the four
sections. What code cannot tell counts as nothing, so the score is a lower bound.
"""

from collections import Counter

from auditor.evidence.places import learns
from auditor.ml_test_score import data, development, infrastructure, monitoring
from auditor.ml_test_score.item import Item, Section
from auditor.model import (
    Kind,
    MLTestItem,
    MLTestOutcome,
    MLTestScore,
    Project,
    Role,
)

ITEMS: tuple[Item, ...] = (
    *data.ITEMS,
    *development.ITEMS,
    *infrastructure.ITEMS,
    *monitoring.ITEMS,
)

__all__ = ["ITEMS", "ml_test_score"]

LEAST_ML = 0.01  # of the lines that have roles: programs without a model stay below
POINTS = {MLTestOutcome.AUTOMATED: 1.0, MLTestOutcome.MANUAL: 0.5}


def ml_test_score(project: Project) -> MLTestScore:
    if not (learns(project) or _holds_ml_code(project)):
        return MLTestScore(value=None, sections={}, reason="no code here trains or runs a model")
    items = tuple(_judged(project, item) for item in ITEMS)
    sections = {
        section.value: sum(
            POINTS.get(item.outcome, 0.0) for item in items if item.section == section
        )
        for section in sorted(Section)  # as JSON will have them
    }
    return MLTestScore(value=min(sections.values()), sections=sections, items=items)


def _holds_ml_code(project: Project) -> bool:
    """Whether it has ML code of its own, as libraries do that import none of the known ones."""
    lines = Counter[Role]()
    for file in project.files:
        if file.counts and file.kind is not Kind.TEST:
            for span in file.roles:
                lines[span.role] += span.end_line - span.line + 1
    return lines[Role.ML_CODE] > LEAST_ML * lines.total()


def _judged(project: Project, item: Item) -> MLTestItem:
    try:
        shown = item.check(project)
    except Exception as error:  # noqa: BLE001 - whatever a check does, the audit goes on
        return _item(item, MLTestOutcome.FAILED, f"{type(error).__name__}: {error}"[:300])
    if shown is not None:
        outcome = MLTestOutcome.AUTOMATED if shown.automated else MLTestOutcome.MANUAL
        return _item(item, outcome, shown.evidence)
    if item.unseen:
        return _item(item, MLTestOutcome.NOT_ASSESSABLE, item.unseen)
    return _item(item, MLTestOutcome.LACKING, None)


def _item(item: Item, outcome: MLTestOutcome, evidence: str | None) -> MLTestItem:
    return MLTestItem(
        id=item.id,
        section=item.section.value,
        title=item.title,
        outcome=outcome,
        evidence=evidence,
    )
