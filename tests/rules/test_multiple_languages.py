"""multiple-languages reports pipelines in several languages and bridges between them."""

import pytest

from auditor.model import Hit
from auditor.rules.multiple_languages import RULE
from tests.builders import project_of


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param("import rpy2.robjects as ro\n", "R through rpy2", id="rpy2"),
        pytest.param("import matlab.engine\n", "MATLAB through matlab", id="matlab"),
        pytest.param('subprocess.run(["Rscript", "fit.R"])\n', "R in a process", id="rscript"),
        pytest.param('os.system("octave fit.m")\n', "Octave in a process", id="octave"),
    ],
)
def test_reports_a_bridge(source: str, says: str) -> None:
    (hit,) = hits({"a.py": source})
    assert says in hit.message


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": 'subprocess.run(["git", "status"])\n'}, id="git"),
        pytest.param({"a.py": 'print("julia is fast")\n'}, id="only-said"),
        pytest.param({"a.py": 'subprocess.run(["python", "b.py"])\n'}, id="python"),
        pytest.param({"tests/test_a.py": "import rpy2\n"}, id="test"),
        pytest.param({"a.py": "import torch\n", "k.cu": "int x;\n"}, id="a-kernel"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_one_language_is_one_finding_however_many_modules_call_it() -> None:
    (hit,) = hits({"a.py": "import rpy2\n", "b.py": "import rpy2\n"})
    assert hit.message == "Python calls R through rpy2 and in 1 more modules"


def test_weighs_the_lines_that_learn() -> None:
    python = "import torch\n" + "loss.backward()\noptimizer.step()\n" * 150
    r = "library(keras)\n" + "model %>% fit(x_train, y_train, epochs = 5)\n" * 300
    (hit,) = hits({"train.py": python, "train.R": r})
    assert hit.message.startswith("several languages carry the pipeline, in lines: ")
    assert hits({"train.py": python, "train.R": r[:4000]}) == []
