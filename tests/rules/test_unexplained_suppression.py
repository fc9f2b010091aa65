"""unexplained-suppression reports marks that silence a finding and do not say why."""

import pytest

from auditor.rules.unexplained_suppression import RULE
from tests.builders import project_of


def lines_hit(source: str) -> list[int]:
    return [hit.location.line for hit in RULE.check(project_of(source))]


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("# numbers-audit: ignore[unseeded-split]", id="nothing-behind"),
        pytest.param("# numbers-audit: ignore[unseeded-split]   ", id="only-blanks-behind"),
        pytest.param("# noqa  numbers-audit: ignore[a, b]", id="behind-another-mark"),
    ],
)
def test_reports(comment: str) -> None:
    assert lines_hit(f"x = 1\ny = split(x)  {comment}\n") == [2]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 1  # numbers-audit: ignore[unseeded-split] rows are sorted", id="reason"),
        pytest.param("x = '# numbers-audit: ignore[unseeded-split]'", id="in-a-string"),
        pytest.param("x = 1  # numbers-audit is a tool", id="only-the-name"),
        pytest.param("x = 1  # noqa: E501", id="mark-of-another-tool"),
    ],
)
def test_stays_silent(source: str) -> None:
    assert lines_hit(source) == []
