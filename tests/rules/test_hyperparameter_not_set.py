"""hyperparameter-not-set reports models and optimisers without what decides."""

import pytest

from auditor.rules.hyperparameter_not_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "import torch\n"
    "from sklearn.cluster import KMeans\n"
    "from sklearn.model_selection import GridSearchCV\n"
    "from sklearn.svm import SVC\n"
    "from tensorflow.keras.optimizers import SGD\n"
    "from torch.utils.data import DataLoader\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("model = KMeans()\n", [7], id="estimator"),
        pytest.param("opt = torch.optim.Adam(net.parameters())\n", [7], id="torch-optimiser"),
        pytest.param("opt = SGD()\n", [7], id="keras-optimiser"),
        pytest.param("rows = DataLoader(data)\n", [7], id="loader"),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("model = KMeans(n_clusters=3)\n", id="parameter"),
        pytest.param("model = KMeans(3)\n", id="by-position"),
        pytest.param("model = KMeans(**options)\n", id="passed-on"),
        pytest.param("search = GridSearchCV(SVC(), grid)\n", id="searched"),
        pytest.param("opt = torch.optim.Adam(net.parameters(), lr=1e-3)\n", id="rate"),
        pytest.param("opt = torch.optim.Adam(net.parameters(), 1e-3)\n", id="rate-by-position"),
        pytest.param("opt = torch.optim.Adam([{'params': p, 'lr': 1}])\n", id="rates-in-groups"),
        pytest.param("opt = torch.optim.LBFGS(net.parameters())\n", id="finds-its-own-rate"),
        pytest.param("opt = SGD(0.1)\n", id="keras-rate"),
        pytest.param("rows = DataLoader(data, batch_sampler=s)\n", id="loader-with-sampler"),
        pytest.param("rows = DataLoader(data, sampler=s)\n", id="sampler-of-batches"),
        pytest.param(
            (
                "from sklearn.ensemble import BaggingClassifier\n"
                "model = BaggingClassifier(SVC(), n_estimators=9)\n"
            ),
            id="part-of-a-model",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
