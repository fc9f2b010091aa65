"""no-independent-test-set reports scores of the rows that training was stopped by."""

import pytest

from auditor.rules.no_independent_test_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from tensorflow import keras\n"
    "stop = keras.callbacks.EarlyStopping(patience=3)\n"
    "model = keras.Sequential([])\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])\n"
                "print(model.evaluate(x_val, y_val))\n"
            ),
            [5],
            id="stopped-and-judged",
        ),
        pytest.param(
            (
                "calls = [stop]\n"
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=calls)\n"
                "model.evaluate(x_train, y_train)\n"
                "print(model.evaluate(x_val, y_val))\n"
            ),
            [7],
            id="callbacks-by-name",
        ),
        pytest.param(
            (
                'best = keras.callbacks.ModelCheckpoint("net.keras", save_best_only=True)\n'
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[best])\n"
                "print(model.evaluate(x_val, y_val))\n"
            ),
            [6],
            id="best-epoch-kept",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            (
                "model.fit(x_train, y_train, validation_data=(x_val, y_val))\n"
                "print(model.evaluate(x_val, y_val))\n"
            ),
            id="nothing-chosen",
        ),
        pytest.param(
            (
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])\n"
                "print(model.evaluate(x_val, y_val))\n"
                "print(model.evaluate(x_new, y_new))\n"
            ),
            id="other-rows-judge",
        ),
        pytest.param(
            (
                "x_test = load()\n"
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])\n"
                "print(model.evaluate(x_val, y_val))\n"
            ),
            id="a-test-set-is-there",
        ),
        pytest.param(
            (
                'log = keras.callbacks.CSVLogger("log.csv")\n'
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[log])\n"
                "print(model.evaluate(x_val, y_val))\n"
            ),
            id="other-callback",
        ),
        pytest.param(
            (
                "model.fit(x_train, y_train, validation_data=(x_val, y_val), callbacks=[stop])\n"
                "model.predict(x_val)\n"
            ),
            id="predictions-that-nothing-judges",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
