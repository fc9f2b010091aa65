"""All reports write numbers, durations, places and addresses the same way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.report import words
from tests import audits


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (0.4, "<1 min"),
        (59.4, "59 min"),
        (59.6, "1.0 h"),
        (90, "1.5 h"),
        (480, "1.0 d"),
        (720_000, "1,500.0 d"),
    ],
)
def test_durations_in_the_unit_people_plan_in(minutes: float, text: str) -> None:
    assert words.duration(minutes) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "unknown"), (0, "0.0%"), (0.0004, "<0.1%"), (0.305, "30.5%"), (1, "100.0%")],
)
def test_not_known_is_not_zero_and_little_is_not_nothing(share: float | None, text: str) -> None:
    assert words.percent(share) == text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//e.x",
        "",
        "http://[",
        None,
    ],
)
def test_only_the_web_is_linked_to(address: str | None) -> None:
    assert words.web_address(address) is None
    target = replace(audits.realistic().target, web_url=address)
    assert words.permalink(target, "a.py", 3) is None


def test_addresses_hold_nothing_that_ends_an_attribute_or_a_link() -> None:
    address = words.web_address("https://e.x/\"'<>() \n`|")
    assert address is not None
    assert not set(address) & set("\"'<>() \n`|")


@pytest.mark.parametrize("prefix", ["https://e.x/blob/1", "https://e.x/blob/1/"])
def test_permalinks_quote_the_path(prefix: str) -> None:
    target = replace(audits.realistic().target, web_url=prefix)
    assert words.permalink(target, "a b/#1?.py", 3) == "https://e.x/blob/1/a%20b/%231%3F.py#L3"
    assert words.permalink(target, "a.py") == "https://e.x/blob/1/a.py"


@given(st.text())
def test_visible_text_is_on_one_line_and_comes_again_as_itself(text: str) -> None:
    shown = words.visible(text)
    assert len(shown.splitlines()) <= 1
    assert words.visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("`a` b", [("a", True), (" b", False)]),
        ("a ` b", [("a ` b", False)]),
        ("``", []),
        ("", []),
    ],
)
def test_code_stands_between_backticks(text: str, parts: list[tuple[str, bool]]) -> None:
    assert list(words.spans(text)) == parts


@given(st.text(min_size=1, max_size=200), st.integers(4, 60))
def test_a_shortened_path_keeps_its_end(path: str, length: int) -> None:
    shortened = words.short_path(path, length)
    assert len(shortened) <= length
    assert shortened[-1] == path[-1]


def test_what_matters_most_comes_first_and_unknown_severities_last() -> None:
    one = audits.realistic().findings[0]
    audit = replace(
        audits.realistic(),
        findings=(
            replace(one, severity="odd", priority=1.0),
            replace(one, severity="low", priority=1.0),
            replace(one, severity="high", priority=1.0),
            replace(one, severity="info", priority=9.0),
        ),
    )
    ranked = [finding.severity for finding in words.weightiest(audit)]
    assert ranked == ["info", "high", "low", "odd"]


def test_says_what_was_audited() -> None:
    target = replace(audits.realistic().target, subdir="web", dirty=True)
    assert words.revision(target) == "main · 9f2c1d7be0 · web/ · with uncommitted changes"
    assert words.revision(replace(target, commit=None, branch=None, subdir="", dirty=False)) == ""
