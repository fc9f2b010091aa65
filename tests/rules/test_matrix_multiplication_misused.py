"""matrix-multiplication-misused reports `np.dot` of matrices, and not of vectors."""

import pytest

from auditor.rules.matrix_multiplication_misused import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = "import numpy as np\nfrom sklearn.datasets import make_blobs\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("c = np.dot([[1, 0], [0, 1]], [[4, 1], [2, 2]])\n", [3], id="nested-lists"),
        pytest.param(
            ("a = np.array([[1, 2]])\nb = np.zeros((2, 3))\nc = np.dot(a, b)\n"),
            [5],
            id="behind-names",
        ),
        pytest.param(("a = np.random.randn(3, 4)\nc = np.dot(a.T, a)\n"), [4], id="transposed"),
        pytest.param(
            ("x, y = make_blobs()\nc = np.dot(x, [[1, 2], [3, 4]])\n"),
            [4],
            id="data-set-and-matrix",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("c = np.dot([1, 2], [3, 4])\n", id="vectors"),
        pytest.param("c = np.dot(a, b)\n", id="unknown"),
        pytest.param("c = np.dot([[1, 2]], b)\n", id="matrix-and-unknown"),
        pytest.param("c = np.matmul([[1]], [[2]])\n", id="matmul"),
        pytest.param(("a = np.zeros(3)\nc = np.dot(a, a)\n"), id="one-dimension"),
        pytest.param(
            ("a = np.array(a)\na = np.array(a)\nc = np.dot(a, a)\n"), id="goes-in-circles"
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
