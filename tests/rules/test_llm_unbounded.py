"""llm-unbounded reports prompts without a limit on tokens."""

import pytest

from auditor.rules.llm_unbounded import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "from openai import OpenAI\nclient = OpenAI()\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("client.chat.completions.create(model='m', messages=x)\n", [3], id="chat"),
        pytest.param("client.responses.create(model='m', input=x)\n", [3], id="responses"),
        pytest.param(
            (
                "async def f():\n"
                "    return await client.chat.completions.create(model='m', messages=x)\n"
            ),
            [4],
            id="awaited",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "client.chat.completions.create(model='m', messages=x, max_tokens=9)\n", id="limit"
        ),
        pytest.param(
            "client.chat.completions.create(messages=x, max_completion_tokens=9)\n", id="new-name"
        ),
        pytest.param("client.chat.completions.create(**options)\n", id="passed-on"),
        pytest.param(
            ("import anthropic\nc = anthropic.Anthropic()\nc.messages.create(model='m')\n"),
            id="anthropic-asks-itself",
        ),
        pytest.param("client.files.create(file=x)\n", id="other-create"),
        pytest.param(
            "from langchain_ollama import ChatOllama\nChatOllama(model='m', num_predict=9)\n",
            id="limit-of-ollama",
        ),
        pytest.param(
            "from langchain_anthropic import ChatAnthropic\nChatAnthropic(model='m')\n",
            id="framework-that-sets-one",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
