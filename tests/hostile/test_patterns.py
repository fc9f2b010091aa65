"""No regular expression of ours takes the square of a text's length."""

import re

import pytest

from tests.hostile.patterns import Found, patterns, trap


@pytest.mark.parametrize("found", patterns(), ids=lambda found: found.place)
def test_a_pattern_takes_time_as_its_text_is_long(found: Found) -> None:
    assert trap(found) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r"(a+)+b", id="repeats-in-repeats"),
        pytest.param(r"\s*x", id="from-every-place"),
        pytest.param(r"\w+_drift$", id="the-same-with-an-end"),
        pytest.param(r"<!--.*?-->", id="openers-without-an-end"),
        pytest.param(r"\[\s*([^\]=]{1,120}?)\s*\]", id="three-that-eat-blanks"),
        pytest.param(r"(['\"])(?:\\.|(?!\1).)*\1", id="two-ways-to-read-a-backslash"),
    ],
)
def test_the_measure_finds_what_it_is_to_find(text: str) -> None:
    assert trap(Found("here", re.compile(text), "search")) is not None


@pytest.mark.parametrize("text", [r"a+b?", r"(?<!\s)\s*+x", r"\w{0,80}_drift$", r"^[^#\n]*\bx"])
def test_the_measure_lets_pass_what_is_in_order(text: str) -> None:
    assert trap(Found("here", re.compile(text, re.MULTILINE), "search")) is None


def test_patterns_of_all_kinds_are_found() -> None:
    """Named ones, those in tables, and those that stand where they are used."""
    found = {one.place.partition(":")[0] for one in patterns()}
    assert {"auditor.acquire.target", "auditor.read.kinds"} <= found
    assert len(found) > 100
