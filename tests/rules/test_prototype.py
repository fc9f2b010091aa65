"""prototype reports systems that run or import what was made to try an idea."""

import pytest

from auditor.rules.prototype import RULE
from tests.builders import project_of

CLEAN = "def clean(rows):\n    return rows\n"


def places(files: dict[str, str]) -> list[str]:
    return [str(hit.location) for hit in RULE.check(project_of(files))]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(
            {"notebooks/clean.py": CLEAN, "serve.py": "from notebooks.clean import clean\n"},
            "serve.py:1",
            id="folder-of-notebooks",
        ),
        pytest.param(
            {
                "sandbox/__init__.py": "",
                "sandbox/net.py": CLEAN,
                "app/run.py": "import sandbox.net\n",
            },
            "app/run.py:1",
            id="sandbox",
        ),
        pytest.param({"serve.py": "import import_ipynb\n"}, "serve.py:1", id="notebook-as-module"),
        pytest.param(
            {"prototype/net.py": CLEAN, "serve.py": "import prototype.net\n"},
            "serve.py:1",
            id="folder-of-prototypes",
        ),
        pytest.param(
            {
                "notebooks/clean.py": CLEAN,
                "serve.py": "from notebooks.clean import (\n    clean,\n    tidy,\n)\n",
            },
            "serve.py:2",
            id="many-names-are-one-import",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nCMD papermill train.ipynb out.ipynb\n"},
            "Dockerfile:2",
            id="container-runs-a-notebook",
        ),
        pytest.param(
            {"Dockerfile": 'FROM python:3.12\nCMD ["python", "poc/serve.py"]\n'},
            "Dockerfile:2",
            id="container-runs-a-proof-of-concept",
        ),
    ],
)
def test_reports(files: dict[str, str], place: str) -> None:
    assert places(files) == [place]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "notebooks/clean.py": CLEAN,
                "notebooks/use.py": "from notebooks.clean import clean\n",
            },
            id="experiments-among-themselves",
        ),
        pytest.param(
            {"notebooks/clean.py": CLEAN, "tests/test_a.py": "from notebooks.clean import clean\n"},
            id="test",
        ),
        pytest.param(
            {".github/workflows/ci.yml": "run: papermill train.ipynb out.ipynb\n"}, id="ci-tests-it"
        ),
        pytest.param({"Dockerfile": "CMD jupyter notebook\n"}, id="jupyter-for-people"),
        pytest.param(
            {"text/wip.py": CLEAN, "text/__init__.py": "from text.wip import clean\n"},
            id="a-name-of-the-field",
        ),
        pytest.param({"demo/net.py": CLEAN, "run.py": "import demo.net\n"}, id="demo"),
        pytest.param(
            {"app/notebook.py": CLEAN, "serve.py": "from app.notebook import clean\n"},
            id="module-about-notebooks",
        ),
        pytest.param(
            {
                "app/__init__.py": "",
                "app/prototypes/__init__.py": "",
                "app/prototypes/select.py": CLEAN,
                "app/run.py": "from app.prototypes.select import clean\n",
            },
            id="prototypes-of-classes",
        ),
        pytest.param({"sandbox.py": CLEAN, "run.py": "import sandbox\n"}, id="one-module"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert places(files) == []


def test_a_part_of_a_package_may_be_about_notebooks() -> None:
    files = {"a/__init__.py": "", "a/notebook/__init__.py": "", "a/notebook/tidy.py": CLEAN}
    assert places({**files, "a/run.py": "from a.notebook import tidy\n"}) == []
