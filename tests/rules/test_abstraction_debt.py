"""abstraction-debt reports training that each program writes again, and runs of lines."""

from collections.abc import Mapping

import pytest

from auditor.rules.abstraction_debt import RULE
from tests.copies import MODEL, TRAINING
from tests.lines import asking, messages_of

lines_hit = asking(RULE)

LINES = "".join(f"frame['column_{n}'] = frame['column_{n}'].fillna({n})\n" for n in range(320))
SCRIPT = (
    "import pandas as pd\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "frame = pd.read_csv('rows.csv')\n"
    f"{LINES}"
    "labels = frame.pop('label')\n"
    "model = LogisticRegression()\n"
    "model.fit(frame, labels)\n"
    "first = model.predict(frame)\n"
    "second = model.predict_proba(frame)\n"
    "third = model.decision_function(frame)\n"
)


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param({"a.py": TRAINING, "b.py": TRAINING}, [4], id="two-programs"),
        pytest.param(
            {"a.py": TRAINING, "b.py": TRAINING.replace("10", "99").replace("optimizer", "opt")},
            [4],
            id="with-other-names-and-numbers",
        ),
        pytest.param({"a.py": SCRIPT}, [1], id="run-of-lines"),
    ],
)
def test_reports(texts: Mapping[str, str], lines: list[int]) -> None:
    assert lines_hit(texts) == lines


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.py": TRAINING, "b.py": "from a import main\nmain()\n"}, id="written-once"),
        pytest.param({"a.py": MODEL, "b.py": MODEL}, id="model-alone"),
        pytest.param({"examples/a.py": TRAINING, "examples/b.py": TRAINING}, id="examples"),
        pytest.param({"a.py": SCRIPT.replace(LINES, "")}, id="short-script"),
        pytest.param(
            {"a.py": "def run():\n    " + SCRIPT.replace("\n", "\n    ") + "\nrun()\n"},
            id="long-but-in-a-function",
        ),
        pytest.param({"a.py": SCRIPT.partition("labels =")[0]}, id="long-but-trains-nothing"),
    ],
)
def test_stays_silent(texts: Mapping[str, str]) -> None:
    assert lines_hit(texts) == []


def test_says_how_long_a_run_is() -> None:
    assert messages_of(RULE, {"a.py": SCRIPT}) == [
        "329 lines read data, build the model and train outside of any function"
    ]
