"""llm-no-structured-output reports answers that are parsed though nothing bound their form."""

from textwrap import dedent

import pytest

from auditor.rules.llm_no_structured_output import RULE
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

ABOVE = "import ast, json, re\nfrom openai import OpenAI\nclient = OpenAI()\n"
ASK = "client.chat.completions.create(model='m', messages=x)"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(f"a = {ASK}\nb = json.loads(a.choices[0].message.content)\n", [4], id="json"),
        pytest.param(f"b = ast.literal_eval({ASK}.choices[0].text)\n", [4], id="in-one-line"),
        pytest.param(
            f"a = {ASK}\ntext = a.choices[0].message.content.strip()\nb = json.loads(text)\n",
            [4],
            id="over-a-name",
        ),
        pytest.param(
            f"""
            def ask(x):
                answer = {ASK}
                return answer.choices[0].message.content

            def rows(x):
                return json.loads(ask(x))
            """,
            [6],
            id="over-a-function",
        ),
        pytest.param(
            f"""
            def rows(x):
                return json.loads(ask(x))

            def ask(x):
                return {ASK}.choices[0].message.content
            """,
            [9],
            id="function-below-its-caller",
        ),
    ],
)
def test_reports_the_prompt(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + dedent(source)) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"a = {ASK}\nprint(a)\n", id="not-parsed"),
        pytest.param(
            "a = client.chat.completions.create(messages=x, response_format=R)\n"
            "b = json.loads(a.choices[0].message.content)\n",
            id="form-given",
        ),
        pytest.param(
            "a = client.chat.completions.create(messages=x, tools=T)\n"
            "b = json.loads(a.choices[0].message.tool_calls[0].function.arguments)\n",
            id="arguments-of-a-tool",
        ),
        pytest.param(
            "a = client.chat.completions.create(messages=x, **options)\nb = json.loads(a.text)\n",
            id="passed-on",
        ),
        pytest.param(
            f"a = {ASK}\nfound = re.search('x', a.text)\nb = json.loads(found.group())\n",
            id="looked-for-in-the-answer",
        ),
        pytest.param(
            "a = client.messages.create(max_tokens=9, messages=[\n"
            "    {'role': 'user', 'content': x}, {'role': 'assistant', 'content': '{'}])\n"
            "b = json.loads('{' + a.content[0].text)\n",
            id="answer-begun-for-the-model",
        ),
        pytest.param(f"a = {ASK}\na = open('f').read()\nb = json.loads(a)\n", id="name-used-again"),
        pytest.param(f"a = {ASK}\ndef f(a):\n    return json.loads(a)\n", id="other-function"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_message_names_parser_and_prompt() -> None:
    source = ABOVE + f"json.loads({ASK}.text)\n"
    assert messages_of(RULE, source) == [
        "`json.loads` parses what `client.chat.completions.create` was free to answer"
    ]
