"""dead-experimental-codepath reports switches that nothing sets and copies left behind."""

import pytest

from auditor.rules.dead_experimental_codepath import RULE
from tests.builders import project_of

SWITCH = (
    "USE_ATTENTION = False\ndef forward(x):\n    if USE_ATTENTION:\n        return"
    " attend(x)\n    return x\n"
)


def places(files: dict[str, str]) -> list[str]:
    return [str(hit.location) for hit in RULE.check(project_of(files))]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"a.py": SWITCH}, "a.py:3", id="a-switch-that-is-off"),
        pytest.param(
            {"a.py": SWITCH.replace("= False", "= True")}, "a.py:3", id="a-switch-that-is-on"
        ),
        pytest.param(
            {"a.py": SWITCH.replace("if USE", "if not USE")}, "a.py:3", id="asked-negated"
        ),
        pytest.param({"a.py": "if False:\n    train()\n"}, "a.py:1", id="never"),
        pytest.param({"a.py": "if 0:\n    train()\n"}, "a.py:1", id="zero"),
        pytest.param(
            {"a.py": "def f():\n    if 0:\n        yield 1\n        g()\n"},
            "a.py:2",
            id="yields-more",
        ),
        pytest.param(
            {"a.py": "class A:\n    def step(self): ...\n    def step_old(self): ...\n"},
            "a.py:3",
            id="an-old-method",
        ),
        pytest.param(
            {"train.py": "x = 1\n", "train_backup.py": "x = 1\n"}, "train_backup.py:1", id="a-copy"
        ),
    ],
)
def test_reports(files: dict[str, str], place: str) -> None:
    assert places(files) == [place]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": f"{SWITCH}USE_ATTENTION = True\n"}, id="set-again"),
        pytest.param(
            {"a.py": SWITCH, "b.py": "import a\na.USE_ATTENTION = True\n"}, id="set-by-others"
        ),
        pytest.param(
            {"a.py": SWITCH, "tests/test_a.py": 'patch("a.USE_ATTENTION", True)\n'}, id="patched"
        ),
        pytest.param({"a.py": f'{SWITCH}exec(open("more.py").read())\n'}, id="exec-may-set-it"),
        pytest.param({"a.py": SWITCH.replace("USE_ATTENTION", "DEBUG")}, id="debugging"),
        pytest.param({"a.py": SWITCH.replace("False", "os.environ")}, id="from-outside"),
        pytest.param({"a.py": "while True:\n    step()\n"}, id="a-loop-for-ever"),
        pytest.param(
            {"a.py": "def f():\n    if False:\n        yield ''\n    if 0: yield\n"},
            id="a-generator",
        ),
        pytest.param({"tests/test_a.py": SWITCH}, id="test"),
        pytest.param({"a.py": "def f(): ...\ndef f_old(): ...\nf_old()\n"}, id="still-used"),
        pytest.param({"a.py": "def f_old(): ...\n"}, id="nothing-beside-it"),
        pytest.param(
            {"a.py": "def vctk(): ...\ndef vctk_old(): ...\n", "b.py": "from a import *\n"},
            id="looked-up-by-its-name",
        ),
        pytest.param(
            {"net.py": "x = 1\n", "net_old.py": "x = 1\n", "b.py": "import net_old\n"},
            id="a-copy-in-use",
        ),
        pytest.param({"net.py": "x = 1\n", "net_v2.py": "x = 1\n"}, id="versions-are-models"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert places(files) == []


def test_branches_of_a_file_that_are_never_taken_are_one_finding() -> None:
    (hit,) = RULE.check(project_of({"a.py": "if False:\n    f()\nif 0:\n    g()\n"}))
    assert hit.message == "this branch is never taken, nor 1 more in this file"
