"""feedback-loop reports predictions that come back, and says where it cannot know."""

import pytest

from auditor.model import NotAssessable
from auditor.rules.feedback_loop import RULE
from tests.builders import project_of

FIT = "import pandas as pd\nfrom sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(x, y)\n"


def places(files: dict[str, str]) -> list[str]:
    return [str(hit.location) for hit in RULE.check(project_of(files))]


def test_reports_a_program_that_trains_on_what_it_predicted() -> None:
    source = f'{FIT}rows = pd.read_csv("data/rows.csv")\npseudo_rows.to_csv("data/rows.csv")\n'
    assert places({"a.py": source}) == ["a.py:6"]


def test_reports_two_programs_that_feed_each_other() -> None:
    files = {
        "train.py": 'import joblib\nx = pd.read_csv("work/scored_rows.csv")\n'
        f'{FIT}joblib.dump(model, "work/churn.pkl")\n',
        "score.py": 'import joblib\nmodel = joblib.load("work/churn.pkl")\n'
        'rows.to_csv("work/scored_rows.csv")\n',
    }
    assert places(files) == ["score.py:3"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('pd.read_csv("a.csv")\npredictions.to_csv("b.csv")\n', id="apart"),
        pytest.param('x = pd.read_csv("a.csv")\nx.to_csv("a.csv")\n', id="rows-not-predictions"),
        pytest.param(
            'predictions.to_csv("a.csv")\nx = pd.read_csv("a.csv")\n', id="stage-of-one-run"
        ),
        pytest.param('predictions.to_csv("a.csv")\n', id="never-read"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert places({"a.py": FIT + source}) == []


def test_cannot_tell_of_loops_through_the_world() -> None:
    with pytest.raises(NotAssessable, match=r"serve\.py serves predictions"):
        places({"serve.py": "import torch\nfrom fastapi import FastAPI\napp = FastAPI()\n"})
    assert places({"train.py": FIT}) == []
