"""training-undocumented reports trainers that no document starts."""

from textwrap import dedent

import pytest

from auditor.model import Hit
from auditor.rules.training_undocumented import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


TRAINER = """
    import torch

    def main():
        torch.ones(1).sum().backward()

    if __name__ == "__main__":
        main()
"""
FILES = {"train.py": TRAINER, "README.md": "# Net\n\nOur net.\n"}


def test_reports_at_the_script() -> None:
    (hit,) = hits(FILES)
    assert str(hit.location) == "train.py:1"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"README.md": "Run `python train.py`.\n"}, id="command"),
        pytest.param({"README.md": "The loop is in [train](train.py).\n"}, id="link"),
        pytest.param({"README.md": "```\ntorchrun --nproc 2 train.py\n```\n"}, id="launcher"),
        pytest.param({"docs/use.md": "    python -m net.train\n"}, id="module-in-docs"),
        pytest.param({"Makefile": "train:\n\tpython train.py\n"}, id="makefile"),
        pytest.param({"run.sh": "python train.py\n"}, id="shell-script"),
        pytest.param(
            {".github/workflows/fit.yml": "jobs:\n  a:\n    steps:\n    - run: python train.py\n"},
            id="ci-trains",
        ),
        pytest.param({"train.py": '"""Run: python train.py"""' + dedent(TRAINER)}, id="docstring"),
        pytest.param({"train.py": "import torch\n"}, id="nothing-trains"),
        pytest.param(
            {"setup.py": "from setuptools import setup\n"
             "setup(classifiers=['Programming Language :: Python'])\n"},
            id="library",
        ),
    ],
)  # fmt: skip
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits({**FILES, **files}) == []


def test_a_command_for_something_else_does_not_count() -> None:
    assert hits({**FILES, "README.md": "Run `python setup.py install`.\n"})


def test_lessons_and_what_others_contributed_are_not_asked() -> None:
    assert hits({**FILES, "README.md": "# Course\n\nLessons on nets.\n"}) == []
    assert hits({"contributed/train.py": TRAINER, "README.md": FILES["README.md"]}) == []
