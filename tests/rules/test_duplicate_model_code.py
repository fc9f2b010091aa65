"""duplicate-model-code reports copies that are mostly model code."""

from collections.abc import Mapping

import pytest

from auditor.rules.duplicate_model_code import RULE
from tests.copies import MODEL, PLAIN, TRAINING
from tests.lines import asking, messages_of

lines_hit = asking(RULE)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.py": MODEL, "b.py": MODEL}, id="two-modules"),
        pytest.param({"a.py": MODEL, "b.py": MODEL.replace("Block", "Layer")}, id="other-class"),
        pytest.param({"a.py": MODEL, "b.py": MODEL.replace("4 *", "8 *")}, id="other-size"),
        pytest.param(
            {"a.py": TRAINING, "b.py": TRAINING.partition("if __name__")[0]},
            id="training-that-only-one-program-holds",
        ),
    ],
)
def test_reports(texts: Mapping[str, str]) -> None:
    assert len(lines_hit(texts)) == 1


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.py": MODEL, "b.py": "from a import Block\n"}, id="imported"),
        pytest.param({"a.py": PLAIN, "b.py": PLAIN}, id="other-code"),
        pytest.param({"a.py": TRAINING, "b.py": TRAINING}, id="training-of-several-programs"),
        pytest.param({"a.py": MODEL, "b.py": MODEL.replace("LayerNorm", "Norm").replace(
            "nn.Linear", "Dense").replace("relu", "gelu")}, id="other-layers"),
        pytest.param({"recipes/a.py": MODEL, "recipes/b.py": MODEL}, id="recipes"),
    ],
)  # fmt: skip
def test_stays_silent(texts: Mapping[str, str]) -> None:
    assert lines_hit(texts) == []


def test_says_that_it_is_model_code() -> None:
    assert messages_of(RULE, {"a.py": MODEL, "b.py": MODEL}) == [
        "model code: 14 lines stand again in b.py:5-19"
    ]
