"""end-of-life-python reports environments for a Python without fixes."""

import pytest

from auditor.model import Hit, Severity
from auditor.rules.end_of_life_python import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param(".python-version", "3.7.9\n", 1, id="pyenv"),
        pytest.param("runtime.txt", "python-3.6.8\n", 1, id="runtime"),
        pytest.param("environment.yml", "dependencies:\n  - python=3.6\n", 2, id="conda"),
        pytest.param("Pipfile", '[requires]\npython_version = "3.7"\n', 2, id="pipenv"),
        pytest.param("Dockerfile", "FROM x:1 AS a\nFROM python:3.7-slim\n", 2, id="docker"),
        pytest.param("Dockerfile", "FROM rayproject/ray:1.0-py37\n", 1, id="tag-names-python"),
        pytest.param(
            "pyproject.toml", '[project]\nrequires-python = ">=3.6,<3.9"\n', 2, id="upper-bound"
        ),
        pytest.param(
            "setup.py",
            "from setuptools import setup\nsetup(name='x', python_requires='<3')\n",
            2,
            id="python-2",
        ),
    ],
)
def test_reports(path: str, text: str, line: int) -> None:
    (hit,) = hits({path: text})
    assert str(hit.location) == f"{path}:{line}"
    assert "has had no fixes since" in hit.message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(".python-version", "3.12.1\n", id="supported"),
        pytest.param(".python-version", "3.99\n", id="not-yet-known"),
        pytest.param("pyproject.toml", '[project]\nrequires-python = ">=3.6"\n', id="lower-bound"),
        pytest.param("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3.7'\n", id="caret"),
        pytest.param("Dockerfile", "FROM python:3-slim\n", id="no-minor"),
        pytest.param("Dockerfile", "FROM nvidia/cuda:11.3\n", id="other-version"),
        pytest.param("Dockerfile", "FROM python:3.13\n", id="two-digits"),
        pytest.param("poetry.lock", "[metadata]\npython-versions = '3.7'\n", id="lock"),
    ],
)
def test_stays_silent(path: str, text: str) -> None:
    assert hits({path: text}) == []


def test_what_ended_lately_weighs_less() -> None:
    (lately,) = hits({".python-version": "3.10\n"})
    (long_ago,) = hits({".python-version": "3.6\n"})
    assert lately.severity is Severity.MEDIUM
    assert long_ago.severity is None


def test_the_message_names_what_is_asked_for_and_the_day() -> None:
    (hit,) = hits({"Dockerfile": "FROM python:3.7\n"})
    assert hit.message == "asks for python:3.7: Python 3.7 has had no fixes since 2023-06-27"


def test_the_move_is_paid_for_once() -> None:
    """Each further place only has to be told of it."""
    files = {".python-version": "3.7.9\n", "Dockerfile": "FROM python:3.7\nFROM rocm:py3.6\n"}
    assert [hit.minutes for hit in hits(files)] == [None, 10, 10]
