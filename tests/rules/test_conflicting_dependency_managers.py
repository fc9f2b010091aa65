"""conflicting-dependency-managers reports owners and versions that contradict each other."""

import pytest

from auditor.model import Hit
from auditor.rules.conflicting_dependency_managers import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


PIPFILE = '[packages]\nnumpy = "*"\n'


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"Pipfile": PIPFILE, "poetry.lock": ""},
            "Pipenv (Pipfile) and Poetry (poetry.lock) manage the same folder",
            id="pipenv-and-poetry",
        ),
        pytest.param(
            {"uv.lock": "", "poetry.lock": ""},
            "Poetry (poetry.lock) and uv (uv.lock) manage the same folder",
            id="two-locks",
        ),
        pytest.param(
            {
                "requirements.txt": "torch==1.10.0\n",
                "environment.yml": "dependencies: [pytorch=1.7]",
            },
            "environment.yml and requirements.txt contradict each other: "
            "torch =1.7 against ==1.10.0",
            id="two-versions",
        ),
        pytest.param(
            {
                "requirements.txt": "numpy==1.26.4\n",
                "pyproject.toml": '[project]\ndependencies = ["numpy>=2"]\n',
            },
            "pyproject.toml and requirements.txt contradict each other: numpy >=2 against ==1.26.4",
            id="pin-outside-the-range",
        ),
    ],
)
def test_reports(files: dict[str, str], message: str) -> None:
    assert [hit.message for hit in hits(files)] == [message]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": "tfa==0.23.0.dev20240415222534\ntorch==1.10.0+cu113\n",
                "environment.yml": "dependencies:\n- pip:\n  - tfa==0.23.0.dev20240415222534\n"
                "  - torch==1.10.0+cu113\n",
            },
            id="the-same-build",
        ),
        pytest.param(
            {
                "requirements.txt": "numpy==2.3.4\n",
                "pyproject.toml": '[project]\ndependencies = ["numpy>=2"]\n',
            },
            id="pin-within-the-range",
        ),
        pytest.param(
            {
                "requirements.txt": "joblib~=1.3.2\n",
                "environment.yml": "dependencies: [joblib=1.3]",
            },
            id="series-that-overlap",
        ),
        pytest.param(
            {"requirements.txt": "torch==1.10.0\n", "requirements-gpu.txt": "torch==1.7.0\n"},
            id="variant",
        ),
        pytest.param(
            {"a/requirements.txt": "torch==1.10.0\n", "b/requirements.txt": "torch==1.7.0\n"},
            id="other-folder",
        ),
        pytest.param(
            {
                "requirements.txt": "numpy==1.0; python_version < '3.8'\n",
                "environment.yml": "dependencies: [numpy=2.0]",
            },
            id="condition",
        ),
        pytest.param({"Pipfile": PIPFILE, "Pipfile.lock": "{}"}, id="manifest-and-its-lock"),
        pytest.param({"uv.lock": "", "sub/poetry.lock": ""}, id="locks-of-two-folders"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []
