"""wrong-distribution-name reports names under which the index holds something else."""

import pytest

from auditor.model import Hit
from auditor.rules.wrong_distribution_name import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("sklearn", "scikit-learn"),
        ("PIL", "pillow"),
        ("opencv", "opencv-python"),
        ("dotenv==0.9", "python-dotenv"),
        ("tensorflow-gpu", "tensorflow"),
        ("tensorflow-gpu>=2.0", "tensorflow"),
    ],
)
def test_reports(line: str, meant: str) -> None:
    (hit,) = hits({"requirements.txt": f"{line}\n"})
    assert f"`{meant}` is" in hit.message


def test_a_standard_module_needs_no_distribution() -> None:
    (hit,) = hits({"requirements.txt": "numpy\nargparse\n"})
    assert str(hit.location) == "requirements.txt:2"
    assert hit.message == "`argparse` is part of the standard library"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "scikit-learn\nPillow\n"}, id="right-names"),
        pytest.param({"requirements.txt": "tensorflow-gpu==1.15.0\n"}, id="right-in-its-day"),
        pytest.param({"requirements.txt": "typing; python_version < '3.5'\n"}, id="back-port"),
        pytest.param({"environment.yml": "dependencies: [pytorch, opencv]\n"}, id="conda"),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN conda install pytorch=2.2 -c pytorch\n"},
            id="conda-in-an-image",
        ),
        pytest.param({"requirements.txt": "git+https://x.org/opencv.git\n"}, id="by-url"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_pip_within_conda_is_pip() -> None:
    assert hits({"environment.yml": "dependencies:\n  - pip:\n    - sklearn\n"})


def test_a_dockerfile_installs_under_the_same_names() -> None:
    assert hits({"Dockerfile": "FROM python:3.12\nRUN pip install sklearn\n"})
