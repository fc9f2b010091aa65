"""multi-test-leakage reports loops that try values of a parameter on the test rows."""

import pytest

from auditor.rules.multi_test_leakage import RULE
from tests.lines import asking

lines_hit = asking(RULE)

ABOVE = (
    "from sklearn.model_selection import KFold, train_test_split\n"
    "from sklearn.neighbors import KNeighborsClassifier\n"
    "x_train, x_test, y_train, y_test = train_test_split(x, y)\n"
)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            (
                "for k in range(1, 9):\n"
                "    model = KNeighborsClassifier(n_neighbors=k)\n"
                "    model.fit(x_train, y_train)\n"
                "    scores.append(model.score(x_test, y_test))\n"
            ),
            [7],
            id="number-of-neighbours",
        ),
        pytest.param(
            (
                "def tune(x_train, y_train, x_test, y_test):\n"
                "    for k in range(1, 9):\n"
                "        model = KNeighborsClassifier(k).fit(x_train, y_train)\n"
                "        for other in others:\n"
                "            model = KNeighborsClassifier(k, weights=other)\n"
                "            model.fit(x_train, y_train)\n"
                "            model.score(x_test, y_test)\n"
            ),
            [10],
            id="rows-by-name",
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
                "for k in range(1, 9):\n"
                "    model = KNeighborsClassifier(n_neighbors=k)\n"
                "    model.fit(x_train, y_train)\n"
                "    scores.append(model.score(x_val, y_val))\n"
            ),
            id="validation-rows",
        ),
        pytest.param(
            (
                "for seed in range(9):\n"
                "    model = KNeighborsClassifier(n_neighbors=seed)\n"
                "    model.fit(x_train, y_train)\n"
                "    scores.append(model.score(x_test, y_test))\n"
            ),
            id="seeds",
        ),
        pytest.param(
            (
                "for k in range(1, 9):\n"
                "    model = KNeighborsClassifier(n_neighbors=3)\n"
                "    model.fit(x_train, y_train)\n"
                "    scores.append(model.score(x_test, y_test))\n"
            ),
            id="nothing-tried",
        ),
        pytest.param(
            (
                "for k in range(1, 9):\n"
                "    model = KNeighborsClassifier(n_neighbors=k)\n"
                "    for one, two in KFold(3).split(x):\n"
                "        x_test = x[two]\n"
                "        model.fit(x[one], y[one])\n"
                "        model.score(x_test, y[two])\n"
            ),
            id="folds",
        ),
        pytest.param(
            (
                "for k in range(1, 9):\n"
                "    model = KNeighborsClassifier(n_neighbors=k)\n"
                "    model.fit(x_train, y_train)\n"
                "    model.score(x_test, y_test)\n"
                "best = KNeighborsClassifier(n_neighbors=chosen)\n"
                "best.fit(x_train, y_train)\n"
                "best.score(x_final, y_final)\n"
            ),
            id="judged-on-other-rows",
        ),
        pytest.param(
            (
                "for k in range(1, 9):\n"
                "    model = KNeighborsClassifier(n_neighbors=k)\n"
                "    model.fit(x_train, y_train)\n"
                "    save(k, model.predict(test))\n"
            ),
            id="answers-to-send-in",
        ),
        pytest.param(
            (
                "model = KNeighborsClassifier(n_neighbors=3)\n"
                "model.fit(x_train, y_train)\n"
                "model.score(x_test, y_test)\n"
            ),
            id="once",
        ),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(ABOVE + source) == []
