"""early-stopping-on-test-set reports test sets that choose the epoch."""

import pytest

from auditor.rules.early_stopping_on_test_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from tensorflow.keras.callbacks import EarlyStopping, TensorBoard\n"
    "from xgboost import XGBClassifier\n"
    "stop = EarlyStopping(patience=3)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "net.fit(x, y, validation_data=(x_test, y_test), callbacks=[stop])\n"
                "net.evaluate(x_test, y_test)\n"
            ),
            [4],
            id="keras",
        ),
        pytest.param(
            ("net.fit(x, validation_data=test, callbacks=[EarlyStopping()])\nnet.evaluate(test)\n"),
            [4],
            id="at-once",
        ),
        pytest.param(
            (
                "calls = [stop]\n"
                "net.fit(x, validation_data=(x_test, y_test), callbacks=calls)\n"
                "net.predict(x_test)\n"
            ),
            [5],
            id="behind-a-list",
        ),
        pytest.param(
            (
                "m = XGBClassifier()\n"
                "m.fit(x, y, eval_set=[(x_test, y_test)], early_stopping_rounds=5)\n"
                "m.predict(x_test)\n"
            ),
            [5],
            id="boosting",
        ),
        pytest.param(
            (
                "m = XGBClassifier(early_stopping_rounds=5)\n"
                "m.fit(x, y, eval_set=[(x_test, y_test)])\n"
                "m.predict(x_test)\n"
            ),
            [5],
            id="boosting-by-constructor",
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
                "net.fit(x, y, validation_data=(x_val, y_val), callbacks=[stop])\n"
                "net.evaluate(x_test, y_test)\n"
            ),
            id="validation-rows",
        ),
        pytest.param(
            ("net.fit(x, y, validation_data=(x_test, y_test))\nnet.evaluate(x_test, y_test)\n"),
            id="watched-only",
        ),
        pytest.param(
            (
                "net.fit(x, y, validation_data=(x_test, y_test), callbacks=[TensorBoard()])\n"
                "net.evaluate(x_test, y_test)\n"
            ),
            id="logs-only",
        ),
        pytest.param(
            (
                "net.fit(x, y, validation_data=(x_test, y_test), callbacks=[stop])\n"
                "net.evaluate(x_final, y_final)\n"
            ),
            id="judged-by-others",
        ),
        pytest.param(
            (
                "m = XGBClassifier()\n"
                "m.fit(x, y, eval_set=[(x_test, y), (x_val, y)], early_stopping_rounds=5)\n"
                "m.predict(x_test)\n"
            ),
            id="last-pair-is-watched",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
