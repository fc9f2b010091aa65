"""refit-on-test-set reports fits that know the rows of the score below them."""

import pytest

from auditor.rules.refit_on_test_set import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from sklearn.linear_model import LogisticRegression\n"
    "from sklearn.metrics import accuracy_score\n"
    "from sklearn.model_selection import train_test_split\n"
    "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
    "model = LogisticRegression(C=1.0)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            ("model.fit(x, y)\nprint(model.score(x_test, y_test))\n"),
            [6],
            id="all-rows",
        ),
        pytest.param(
            (
                "model.fit(x_test, y_test)\n"
                "guess = model.predict(x_test)\n"
                "print(accuracy_score(y_test, guess))\n"
            ),
            [6],
            id="test-rows",
        ),
        pytest.param(
            ("model.fit(x_train, y_train)\nmodel.fit(x, y)\nprint(model.score(x_test, y_test))\n"),
            [7],
            id="last-fit",
        ),
    ],
)
def test_reports(source: str, lines: list[int]) -> None:
    assert lines_hit(ABOVE + source) == lines


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ("model.fit(x_train, y_train)\nprint(model.score(x_test, y_test))\n"),
            id="training-rows",
        ),
        pytest.param(
            (
                "model.fit(x_train, y_train)\n"
                "print(model.score(x_test, y_test))\n"
                "model.fit(x, y)\n"
                "save(model)\n"
            ),
            id="made-ready-for-use",
        ),
        pytest.param(
            ("model.fit(x, y)\nmodel.predict(x_test)\n"),
            id="predictions-that-nothing-judges",
        ),
        pytest.param(
            (
                "from sklearn.cluster import KMeans\n"
                "model = KMeans(3)\n"
                "model.fit(x)\n"
                "print(model.score(x_test))\n"
            ),
            id="describing",
        ),
        pytest.param(
            (
                "pool = Pool(x_train, y_train, names=x.columns)\n"
                "model.fit(pool, y_train)\n"
                "print(model.score(x_test, y_test))\n"
            ),
            id="names-of-columns-are-no-rows",
        ),
        pytest.param(
            (
                "model.fit(x_train, y_train)\n"
                "y_pred = model.predict(x_test)\n"
                "line = LogisticRegression()\n"
                "line.fit(y_test.values.reshape(-1, 1), y_pred)\n"
                "print(line.score(y_test.values.reshape(-1, 1), y_pred))\n"
            ),
            id="line-through-labels",
        ),
        pytest.param(
            (
                "def wider(rows):\n"
                "    return hstack([rows, rows])\n"
                "a, b = wider(x_train), wider(x_test)\n"
                "model.fit(a, y_train)\n"
                "print(model.score(b, y_test))\n"
            ),
            id="halves-through-one-function",
        ),
        pytest.param(
            (
                "def halves():\n"
                "    a, b, c, d = train_test_split(x, y)\n"
                "    return a, b, c, d\n"
                "a, b, c, d = halves()\n"
                "model.fit(a, c)\n"
                "print(model.score(b, d))\n"
            ),
            id="halves-from-a-function",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
