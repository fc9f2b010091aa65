"""best-score-as-final reports the best test score of many, and lets validation choose."""

import pytest

from auditor.rules.best_score_as_final import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import torch\nfrom sklearn.metrics import f1_score\nbest_acc = 0\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "for epoch in range(9):\n"
                "    test_acc = evaluate(net)\n"
                "    if test_acc > best_acc:\n"
                "        best_acc = test_acc\n"
            ),
            [6],
            id="score-by-name",
        ),
        pytest.param(
            (
                "for epoch in range(9):\n"
                "    acc = evaluate(net, test_loader)\n"
                "    if best_acc < acc:\n"
                "        best_acc = acc\n"
            ),
            [6],
            id="rows-by-name",
        ),
        pytest.param(
            ("for epoch in range(9):\n    best_acc = max(best_acc, test_acc)\n"),
            [5],
            id="maximum",
        ),
        pytest.param(
            (
                "for k in range(9):\n"
                "    score = f1_score(y_test, net.predict(x_test))\n"
                "    if score > best_score:\n"
                "        best_score = score\n"
            ),
            [6],
            id="measure",
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
                "for epoch in range(9):\n"
                "    val_acc = evaluate(net, val_loader)\n"
                "    if val_acc > best_acc:\n"
                "        best_acc = val_acc\n"
                "        test_acc = evaluate(net, test_loader)\n"
            ),
            id="validation-chooses",
        ),
        pytest.param(
            (
                "for epoch in range(9):\n"
                "    acc = evaluate(net, loader)\n"
                "    if acc > best_acc:\n"
                "        best_acc = acc\n"
            ),
            id="rows-not-known",
        ),
        pytest.param(
            (
                "test_rows = decode(self.val_te)\n"
                "ndcg = measure(test_rows)\n"
                "if ndcg > best_ndcg:\n"
                "    best_ndcg = ndcg\n"
            ),
            id="validation-rows-under-another-name",
        ),
        pytest.param(
            ('if test_acc > best_acc:\n    print("new record")\n'),
            id="not-kept",
        ),
        pytest.param(
            ("if test_acc > 0.9:\n    best_acc = test_acc\n"),
            id="against-a-number",
        ),
        pytest.param(
            ("if test_name > best_name:\n    best_name = test_name\n"),
            id="no-score",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
