"""llm-model-not-pinned reports aliases that move."""

import pytest

from auditor.rules.llm_model_not_pinned import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "from openai import OpenAI\nclient = OpenAI()\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            "client.chat.completions.create(model='gpt-4o', messages=x)\n", [3], id="alias"
        ),
        pytest.param(
            ("MODEL = 'gpt-4o-mini'\nclient.chat.completions.create(model=MODEL, messages=x)\n"),
            [4],
            id="behind-a-name",
        ),
        pytest.param(
            "client.messages.create(model='claude-3-5-sonnet-latest')\n", [3], id="latest"
        ),
        pytest.param(
            ("import litellm\nlitellm.completion(model='openai/gpt-4o', messages=x)\n"),
            [4],
            id="with-provider",
        ),
        pytest.param(
            "from langchain_openai import ChatOpenAI\nChatOpenAI(model_name='gpt-4o')\n",
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
            "client.chat.completions.create(model='gpt-4o-2024-08-06', messages=x)\n", id="dated"
        ),
        pytest.param(
            "client.messages.create(model='claude-3-5-sonnet-20241022')\n",
            id="dated-without-dashes",
        ),
        pytest.param(
            "client.chat.completions.create(model='gpt-4-0613', messages=x)\n", id="month-and-day"
        ),
        pytest.param(
            "client.chat.completions.create(model=args.model, messages=x)\n", id="computed"
        ),
        pytest.param(
            "client.chat.completions.create(model='llama-3-8b', messages=x)\n", id="no-dated-names"
        ),
        pytest.param(
            "client.chat.completions.create(model='openai/gpt-oss-20b', messages=x)\n",
            id="open-weights",
        ),
        pytest.param(
            "from openai import AzureOpenAI\nazure = AzureOpenAI()\n"
            "azure.chat.completions.create(model='gpt-4', messages=x)\n",
            id="deployment-of-azure",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
