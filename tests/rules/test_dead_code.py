"""dead-code reports what cannot run and what nothing reaches; doubt is on the side of life."""

import pytest

from auditor.rules.dead_code import RULE
from tests.lines import messages_of

SCRIPT = 'from losses import dice\n\nif __name__ == "__main__":\n    dice(1)\n'
LIBRARY = '[project]\nname = "net"\nclassifiers = ["Programming Language :: Python :: 3"]\n'


def messages(losses: str, **others: str) -> list[str]:
    names = {"script": "train.py", "notes": "README.md", "settings": "loss.yaml"}
    files = {names.get(name, name): text for name, text in others.items()}
    return messages_of(RULE, {"losses.py": losses, "train.py": SCRIPT, **files})


def dead(name: str, kind: str = "function", lines: int = 2) -> list[str]:
    return [f"nothing reaches the {kind} `{name}` ({lines} lines)"]


DICE = "def dice(x):\n    return x\n\n\n"
FOCAL = "def focal(x):\n    return x\n"


@pytest.mark.parametrize(
    ("losses", "found"),
    [
        pytest.param(DICE + FOCAL, dead("focal"), id="function"),
        pytest.param(DICE + "class Focal:\n    x = 1\n", dead("Focal", "class"), id="class"),
        pytest.param(
            DICE + "from torch import nn\n\n\nclass Net(nn.Module):\n    x = 1\n",
            dead("Net", "class"),
            id="class-of-a-harmless-base",
        ),
        pytest.param(
            DICE + "def focal(x):\n    return focal(x)\n", dead("focal"), id="calls-only-itself"
        ),
        pytest.param(
            DICE + "import torch\n\n\n@torch.no_grad()\n" + FOCAL,
            dead("focal", lines=3),
            id="harmless-decorator",
        ),
    ],
)
def test_reports_what_nothing_reaches(losses: str, found: list[str]) -> None:
    assert messages(losses) == found


def test_what_only_the_dead_call_is_dead() -> None:
    assert len(messages(DICE + FOCAL + "def gamma(x):\n    return focal(x)\n")) == 2


def test_reports_private_methods_that_nobody_calls() -> None:
    source = (
        "class Net:\n    def go(self):\n        self._a()\n"
        "    def _a(self): ...\n    def _b(self): ...\n"
    )
    assert messages(DICE + source, script=SCRIPT + "Net\n") == dead("_b", lines=1)


@pytest.mark.parametrize(
    ("losses", "others"),
    [
        pytest.param(DICE + FOCAL + "focal(1)\n", {}, id="called-by-its-module"),
        pytest.param(DICE + FOCAL, {"eval.py": "import losses\nlosses.focal(1)\n"}, id="called"),
        pytest.param(
            DICE + FOCAL, {"tests/test_losses.py": "from losses import focal\n"}, id="tested"
        ),
        pytest.param(DICE + FOCAL, {"notes": "Try `focal` for rare classes.\n"}, id="documented"),
        pytest.param(DICE + FOCAL, {"settings": "loss: losses.focal\n"}, id="named-by-a-setting"),
        pytest.param(DICE + FOCAL + 'LOSS = "focal"\n', {}, id="named-by-a-string"),
        pytest.param(DICE + FOCAL + '__all__ = ["focal"]\n', {}, id="exported"),
        pytest.param(
            DICE + "class Rate:\n    x = 1\n",
            {"eval.py": "def f(x: 'list[Rate]'): ...\nf(1)\n"},
            id="in-an-annotation",
        ),
        pytest.param(DICE + "@register('focal_loss')\n" + FOCAL, {}, id="registered"),
        pytest.param(
            DICE + "class Own(luigi.Task):\n    x = 1\n", {}, id="found-by-a-framework"
        ),
        pytest.param(DICE + FOCAL + "def pick(n):\n    return globals()[n]\npick('x')\n", {},
                     id="looked-up-in-its-module"),
        pytest.param(
            DICE + FOCAL,
            {"eval.py": "import sys\nimport losses\ngetattr(losses, sys.argv[1])(1)\n"},
            id="looked-up-from-outside",
        ),
        pytest.param(
            DICE + "class Net:\n    def go(self, n):\n        getattr(self, f'_on_{n}')()\n"
            "    def _on_end(self): ...\nNet()\n",
            {},
            id="looked-up-by-a-part-of-its-name",
        ),
        pytest.param(DICE + FOCAL, {"pyproject.toml": LIBRARY}, id="public-name-of-a-library"),
        pytest.param(DICE + "def main():\n    pass\n", {}, id="entry-point"),
        pytest.param(
            DICE + "def get_assert(output):\n    pass\n", {}, id="entry-point-of-an-evaluator"
        ),
        pytest.param(DICE + "def _mp_fn(index):\n    pass\n", {}, id="entry-point-of-a-launcher"),
        pytest.param(
            DICE + "try:\n    from fast import focal\nexcept ImportError:\n    def focal(x): ...\n",
            {},
            id="stands-in-for-another",
        ),
    ],
)  # fmt: skip
def test_what_may_be_reached_gets_the_benefit_of_the_doubt(
    losses: str, others: dict[str, str]
) -> None:
    assert messages(losses, **others) == []


def test_of_a_library_private_names_are_asked_about() -> None:
    source = DICE + FOCAL.replace("focal", "_focal")
    assert messages(source, **{"pyproject.toml": LIBRARY}) == dead("_focal")


@pytest.mark.parametrize("path", ["hubconf.py", "examples/a.py", "alembic/versions/a.py"])
def test_entry_points_and_examples_are_left_out(path: str) -> None:
    assert messages(DICE, **{path: FOCAL}) == []


def unreachable(body: str) -> list[str]:
    source = "def f(x):\n" + "".join(f"    {line}\n" for line in body.split("\n")) + "f(1)\n"
    return messages_of(RULE, source)


@pytest.mark.parametrize("word", ["return", "raise"])
def test_reports_what_stands_behind_the_end_of_a_block(word: str) -> None:
    assert unreachable(f"{word} x\nx = 1\nx = 2") == [f"nothing runs behind the `{word}` of line 2"]
    assert unreachable(f"if x:\n    {word} x\n    x = 1\nreturn 2") == [
        f"nothing runs behind the `{word}` of line 3"
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("if x:\n    return 1\nelse:\n    x = 2\nreturn x", id="other-branch"),
        pytest.param("if x:\n    return 1\nx = 2", id="after-the-branch"),
        pytest.param("try:\n    return 1\nexcept E:\n    x = 2\nfinally:\n    x()", id="handler"),
        pytest.param(
            "match x:\n    case 1:\n        return 1\n    case 2:\n        x = 1", id="case"
        ),
        pytest.param("raise NotImplementedError\nyield", id="generator"),
        pytest.param("raise NotImplementedError\nreturn x, 1", id="tells-what-would-come-back"),
        pytest.param("return 1\n'''end'''", id="string"),
        pytest.param("def g():\n    return 1\nx = g()", id="inner-function"),
    ],
)
def test_stays_silent_where_something_else_leads_on(body: str) -> None:
    assert unreachable(body) == []


def test_a_test_whose_end_never_runs_is_reported() -> None:
    test = "def test_a():\n    return\n    assert 0\n"
    assert messages_of(RULE, {"tests/test_a.py": test}) == [
        "nothing runs behind the `return` of line 2"
    ]
