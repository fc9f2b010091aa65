"""dependencies-unmanaged reports code whose packages no manifest declares."""

import pytest

from auditor.model import Hit, Severity
from auditor.rules.dependencies_unmanaged import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


TORCH = {"train.py": "import os\nimport torch\n"}


def test_reports_at_the_first_import_of_the_main_script() -> None:
    files = {"data.py": "import numpy\n", "train.py": "import os\nimport torch\n"}
    (hit,) = hits(files)
    assert str(hit.location) == "train.py:2"
    assert hit.message == "no manifest declares what is imported: numpy, torch"


def test_commands_in_the_documentation_soften_it_and_no_more() -> None:
    (hit,) = hits({**TORCH, "README.md": "pip install torch numpy\n"})
    assert hit.severity is Severity.MEDIUM
    assert "documentation" in hit.message


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param({"requirements.txt": "numpy\n"}, id="requirements"),
        pytest.param({"environment.yml": "dependencies: [numpy]\n"}, id="conda"),
        pytest.param({"Dockerfile": "FROM x\nRUN pip install torch\n"}, id="docker-installs"),
        pytest.param({"Pipfile": "[packages\n"}, id="cannot-be-read"),
        pytest.param(
            {"setup.py": "from setuptools import setup\nsetup(install_requires=NEEDS)\n"},
            id="computed",
        ),
    ],
)
def test_stays_silent_where_something_is_declared(manifest: dict[str, str]) -> None:
    assert hits({**TORCH, **manifest}) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import os\nimport json\n", id="standard-library"),
        pytest.param("import data\n", id="own-module"),
        pytest.param("import unheard_of\n", id="unknown-name"),
    ],
)
def test_asks_nothing_of_code_that_needs_nothing(source: str) -> None:
    project = project_of({"train.py": source, "data.py": "x = 1\n"})
    assert not RULE.applies(project)
    assert list(RULE.check(project)) == []
