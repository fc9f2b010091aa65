"""glue-code reports packages of ready-made models that many modules build in for themselves."""

import pytest

from auditor.model import Hit
from auditor.rules.glue_code import RULE
from tests.builders import project_of

NAMES = ("churn", "fraud", "price", "rank", "spam")
SVC = "from sklearn.svm import SVC\ndef fit(x, y):\n    return SVC().fit(x, y)\n"


def hits(files: dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(files)))


def each(source: str) -> dict[str, str]:
    return {f"{name}.py": source for name in NAMES}


@pytest.mark.parametrize(
    ("source", "package"),
    [
        pytest.param(SVC, "sklearn", id="sklearn"),
        pytest.param("import xgboost as xgb\nbooster = xgb.train({}, d)\n", "xgboost", id="train"),
        pytest.param("import openai\nclient = openai.OpenAI()\n", "openai", id="a-client"),
        pytest.param(
            "from transformers import pipeline\nask = pipeline('fill-mask')\n",
            "transformers",
            id="a-pipeline",
        ),
    ],
)
def test_reports(source: str, package: str) -> None:
    (hit,) = hits(each(source))
    assert hit.message.startswith(f"5 modules make models of {package} themselves: churn.py")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"models.py": SVC, **each("import models\nmodels.fit(x, y)\n")}, id="wrapped"),
        pytest.param(
            each("from sklearn.metrics import f1_score\nf1_score(y, p)\n"), id="only-metrics"
        ),
        pytest.param(
            each("from sklearn.preprocessing import StandardScaler\nStandardScaler()\n"),
            id="scalers",
        ),
        pytest.param(
            each("from transformers import AutoModel\nAutoModel.from_pretrained('x')\n"),
            id="weights",
        ),
        pytest.param(each("import torch\nnet = torch.nn.Linear(2, 2)\n"), id="a-framework"),
        pytest.param({f"examples/{name}": text for name, text in each(SVC).items()}, id="examples"),
        pytest.param({**each(SVC), "README.md": "# A course on learning\n"}, id="course"),
        pytest.param({"a.py": SVC * 5}, id="one-module"),
    ],
)
def test_stays_silent(files: dict[str, str]) -> None:
    assert hits(files) == []


def test_tells_how_much_of_the_code_around_models_is_glue() -> None:
    (hit,) = hits(each(SVC))
    assert hit.message.endswith("% of lines around models are glue")


def test_chapters_of_a_book_are_no_system() -> None:
    chapters = {f"chapter_{n}/{name}.py": SVC for n, name in enumerate(NAMES, 1)}
    assert hits(chapters) == []
    assert len(
        hits({path.replace("chapter_", "part-of-"): text for path, text in chapters.items()})
    )
