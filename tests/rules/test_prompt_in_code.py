"""prompt-in-code reports modules with screens of prompt text in their functions."""

import pytest

from auditor.model import Hit
from auditor.rules.prompt_in_code import RULE
from tests.builders import project_of

IMPORT = "from openai import OpenAI\n"
SEND = "    return OpenAI().responses.create(model='m', input=prompt)\n"
LINE = "    You are a reviewer. Answer with a number and do not explain it.\n"


def prompt(lines: int, name: str = "prompt", text: str = LINE) -> str:
    return f'    {name} = f"""\n' + text * lines + '    {review}"""\n'


def hits(source: str, path: str = "review.py") -> list[Hit]:
    return list(RULE.check(project_of(source, path)))


def test_reports_at_the_first_prompt() -> None:
    (hit,) = hits(IMPORT + "def ask(review):\n" + prompt(40) + SEND)
    assert hit.location.line == 3
    assert hit.message == "functions of this module hold 1 prompt, 42 lines long"


def test_one_finding_counts_all_prompts_of_a_module() -> None:
    (hit,) = hits(IMPORT + "".join(f"def f{n}(review):\n" + prompt(15) + SEND for n in range(3)))
    assert hit.size == 3


@pytest.mark.parametrize(
    ("source", "path"),
    [
        pytest.param(IMPORT + "def f(review):\n" + prompt(12) + SEND, "a.py", id="short"),
        pytest.param(IMPORT + "def f(r):\n" + prompt(40) + SEND, "prompts.py", id="of-prompts"),
        pytest.param(IMPORT + "def f(r):\n" + prompt(40) + SEND, "tests/test_a.py", id="test"),
        pytest.param(IMPORT + prompt(40).replace("    prompt", "PROMPT"), "a.py", id="constant"),
        pytest.param("def f(review):\n" + prompt(40), "a.py", id="asks-no-model"),
        pytest.param(IMPORT + "def f(r):\n" + prompt(40), "a.py", id="imports-and-asks-nothing"),
        pytest.param(IMPORT + "def f(r):\n" + prompt(40, "page") + SEND, "a.py", id="other-text"),
        pytest.param(
            IMPORT + "def f(r):\n" + prompt(40, text="    <td>a</td>\n") + SEND,
            "a.py",
            id="template-of-a-page",
        ),
    ],
)
def test_stays_silent(source: str, path: str) -> None:
    assert hits(source, path) == []
