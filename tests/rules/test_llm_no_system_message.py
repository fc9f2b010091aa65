"""llm-no-system-message reports instructions and data that share one message."""

import pytest

from auditor.rules.llm_no_system_message import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "from openai import OpenAI\nclient = OpenAI()\n"
LONG = "Rate the following review by its tone, from 1 (angry) to 5 (happy), with no other word: "


def ask(content: str, before: str = "", more: str = "") -> str:
    return (
        f"client.chat.completions.create(model='m'{more}, "
        f"messages=[{before}{{'role': 'user', 'content': {content}}}])\n"
    )


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(ask(f"f'{LONG}{{review}}'"), [3], id="f-string"),
        pytest.param(ask(f"'{LONG}' + review"), [3], id="sum"),
        pytest.param(ask(f"'{LONG}%s' % review"), [3], id="per-cent"),
        pytest.param(ask(f"'{LONG}{{}}'.format(review)"), [3], id="format"),
        pytest.param(f"prompt = f'{LONG}{{review}}'\n" + ask("prompt"), [4], id="behind-a-name"),
        pytest.param(
            f"said = [{{'role': 'user', 'content': f'{LONG}{{review}}'}}]\n"
            "client.chat.completions.create(model='m', messages=said)\n",
            [4],
            id="messages-behind-a-name",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ask(f"f'{LONG}{{review}}'", "{'role': 'system', 'content': rules}, "), id="system"
        ),
        pytest.param(
            ask(f"f'{LONG}{{review}}'", "{'role': 'developer', 'content': rules}, "),
            id="developer",
        ),
        pytest.param(ask(f"f'{LONG}{{review}}'", more=", system=rules"), id="system-argument"),
        pytest.param(ask(f"f'{LONG}{{review}}'", "*history, "), id="history-before"),
        pytest.param(ask("review"), id="value-as-it-is"),
        pytest.param(ask("f'Say hello to {name}.'"), id="plain-question"),
        pytest.param(ask(f"'{LONG}'"), id="no-data"),
        pytest.param(ask(f"f'{LONG}{{review}}'", more=", **options"), id="passed-on"),
        pytest.param(
            f"said = [{{'role': 'user', 'content': f'{LONG}{{review}}'}}]\n"
            "said.insert(0, system)\n"
            "client.chat.completions.create(model='m', messages=said)\n",
            id="messages-added",
        ),
        pytest.param(
            "client.chat.completions.create(model='m', messages=made())\n", id="made-elsewhere"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
