"""Models judged only by measures that depend on a threshold.

F1, precision and recall judge the model and the cut-off together: the same model gets another
score when somebody moves the cut-off. AUC, average precision and log loss look at the scores
themselves and show whether the model got better.

Reported once per repository, at its first such measure, if no measure free of thresholds is used
anywhere in it. Accuracy alone is not reported: with several classes it has no threshold.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.model import (
    Category,
    Confidence,
    Example,
    Hit,
    Project,
    Rule,
    Scope,
    Severity,
)

DEPENDENT = re.compile(
    r"sklearn\.metrics\.(f1_score|precision_score|recall_score|precision_recall_fscore_support"
    r"|fbeta_score)"
    r"|torchmetrics\.(functional\.|classification\.)?(Binary|Multiclass)?(F1Score|F1|Precision|Recall)"
    r"|(keras|tensorflow_addons)\.metrics\.(F1Score|Precision|Recall|FBetaScore)"
)
FREE = re.compile(
    r"roc|auc|average_precision|log_loss|brier|precision_recall_curve|perplexity|calibration"
)
LIBRARIES = ("sklearn", "torchmetrics", "keras", "tensorflow", "tensorflow_addons")


def check(project: Project) -> Iterator[Hit]:
    found = [*flows(project, *LIBRARIES)]
    if any(_is_free(flow) for flow in found):
        return
    first = next((site for flow in found for site in _dependent(flow)), None)
    if first is not None:
        yield Hit(first.location, f"`{first.name}` depends on a threshold; no measure here is free")


def _dependent(flow: Flow) -> Iterator[Site]:
    return (site for site in flow.calls if DEPENDENT.fullmatch(site.target))


def _is_free(flow: Flow) -> bool:
    named = (entry.name or "" for entry in flow.code.imports)
    called = (site.method for site in flow.calls)
    return any(FREE.search(name.lower()) for names in (named, called) for name in names)


RULE = Rule(
    id="threshold-dependent-validation",
    about=__doc__,
    category=Category.ML_SMELL,
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    source="Z22 smell 22",
    remedy="Report AUC, average precision or log loss beside it.",
    minutes=20,
    minutes_reason="keeping the scores and adding one measure to the evaluation",
    scope=Scope.REPOSITORY,
    example=Example(
        bad="""
            from sklearn.metrics import f1_score
            print(f1_score(labels, scores > 0.5))
        """,
        good="""
            from sklearn.metrics import f1_score, roc_auc_score
            print(f1_score(labels, scores > 0.5), roc_auc_score(labels, scores))
        """,
    ),
    check=check,
)
