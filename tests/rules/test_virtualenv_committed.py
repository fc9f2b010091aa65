"""virtualenv-committed reports environments in the repository, each once."""

import pytest

from auditor.model import Hit
from auditor.rules.virtualenv_committed import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("venv/pyvenv.cfg", id="venv"),
        pytest.param("my_env/bin/activate_this.py", id="virtualenv"),
        pytest.param("tools/env/lib/python3.8/site-packages/six.py", id="packages"),
        pytest.param("envs/ml/conda-meta/history", id="conda"),
        pytest.param("env/Scripts/activate.bat", id="windows"),
    ],
)
def test_reports(path: str) -> None:
    (hit,) = hits({path: "x = 1\n", "train.py": "x = 1\n"})
    assert str(hit.location) == f"{path}:1"


def test_each_environment_is_one_finding_however_large() -> None:
    files = {f"venv/lib/python3.8/site-packages/p{n}.py": "x = 1\n" for n in range(9)}
    (hit,) = hits({**files, "venv/pyvenv.cfg": "home = /\n"})
    assert hit.message == "venv is a virtual environment: 10 files that no other machine can use"


@pytest.mark.parametrize(
    "path", ["envs/cartpole.py", "bin/activate-model.py", "lib/python/util.py", "env/env.py"]
)
def test_stays_silent(path: str) -> None:
    assert hits({path: "x = 1\n"}) == []
