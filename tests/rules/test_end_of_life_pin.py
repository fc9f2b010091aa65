"""end-of-life-pin reports versions that no supported Python can install."""

import pytest

from auditor.model import Hit
from auditor.rules.end_of_life_pin import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    "line",
    [
        "tensorflow==2.10.1",
        "tensorflow-gpu==1.15.0",
        "tensorflow>=1.15,<2.0",
        "tensorflow~=1.15",
        "tensorflow==1.*",
        "torch==1.7.1+cu110",
        "numpy<1.20",
        "scikit-learn==0.24.2",
    ],
)
def test_reports(line: str) -> None:
    assert len(hits({"requirements.txt": f"{line}\n"})) == 1


@pytest.mark.parametrize(
    "line",
    [
        "tensorflow==2.20.0",
        "tensorflow>=1.15",
        "tensorflow>=2,<3",
        "tensorflow",
        "torch==2.0.0",
        "numpy~=1.20",
        "einops==0.3.0",
        "numpy==1.19.5; python_version < '3.10'",
        "numpy==not-a-version",
    ],
)
def test_stays_silent(line: str) -> None:
    assert hits({"requirements.txt": f"{line}\n"}) == []


def test_says_which_python_was_the_last() -> None:
    (hit,) = hits({"requirements.txt": "tensorflow==2.10.1\n"})
    assert hit.message == (
        "tensorflow==2.10.1: built for Python 3.10 at most, which is no longer supported"
    )


def test_the_oldest_pin_of_a_file_decides() -> None:
    (hit,) = hits({"requirements.txt": "torch==1.11.0\nnumpy==1.19.2\n"})
    assert hit.message.endswith("built for Python 3.8 at most, which is no longer supported")


def test_one_finding_speaks_for_all_files() -> None:
    files = {f"{name}/requirements.txt": "torch==1.7.0\nnumpy==1.19.0\n" for name in "ab"}
    (hit,) = hits(files)
    assert "in 2 files" in hit.message
    assert hit.size == 2


@pytest.mark.parametrize("path", ["requirements-min.txt", "tests/requirements.txt"])
def test_the_oldest_versions_may_be_tested(path: str) -> None:
    assert hits({path: "numpy==1.19.0\n"}) == []


def test_conda_and_poetry_write_versions_their_own_way() -> None:
    assert hits({"environment.yml": "dependencies: [pytorch=1.7]\n"})
    assert hits({"pyproject.toml": "[tool.poetry.dependencies]\ntensorflow = '^1.15'\n"})
    assert not hits({"pyproject.toml": "[tool.poetry.dependencies]\ntensorflow = '^2.8'\n"})
