"""correction-cascade reports models that learn from what other models predict."""

import pytest

from auditor.model import Hit
from auditor.rules.correction_cascade import RULE
from tests.builders import project_of

HEAD = """
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.isotonic import IsotonicRegression
from sklearn.cluster import KMeans
first = LinearRegression()
first.fit(x, y)
"""


def hits(source: str | dict[str, str]) -> list[Hit]:
    return list(RULE.check(project_of(source if isinstance(source, dict) else HEAD + source)))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            'x["first"] = first.predict(x)\nRandomForestRegressor().fit(x, y)\n', id="as-a-feature"
        ),
        pytest.param(
            "rest = y - first.predict(x)\nRandomForestRegressor().fit(x, rest)\n", id="its-errors"
        ),
        pytest.param(
            "p = first.predict(x)\nz = np.column_stack([x, p])\n"
            "second = RandomForestRegressor()\nsecond.fit(z, y)\n",
            id="stacked-by-hand",
        ),
        pytest.param(
            "y_pred = first.predict(x)\nRandomForestRegressor().fit(np.c_[y_pred, y_pred], y)\n",
            id="answers-that-are-called-labels",
        ),
        pytest.param("RandomForestRegressor().fit(x, first.predict(x))\n", id="as-the-label"),
    ],
)
def test_reports(source: str) -> None:
    (hit,) = hits(source)
    assert "`first` (LinearRegression)" in hit.message


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("RandomForestRegressor().fit(x, y)\n", id="two-models"),
        pytest.param(
            'x["p"] = first.predict(x)\nz = x[["a", "b"]]\nRandomForestRegressor().fit(z, y)\n',
            id="other-columns",
        ),
        pytest.param(
            "encoder = first\nRandomForestRegressor().fit(encoder.predict(x), y)\n", id="encoder"
        ),
        pytest.param(
            "p = first.predict(x)\nprint(p)\nRandomForestRegressor().fit(x, y)\n", id="shown"
        ),
        pytest.param(
            "second = LinearRegression().fit(x, y - first.predict(x))\n", id="boosting-by-hand"
        ),
        pytest.param(
            "RandomForestRegressor().fit(x, y, sample_weight=first.predict(x))\n", id="weights"
        ),
        pytest.param(
            "x[kept] = first.predict(x)\nRandomForestRegressor().fit(x[[other]], y)\n",
            id="columns-by-name",
        ),
        pytest.param(
            "x[weight] = first.predict(x)\nRandomForestRegressor().fit(x[[other]], x[label])\n",
            id="label-by-name",
        ),
        pytest.param(
            "from keras.models import Model\n"
            'inner = Model(inputs=net.input, outputs=net.get_layer("a").output)\n'
            "RandomForestRegressor().fit(inner.predict(x), y)\n",
            id="inner-layer",
        ),
        pytest.param(
            "RandomForestRegressor().fit(y_test.values.reshape(-1, 1), first.predict(x))\n",
            id="line-through-labels",
        ),
        pytest.param(
            "emb_model = LinearRegression().fit(x, y)\n"
            "RandomForestRegressor().fit(emb_model.predict(x), y)\n",
            id="embeddings",
        ),
        pytest.param("IsotonicRegression().fit(first.predict(x), y)\n", id="calibration"),
        pytest.param(
            'x["k"] = KMeans().fit(x).predict(x)\nRandomForestRegressor().fit(x, y)\n',
            id="clusters",
        ),
        pytest.param(
            "p = first.predict(x)\np = load()\nRandomForestRegressor().fit(p, y)\n", id="bound-anew"
        ),
        pytest.param(
            "s = mean_score(y, first.predict(x))\nRandomForestRegressor().fit(x, y, s)\n",
            id="score",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert hits(source) == []


def test_follows_predictions_from_program_to_program() -> None:
    fit = "from sklearn.svm import SVC\nimport pandas as pd\nmodel = SVC()\nmodel.fit(x, y)\n"
    files = {
        "first.py": f'{fit}pd.Series(model.predict(x)).to_csv("work/first_pred.csv")\n',
        "second.py": f'{fit}x["first"] = pd.read_csv("work/first_pred.csv")\n',
    }
    (hit,) = hits(files)
    assert str(hit.location) == "second.py:5"
    report = {**files, "second.py": 'import pandas as pd\npd.read_csv("work/first_pred.csv")\n'}
    assert hits(report) == []
