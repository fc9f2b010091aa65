"""Counts, intervals and tables agree with what they are made from."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.evaluate import Evaluation, class_table, confusion_table, evaluate, interval, mistakes
from digits.values import CLASSES, Labels, Probabilities


def beliefs(predicted: Labels, sure: float = 0.91) -> Probabilities:
    """Probabilities that favour these digits and share the rest evenly."""
    rows = np.full((len(predicted), CLASSES), (1 - sure) / (CLASSES - 1))
    rows[np.arange(len(predicted)), predicted] = sure
    return rows


@pytest.fixture
def labels() -> Labels:
    return np.tile(np.arange(CLASSES, dtype=np.uint8), 4)


@pytest.fixture
def one_wrong(labels: Labels) -> Evaluation:
    """A 3 taken for a 5, and all else right."""
    predicted = labels.copy()
    predicted[3] = 5
    return evaluate(labels, beliefs(predicted), confidence=0.95)


def test_perfect_beliefs_have_accuracy_one_and_little_loss(labels: Labels) -> None:
    found = evaluate(labels, beliefs(labels), confidence=0.95)
    assert (found.accuracy, found.accuracy_high, found.roc_auc) == pytest.approx((1.0, 1.0, 1.0))
    assert found.log_loss == pytest.approx(-np.log(0.91))


def test_ignorance_costs_the_logarithm_of_ten(labels: Labels) -> None:
    even = np.full((len(labels), CLASSES), 1 / CLASSES)
    assert evaluate(labels, even, confidence=0.95).log_loss == pytest.approx(np.log(10))


def test_a_mistake_stands_in_its_label_s_row(one_wrong: Evaluation) -> None:
    table = confusion_table(one_wrong)
    assert table.loc[3, 5] == 1
    assert table.to_numpy().sum() == one_wrong.examples == 40
    assert one_wrong.accuracy == pytest.approx(39 / 40)


def test_a_mistake_costs_recall_of_one_digit_and_precision_of_another(
    one_wrong: Evaluation,
) -> None:
    table = class_table(one_wrong)
    assert table.loc[3, "recall"] == pytest.approx(3 / 4)
    assert table.loc[5, "precision"] == pytest.approx(4 / 5)
    assert table["recall"].loc[5] == 1.0
    assert table["precision"].loc[3] == 1.0


def test_the_surest_mistake_comes_first(labels: Labels) -> None:
    rows = beliefs(labels)
    rows[7] = beliefs(np.array([1], np.uint8), sure=0.6)
    rows[2] = beliefs(np.array([1], np.uint8), sure=0.8)
    assert mistakes(labels, rows).tolist() == [2, 7]


def test_an_evaluation_survives_json(one_wrong: Evaluation) -> None:
    assert Evaluation.from_json(json.loads(json.dumps(one_wrong.to_json()))) == one_wrong


def test_the_interval_is_wilson_s() -> None:
    """Worked by hand: 81 of 263 gives 0.2553 to 0.3662 in Newcombe 1998, table I."""
    assert interval(81, 263, 0.95) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(total=st.integers(1, 10_000), share=st.floats(0, 1), confidence=st.floats(0.5, 0.999))
def test_the_interval_holds_the_share_and_stays_a_share(
    total: int, share: float, confidence: float
) -> None:
    right = round(share * total)
    low, high = interval(right, total, confidence)
    assert 0 <= low <= right / total + 1e-12
    assert right / total - 1e-12 <= high <= 1
