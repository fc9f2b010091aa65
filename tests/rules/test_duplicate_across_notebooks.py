"""duplicate-across-notebooks reports cells that several notebooks hold."""

from collections.abc import Mapping

import pytest
from msgspec.json import encode

from auditor.rules.duplicate_across_notebooks import RULE
from tests.builders import project_of
from tests.copies import MODEL, PLAIN
from tests.lines import asking

lines_hit = asking(RULE)


def notebook(*cells: str) -> str:
    found = [{"cell_type": "code", "source": cell, "outputs": []} for cell in cells]
    return encode({"cells": found, "nbformat": 4}).decode()


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.ipynb": notebook(PLAIN), "b.ipynb": notebook("x = 1", PLAIN)}, id="plain"),
        pytest.param({"a.ipynb": notebook(MODEL), "b.ipynb": notebook(MODEL)}, id="model-code"),
    ],
)
def test_reports(texts: Mapping[str, str]) -> None:
    assert len(lines_hit(texts)) == 1


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"a.ipynb": notebook(PLAIN, PLAIN)}, id="steps-of-one-notebook"),
        pytest.param({"a.ipynb": notebook(PLAIN), "b.py": PLAIN}, id="a-module-is-code"),
        pytest.param(
            {"tutorials/a.ipynb": notebook(PLAIN), "tutorials/b.ipynb": notebook(PLAIN)},
            id="tutorials",
        ),
        pytest.param(
            {"a.ipynb": notebook("%matplotlib inline", "import os"),
             "b.ipynb": notebook("%matplotlib inline", "import os")},
            id="imports-and-magics",
        ),
    ],
)  # fmt: skip
def test_stays_silent(texts: Mapping[str, str]) -> None:
    assert lines_hit(texts) == []


def test_names_the_cells() -> None:
    texts = {"a.ipynb": notebook(PLAIN), "b.ipynb": notebook("x = 1", PLAIN)}
    (hit,) = RULE.check(project_of(texts))
    assert hit.location.cell == 0
    assert hit.message == "14 lines stand again in b.ipynb[1]:1-14"
