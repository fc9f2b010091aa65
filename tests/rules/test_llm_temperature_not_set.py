"""llm-temperature-not-set reports prompts without a temperature."""

import pytest

from auditor.rules.llm_temperature_not_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "from openai import OpenAI\nclient = OpenAI()\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("client.chat.completions.create(model='m', messages=x)\n", [3], id="chat"),
        pytest.param("client.messages.create(model='m', max_tokens=9)\n", [3], id="anthropic"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "client.chat.completions.create(messages=x, temperature=0)\n", id="temperature"
        ),
        pytest.param("client.chat.completions.create(messages=x, top_p=0.1)\n", id="top-p"),
        pytest.param("client.chat.completions.create(**options)\n", id="passed-on"),
        pytest.param(
            "client.chat.completions.create(model='o3-mini', messages=x)\n", id="takes-none"
        ),
        pytest.param("client.embeddings.create(input=x)\n", id="other-create"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
