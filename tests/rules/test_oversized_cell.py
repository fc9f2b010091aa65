"""oversized-cell reports cells with more code than can be taken in."""

import pytest

from auditor.model import Hit
from auditor.rules.oversized_cell import RULE
from tests.builders import project_of
from tests.rules.notebooks import ran


def hits(*sources: str) -> list[Hit]:
    return list(RULE.check(project_of(ran(*sources), "a.ipynb")))


def test_reports_each_such_cell() -> None:
    found = hits("x = 1\n" * 101, "y = 1", "z = 1\n" * 140)
    assert [hit.location.cell for hit in found] == [0, 2]
    assert [hit.size for hit in found] == [1, 40]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 1\n" * 100, id="just-so"),
        pytest.param("# why\n" * 200 + "x = 1", id="comments"),
        pytest.param("%%writefile net.py\n" + "x = 1\n" * 200, id="written-to-a-file"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert hits(source) == []
