"""The kind of a value is known wherever it went: through masks, sums, containers, loops, cells."""

from textwrap import dedent

import pytest

from auditor.classify import shipped
from auditor.classify.kinds import Handling, Kinds
from tests.builders import file_of

IMPORTS = """\
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
table = pd.read_csv("rows.csv")
"""


def handled(text: str) -> list[Handling]:
    file = file_of("steps.py", IMPORTS + dedent(text))
    assert file.facts.code is not None
    return list(Kinds(file, file.facts.code, shipped()).of_statements())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("x = table[table['age'] > 30]", "frame", id="rows-by-a-mask"),
        pytest.param("x = table['age']", "series", id="column"),
        pytest.param("x = table.age / 10", "series", id="column-by-attribute-and-arithmetic"),
        pytest.param("y = table / 2\nx = y.groupby('a').mean()", "frame", id="after-arithmetic"),
        pytest.param("x = table['age'].values", "array", id="values-of-a-column"),
        pytest.param("models = [Ridge(), SVC()]\nx = models", "estimator", id="list-of-models"),
        pytest.param("model = Ridge()\nx = model.fit(1, 2)", "estimator", id="fitted"),
        pytest.param("def f(df):\n    x = df.dropna()", "frame", id="parameter-that-is-called-df"),
        pytest.param("x = [t * 2 for t in [table]]", "frame", id="comprehension"),
        pytest.param("x = len(table)", "", id="number-of-rows"),
        pytest.param("x = unknown(3)", "", id="unknown-call"),
        pytest.param("for m in [SVC()]:\n    x = m.fit_transform(3)", "array", id="of-any-method"),
    ],
)
def test_follows_values(text: str, kind: str) -> None:
    assert handled(text)[-1].given == kind


def test_a_loop_has_an_item_of_the_container_in_its_hand() -> None:
    text = """\
        models = {"ridge": Ridge(), "svm": SVC()}
        for name, model in models.items():
            score = model.score(1, 2)
    """
    assert "estimator" in handled(text)[-1].kinds


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("table['age'] = 3", id="column-set"),
        pytest.param("table.loc[table.age > 3, 'old'] = 1", id="cells-set"),
        pytest.param("table = table.dropna()", id="rows-dropped"),
        pytest.param("table = table[table.age > 3]", id="rows-kept"),
    ],
)
def test_tells_that_data_are_changed(text: str) -> None:
    assert handled(text)[-1].edits


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("mean = table.mean()", id="looked-at"),
        pytest.param("old = table[table.age > 30]", id="a-part-under-another-name"),
        pytest.param("options['age'] = 3", id="entry-of-a-dict"),
    ],
)
def test_tells_nothing_of_the_kind_where_data_stay(text: str) -> None:
    assert not handled(text)[-1].edits


def test_an_expression_that_is_too_deep_is_of_no_kind() -> None:
    assert handled(f"x = {'-' * 90}table")[-1].kinds >= {"frame"}
