"""fixed-threshold reports scores that are compared with a number in the code."""

import pytest

from auditor.rules.fixed_threshold import RULE
from tests.builders import project_of


def lines_hit(source: str, path: str = "serve.py") -> list[int]:
    return [hit.location.line for hit in RULE.check(project_of(source, path))]


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("model.predict_proba(x)[:, 1] > 0.8", id="predict-proba"),
        pytest.param("torch.sigmoid(x) >= 0.5", id="half-of-a-sigmoid"),
        pytest.param("0.3 < confidence", id="the-other-way-round"),
        pytest.param("box.score < 0.25", id="attribute"),
        pytest.param("probs.max().item() > 0.9", id="through-methods"),
    ],
)
def test_reports(condition: str) -> None:
    assert lines_hit(f"def decide(x):\n    return {condition}\n") == [2]


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("score > threshold", id="a-name"),
        pytest.param("score > 10", id="no-fraction"),
        pytest.param("random.random() < 0.5", id="a-draw"),
        pytest.param("dropout_prob > 0.5", id="a-rate"),
        pytest.param("best_score > 0.9", id="a-metric"),
        pytest.param("label_score > 0.1", id="a-label"),
        pytest.param("width > 0.5", id="no-score"),
    ],
)
def test_stays_silent(condition: str) -> None:
    assert lines_hit(f"def decide(x):\n    return {condition}\n") == []


def test_follows_a_name_to_the_model_and_comes_to_an_end() -> None:
    source = (
        "import torch\ndef decide(x):\n    y = torch.sigmoid(x)\n    y = y.cpu()\n    return"
        " y > 0.7\n"
    )
    assert lines_hit(source) == [5]
    assert lines_hit("def decide(y):\n    y = y.cpu()\n    return y > 0.7\n") == []


@pytest.mark.parametrize(
    ("source", "path"),
    [
        pytest.param("def accuracy(probs):\n    return probs > 0.5\n", "a.py", id="metric"),
        pytest.param("def f(probs):\n    return probs > 0.5\n", "losses.py", id="module-of-losses"),
        pytest.param("def f(probs):\n    assert probs > 0.2\n", "a.py", id="assertion"),
        pytest.param("def f(probs):\n    return probs > 0.2\n", "tests/test_a.py", id="test"),
        pytest.param("def f(probs):\n    return probs > 0.2\n", "examples/a.py", id="example"),
    ],
)
def test_leaves_alone_what_decides_nothing(source: str, path: str) -> None:
    assert lines_hit(source, path) == []
