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
        pytest.param("# noqa  numbers-audit: ignore[glue-code]", id="behind-another-mark"),
        pytest.param("# numbers-audit: ignore[Glue_Code] ours", id="no-slug"),
        pytest.param("# numbers-audit: ignore[] ours", id="no-name"),
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


def test_a_name_that_no_rule_has_is_told_with_the_nearest() -> None:
    source = "x = 1  # numbers-audit: ignore[unseeded-splits, glue-code] rows are sorted\n"
    (hit,) = RULE.check(project_of(source))
    assert hit.message == "`unseeded-splits` is no rule; `unseeded-split` is one"


def test_each_name_is_judged_for_itself_and_the_reason_once() -> None:
    messages = [
        hit.message
        for hit in RULE.check(project_of("x = 1  # numbers-audit: ignore[qqqq, glue-code]\n"))
    ]
    assert messages == ["`qqqq` is no rule", "glue-code is silenced without a reason"]
