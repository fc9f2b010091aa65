"""threshold-dependent-validation reports measures with a threshold where none is free."""

import pytest

from auditor.model import Severity
from auditor.rules.threshold_dependent_validation import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "from sklearn.metrics import accuracy_score, f1_score, recall_score\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("print(f1_score(y, p))\n", [2], id="f1"),
        pytest.param(("print(recall_score(y, p))\nprint(f1_score(y, p))\n"), [2], id="once"),
        pytest.param(
            ("from torchmetrics import F1Score\nf1 = F1Score(num_classes=3)\n"),
            [3],
            id="torchmetrics",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "from sklearn.metrics import roc_auc_score\n"
                "print(f1_score(y, p), roc_auc_score(y, s))\n"
            ),
            id="with-auc",
        ),
        pytest.param(
            ("from sklearn.metrics import log_loss\nprint(f1_score(y, p))\n"), id="with-log-loss"
        ),
        pytest.param("print(accuracy_score(y, p))\n", id="accuracy-alone"),
        pytest.param("print(f1_score(true_edges, found_edges))\n", id="no-predictions"),
        pytest.param(
            ("from ours import precision_score\nprint(precision_score(y, p))\n"),
            id="function-of-ones-own",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        pytest.param("f1_score(y, p, average='macro')\n", Severity.INFO, id="several-classes"),
        pytest.param("f1_score(y, p, average='binary')\n", None, id="two-classes"),
        pytest.param(
            "f1_score(y, p, average='macro')\nrecall_score(y, p)\n", None, id="two-classes-too"
        ),
    ],
)
def test_an_average_over_classes_is_a_remark(source: str, severity: Severity | None) -> None:
    (hit,) = RULE.check(project_of(ABOVE + source))
    assert hit.severity is severity
