"""environment-not-captured reports programs without one, and images that move."""

import pytest

from auditor.model import Hit, Severity
from auditor.rules.environment_not_captured import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


TRAIN = {"train.py": "import torch\n"}


def test_reports_a_program_of_which_nothing_is_known() -> None:
    (hit,) = hits({**TRAIN, "requirements.txt": "torch==2.9.0\n"})
    assert str(hit.location) == "train.py:1"
    assert hit.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".python-version": "3.12\n"}, id="python-version"),
        pytest.param({"environment.yml": "dependencies: [numpy]\n"}, id="conda"),
        pytest.param({"pyproject.toml": '[project]\nrequires-python = ">=3.11"\n'}, id="requires"),
        pytest.param({"uv.lock": ""}, id="lock"),
        pytest.param({"flake.nix": "{ }"}, id="nix"),
        pytest.param({"Dockerfile": f"FROM python:3.12@sha256:{'0' * 64}\n"}, id="digest"),
        pytest.param({"Dockerfile": "ARG IMAGE\nFROM $IMAGE\n"}, id="computed"),
        pytest.param({"Dockerfile": "FROM scratch\n"}, id="scratch"),
        pytest.param(
            {"docker-compose.yml": "services: {db: {image: postgres}}\n", "uv.lock": ""},
            id="service",
        ),
        pytest.param(
            {"setup.py": "from setuptools import setup\n"
             "setup(classifiers=['Programming Language :: Python'])\n"},
            id="library",
        ),
    ],
)  # fmt: skip
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits({**TRAIN, **files}) == []


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        pytest.param("python", Severity.LOW, id="no-tag"),
        pytest.param("pytorch/pytorch:latest", Severity.LOW, id="latest"),
        pytest.param("localhost:5000/base", Severity.LOW, id="port-is-no-tag"),
        pytest.param("python:3.12-slim", None, id="tag-without-digest"),
    ],
)
def test_reports_images_that_may_change(image: str, severity: Severity | None) -> None:
    (hit,) = hits({**TRAIN, "Dockerfile": f"# base\nFROM {image}\n"})
    assert str(hit.location) == "Dockerfile:2"
    assert hit.severity is severity
    assert image in hit.message


def test_a_stage_that_starts_from_another_is_no_image() -> None:
    digest = f"FROM python:3.12@sha256:{'0' * 64} AS base\nFROM base\n"
    assert hits({**TRAIN, "Dockerfile": digest}) == []


def test_asks_nothing_of_code_that_trains_nothing() -> None:
    assert hits({"tool.py": "import requests\n"}) == []
