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
        pytest.param(
            "from langchain_openai import ChatOpenAI\nChatOpenAI(model='m')\n",
            [4],
            id="model-of-a-framework",
        ),
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
        pytest.param(
            "from langchain_openai import ChatOpenAI\nChatOpenAI(temperature=0)\n",
            id="temperature-of-a-framework",
        ),
        pytest.param("from ours import ChatOpenAI\nChatOpenAI()\n", id="class-of-the-same-name"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
