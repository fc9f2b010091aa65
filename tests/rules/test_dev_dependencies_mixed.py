"""dev-dependencies-mixed reports tools for developers among what a program needs."""

import pytest

from auditor.model import Hit, Severity
from auditor.rules.dev_dependencies_mixed import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "torch\npytest\n"}, id="requirements"),
        pytest.param({"setup.cfg": "[options]\ninstall_requires = pytest\n"}, id="setup-cfg"),
        pytest.param({"Pipfile": '[packages]\npytest = "*"\n'}, id="pipfile"),
        pytest.param({"pyproject.toml": '[project]\ndependencies = ["pytest"]\n'}, id="pyproject"),
    ],
)
def test_reports(files: dict[str, str]) -> None:
    (hit,) = hits(files)
    assert hit.message.startswith("pytest is a tool for development")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements-dev.txt": "pytest\n"}, id="its-own-file"),
        pytest.param({"docs/requirements.txt": "sphinx\n"}, id="documentation"),
        pytest.param({"environment.yml": "dependencies: [pytest]\n"}, id="conda"),
        pytest.param({"requirements.txt": "jupyter\ntensorboard\n"}, id="what-research-runs-on"),
        pytest.param({"requirements.txt": "mock\n", "play.py": "import mock\n"}, id="imported"),
        pytest.param(
            {"pyproject.toml": """
                [project]
                dependencies = ["flake8"]
                [project.entry-points."flake8.extension"]
                X = "x:Plugin"
            """},
            id="plug-in",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\n[dependency-groups]\ndev = ['pytest']\n"}, id="group"
        ),
        pytest.param({"docs/requirements.txt": "pytest\nmkdocs\n"}, id="documentation"),
    ],
)  # fmt: skip
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_an_import_in_tests_is_no_need_of_the_program() -> None:
    assert hits({"requirements.txt": "pytest\n", "tests/test_a.py": "import pytest\n"})


def test_users_of_a_package_pay_more_than_readers_of_a_list() -> None:
    (package,) = hits({"setup.cfg": "[options]\ninstall_requires = pytest\n"})
    (listed,) = hits({"requirements.txt": "pytest\n"})
    assert package.severity is Severity.MEDIUM
    assert listed.severity is None
