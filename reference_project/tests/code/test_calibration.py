"""Sureness is compared with how often it is right, in bins of equal width."""

import numpy as np
import pytest

from digits.calibration import BINS, calibration_error, reliability
from digits.figures import reliability_figure
from digits.values import CLASSES, Labels, Probabilities


def beliefs(sureness: list[float]) -> Probabilities:
    """Every answer is 0, with these probabilities."""
    rows = np.array([[sure, *[(1 - sure) / (CLASSES - 1)] * (CLASSES - 1)] for sure in sureness])
    return rows.astype(np.float64)


def labels(right: list[bool]) -> Labels:
    return np.array([0 if one else 1 for one in right], np.uint8)


def test_sure_and_right_is_no_error() -> None:
    table = reliability(labels([True] * 4), beliefs([1.0] * 4))
    assert table["examples"].to_list() == [4]
    assert calibration_error(table) == 0


def test_the_error_is_how_far_sureness_lies_above_accuracy() -> None:
    """Half of the answers are right, and all of them 0.9 sure."""
    table = reliability(labels([True, False] * 10), beliefs([0.9] * 20))
    assert calibration_error(table) == pytest.approx(0.4)


def test_bins_count_by_their_examples() -> None:
    """Worked by hand: three answers 0.1 too sure, one 0.5 too timid: (3 x 0.1 + 0.5) / 4."""
    right = [True] * 9 + [False] * 1 + [True] * 0
    sure, timid = beliefs([1.0] * 30), beliefs([0.5] * 10)
    table = reliability(labels(right * 3 + [True] * 10), np.concatenate([sure, timid]))
    assert table["accuracy"].to_list() == [1.0, 0.9]
    assert calibration_error(table) == pytest.approx((30 * 0.1 + 10 * 0.5) / 40)


def test_a_bin_reaches_from_one_edge_to_the_next() -> None:
    table = reliability(labels([True] * 2), beliefs([0.5, 1.0]))
    assert (table["from"] <= table["sureness"]).all()
    assert (table["sureness"] <= table["to"]).all()
    np.testing.assert_allclose(table["to"] - table["from"], 1 / BINS)


def test_the_figure_has_a_point_for_each_bin() -> None:
    table = reliability(labels([True] * 3), beliefs([0.2, 0.5, 1.0]))
    (axes,) = reliability_figure(table).axes
    np.testing.assert_allclose(
        np.array(axes.collections[0].get_offsets()), table[["sureness", "accuracy"]]
    )
