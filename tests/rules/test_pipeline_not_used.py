"""pipeline-not-used reports the first model behind a transformer of its own."""

import pytest

from auditor.model import Severity
from auditor.rules.pipeline_not_used import RULE
from tests.builders import project_of
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from sklearn.cluster import KMeans\n"
    "from sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import StandardScaler\n"
    "from sklearn.svm import SVC, OneClassSVM\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("x = StandardScaler().fit_transform(x)\nSVC(C=1).fit(x, y)\n"),
            [6],
            id="scaled-by-hand",
        ),
        pytest.param(
            (
                "s = StandardScaler()\n"
                "x = s.fit_transform(x)\n"
                "SVC(C=1).fit(x, y)\n"
                "SVC(C=2).fit(x, y)\n"
            ),
            [7],
            id="once",
        ),
        pytest.param(
            ("x = StandardScaler().fit_transform(x)\nmodel = OneClassSVM()\nmodel.fit(x)\n"),
            [7],
            id="one-argument",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("make_pipeline(StandardScaler(), SVC(C=1)).fit(x, y)\n", id="pipeline"),
        pytest.param("SVC(C=1).fit(x, y)\n", id="nothing-fitted"),
        pytest.param(
            ("z = StandardScaler().fit_transform(x)\nSVC(C=1).fit(y, y)\n"), id="other-data"
        ),
        pytest.param(
            ("x = StandardScaler().fit_transform(x)\nOurs().fit(x, y)\n"), id="other-estimator"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []


def test_clusters_of_the_rows_at_hand_are_a_remark() -> None:
    clusters = "x = StandardScaler().fit_transform(x)\nkmeans = KMeans(3)\nkmeans.fit(x)\n"
    (hit,) = RULE.check(project_of(ABOVE + clusters))
    assert (hit.location.line, hit.severity) == (7, Severity.INFO)
    (other,) = RULE.check(project_of(ABOVE + clusters + "SVC(C=1).fit(x, y)\n"))
    assert (other.location.line, other.severity) == (8, None)
