"""inline-install reports notebooks that install what is newest."""

import pytest

from auditor.model import Hit
from auditor.rules.inline_install import RULE
from tests.builders import project_of
from tests.rules.notebooks import ran


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


@pytest.mark.parametrize(
    "source",
    [
        "!pip install torch",
        "%pip install torch",
        "pip install -q torch",
        "!pip3 install --upgrade torch",
        "!python -m pip install torch",
        "!{sys.executable} -m pip install torch",
        "!conda install -y -c pytorch torch",
        "!pip install 'torch>=2'",
        "!pip install -i https://mirror.example/simple torch",
    ],
)
def test_reports(source: str) -> None:
    (hit,) = hits("x = 1", source)
    assert "`torch" in hit.message


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("!pip install torch==2.1.0", id="one-version"),
        pytest.param("!conda install torch=2.1.0", id="one-version-of-conda"),
        pytest.param("!pip install -r requirements.txt", id="requirements"),
        pytest.param("!pip install -qr requirements.txt", id="requirements-in-short"),
        pytest.param("!pip install -e .", id="the-repository-itself"),
        pytest.param("!pip install .", id="the-folder"),
        pytest.param("!pip install --upgrade-strategy=eager", id="options-alone"),
        pytest.param("!pip install git+https://github.com/a/b@1a2b3c4d5e6f", id="a-commit"),
        pytest.param("# !pip install torch", id="commented-out"),
        pytest.param("!apt-get update", id="something-else"),
        pytest.param("if 'google.colab' in sys.modules:\n    !pip install torch", id="hosted-only"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert hits("x = 1", source) == []


def test_one_finding_names_the_packages_of_all_cells() -> None:
    (hit,) = hits("!pip install a b", "!pip install c d")
    assert hit.message.startswith("installs `a`, `b`, `c` and 1 more, ")
