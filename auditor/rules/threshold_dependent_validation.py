"""Models judged only by measures that depend on a threshold.

F1, precision and recall judge the model and the cut-off together: the same model gets another
score when somebody moves the cut-off. AUC, average precision and log loss look at the scores
themselves and show whether the model got better.

Reported once per repository, at its first such measure, if no measure free of thresholds is used
anywhere in it. Accuracy alone is not reported: with several classes it has no threshold. Where an
average over classes is asked for (`average="macro"`), the largest score wins and nobody moves a
cut-off: that is a remark. What compares no predictions (edges of graphs, masks) is not reported.
"""

import re
from collections.abc import Iterator

from auditor.flow import Flow, Site, flows
from auditor.flow.evaluation import names_in
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
PREDICTED = re.compile(
    r"pred|prob|score|logit|output|label|class|target|hat\b|^[ypt](_|$)", re.IGNORECASE
)
ASKS = frozenset(("predict", "predict_proba", "decision_function", "argmax"))
LIBRARIES = ("sklearn", "torchmetrics", "keras", "tensorflow", "tensorflow_addons")


def check(project: Project) -> Iterator[Hit]:
    found = [*flows(project, *LIBRARIES)]
    if any(_is_free(flow) for flow in found):
        return
    measures = [site for flow in found for site in _dependent(flow)]
    first = next((site for site in measures if not _averages(site)), None)
    for site in [first] if first is not None else measures[:1]:
        severity = Severity.INFO if first is None else None
        text = f"`{site.name}` depends on a threshold; no measure here is free"
        yield Hit(site.location, text, severity=severity)


def _dependent(flow: Flow) -> Iterator[Site]:
    for site in flow.calls:
        if DEPENDENT.fullmatch(site.target) and (not site.call.args or _predicts(flow, site)):
            yield site


def _predicts(flow: Flow, site: Site) -> bool:
    """Whether predictions are compared: by their name, or a file that asks a model for them."""
    named = any(PREDICTED.search(name) for name in names_in(site.call))
    return named or not ASKS.isdisjoint(flow.methods)


def _averages(site: Site) -> bool:
    """Whether classes are averaged: then there are several, and the largest score wins."""
    return site.sets("average") and site.keyword("average") != "binary"


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
