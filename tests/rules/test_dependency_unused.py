"""dependency-unused reports declared packages that nothing imports, runs or names."""

import pytest

from auditor.model import Hit
from auditor.rules.dependency_unused import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param({"requirements.txt": "gensim==4.0\n"}, id="requirements"),
        pytest.param({"pyproject.toml": '[project]\ndependencies = ["gensim"]\n'}, id="pyproject"),
    ],
)
def test_reports(manifest: dict[str, str]) -> None:
    (hit,) = hits({"train.py": "import torch\n", **manifest})
    assert hit.message == "gensim is declared, and nothing uses it"


def test_a_part_of_a_word_is_no_name() -> None:
    assert hits({"a.py": "x = 'gensims, mygensim'\n", "requirements.txt": "gensim\n"})


@pytest.mark.parametrize(
    ("files", "declared"),
    [
        pytest.param({"a.py": "import gensim\n"}, "gensim", id="imported"),
        pytest.param({"a.py": "def f():\n    import gensim\n"}, "gensim", id="imported-late"),
        pytest.param({"a.py": "import cv2\n"}, "opencv-contrib-python", id="by-another-name"),
        pytest.param({"a.py": "load('gensim')\n"}, "gensim", id="named-in-a-string"),
        pytest.param({"a.py": "", "run.sh": "gensim train\n"}, "gensim", id="named-in-a-script"),
        pytest.param({"a.py": "x = 'my-GENSIM_model.bin'\n"}, "gensim", id="named-among-others"),
        pytest.param(
            {"a.py": "x = 'old-keras-preprocessing.txt'\n"},
            "keras_preprocessing",
            id="named-in-two-words",
        ),
        pytest.param({"a.py": ""}, "gunicorn", id="tool"),
        pytest.param({"a.py": ""}, "charset-normalizer", id="needed-by-others"),
        pytest.param({"a.py": "import pypfopt\n"}, "pyportfolioopt", id="import-of-another-name"),
        pytest.param({"a.py": ""}, "types-requests", id="stubs"),
        pytest.param({"a.py": ""}, "pytest-xdist", id="plug-in"),
        pytest.param({"a.py": ""}, "somebodys-private-package", id="import-not-known"),
        pytest.param({"a.py": ""}, "gensim ; python_version < '3.8'", id="condition"),
    ],
)
def test_stays_silent(files: dict[str, str], declared: str) -> None:
    assert hits({**files, "requirements.txt": declared}) == []


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param({"requirements-dev.txt": "gensim\n"}, id="development"),
        pytest.param({"docs/requirements.txt": "gensim\n"}, id="documentation"),
        pytest.param({"environment.yml": "dependencies: [gensim]\n"}, id="conda"),
        pytest.param(
            {"requirements.txt": "gensim==4.0\n" + "".join(f"p{n}==1\n" for n in range(30))},
            id="pip-freeze",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\n[project.optional-dependencies]\nx = ['gensim']\n"},
            id="extra",
        ),
        pytest.param({"other/requirements.txt": "gensim\n"}, id="about-no-code"),
    ],
)
def test_leaves_alone(manifest: dict[str, str]) -> None:
    assert hits({"src/a.py": "import torch\n", **manifest}) == []
