"""unvalidated-data asks programs that train on tables whether they ever look at them."""

import pytest

from auditor.rules.unvalidated_data import RULE
from tests.builders import project_of

TRAIN = (
    "import pandas as pd\nfrom sklearn.svm import SVC\n"
    'rows = pd.read_csv("rows.csv")\nmodel = SVC()\nmodel.fit(rows[["a"]], rows["b"])\n'
)


def places(files: dict[str, str]) -> list[str]:
    project = project_of(files)
    return [str(hit.location) for hit in RULE.check(project)] if RULE.applies(project) else []


def test_reports_the_first_read() -> None:
    assert places({"train.py": TRAIN}) == ["train.py:3"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"train.py": f"{TRAIN}assert rows.a.max() < 1\n"}, id="assertion"),
        pytest.param({"train.py": f"{TRAIN}rows.isnull().sum()\n"}, id="a-look"),
        pytest.param({"train.py": f"{TRAIN}import pandera\n"}, id="schema"),
        pytest.param(
            {"train.py": TRAIN, "tests/test_rows.py": "import great_expectations\n"}, id="tested"
        ),
        pytest.param({"train.py": f"{TRAIN}import PIL\n"}, id="table-of-images"),
        pytest.param(
            {"train.py": f"{TRAIN}from sklearn.feature_extraction.text import CountVectorizer\n"},
            id="table-of-texts",
        ),
        pytest.param({"examples/train.py": TRAIN}, id="example"),
        pytest.param({"train.py": TRAIN, "README.md": "# A course\n"}, id="course"),
        pytest.param(
            {
                "train.py": "import torch\nloss.backward()\n",
                "t.py": TRAIN[:20] + "pd.read_csv(f)\n",
            },
            id="learns-from-no-table",
        ),
        pytest.param(
            {
                "train.py": TRAIN,
                "pyproject.toml": '[project]\nname = "x"\nclassifiers = '
                '["Programming Language :: Python :: 3"]\n',
            },
            id="library",
        ),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert places(files) == []
