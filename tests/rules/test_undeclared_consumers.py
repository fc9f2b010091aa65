"""undeclared-consumers reports artefacts that many modules spell out for themselves."""

import pytest

from auditor.model import Hit
from auditor.rules.undeclared_consumers import RULE
from tests.builders import project_of

LOAD = 'import joblib\nmodel = joblib.load("models/churn.pkl")\n'
STORE = 'import joblib\njoblib.dump(model, "models/churn.pkl")\n'


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": STORE, "b.py": LOAD, "c.py": LOAD}, id="a-writer-and-two-readers"),
        pytest.param({"a.py": LOAD, "b.py": LOAD, "c.py": LOAD}, id="three-readers"),
        pytest.param(
            {
                f"{name}.py": f'with open("%s/folds.%s.pkl" % ({name}, k), "rb") as file:\n    x\n'
                for name in "abc"
            },
            id="a-pattern",
        ),
    ],
)
def test_reports(files: dict[str, str]) -> None:
    (hit,) = hits(files)
    assert "3 modules" in hit.message


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": STORE, "b.py": LOAD}, id="a-writer-and-a-reader"),
        pytest.param({"a.py": STORE, "b.py": STORE, "c.py": STORE}, id="none-reads"),
        pytest.param(
            {
                "config.py": 'MODEL = "models/churn.pkl"\n',
                **{
                    f"{name}.py": "import joblib\nimport config\njoblib.load(config.MODEL)\n"
                    for name in "abc"
                },
            },
            id="a-constant-declares-it",
        ),
        pytest.param(
            {
                f"{name}/train.py": 'import pandas as pd\npd.read_csv("rows.csv")\n'
                for name in "abc"
            },
            id="each-folder-has-its-own",
        ),
        pytest.param(
            {f"{name}.py": 'import torch\ntorch.load(f"{out}/checkpoint.pt")\n' for name in "abc"},
            id="a-name-that-says-nothing",
        ),
        pytest.param({"tests/test_a.py": LOAD, "tests/test_b.py": LOAD, "c.py": LOAD}, id="tests"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_paths_with_the_same_users_are_one_finding() -> None:
    more = '{}\njoblib.{}("models/scaler.pkl")\n'
    files = {
        "a.py": more.format(LOAD, "load"),
        "b.py": more.format(LOAD, "load"),
        "c.py": more.format(LOAD, "load"),
    }
    (hit,) = hits(files)
    assert "and 1 more paths" in hit.message
