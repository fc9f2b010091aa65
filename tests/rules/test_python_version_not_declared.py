"""python-version-not-declared reports programs for an unknown Python."""

import pytest

from auditor.model import Hit
from auditor.rules.python_version_not_declared import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


TRAIN = {"train.py": "import torch\n"}


def test_reports_at_the_main_script() -> None:
    (hit,) = hits({"model.py": "import torch\n", **TRAIN, "requirements.txt": "torch==2.9.0\n"})
    assert str(hit.location) == "train.py:1"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".python-version": "3.12\n"}, id="pyenv"),
        pytest.param({"runtime.txt": "python-3.12.1\n"}, id="runtime"),
        pytest.param({"pyproject.toml": '[project]\nrequires-python = ">=3.11"\n'}, id="standard"),
        pytest.param({"Pipfile": "[requires]\npython_version = '3.12'\n"}, id="pipenv"),
        pytest.param({"environment.yml": "dependencies: [python=3.12]\n"}, id="conda"),
        pytest.param({"Dockerfile": "FROM python:3.12\n"}, id="docker"),
        pytest.param(
            {"setup.py": "from setuptools import setup\n"
             "setup(classifiers=['Programming Language :: Python :: 3.12'])\n"},
            id="classifier",
        ),
        pytest.param({".github/workflows/ci.yml": "with: {python-version: '3.12'}\n"}, id="ci"),
        pytest.param({"README.md": "Requires Python 3.8 or newer.\n"}, id="sentence"),
        pytest.param({"README.md": "- Python >= 3.6\n"}, id="list"),
        pytest.param({"README.md": "Tested with python3.7\n"}, id="one-word"),
    ],
)  # fmt: skip
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits({**TRAIN, **files}) == []


def test_praise_of_python_states_no_version() -> None:
    assert hits({**TRAIN, "README.md": "Written in Python by 3 people.\n"})


def test_asks_nothing_of_a_handful_of_helpers() -> None:
    assert not RULE.applies(project_of({"util.py": "def f():\n    return 1\n"}))
