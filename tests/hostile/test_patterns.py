"""No regular expression of ours takes the square of a text's length."""

import re
import time

import pytest

from auditor.evidence.imports import mentioned
from tests.builders import project_of
from tests.hostile.patterns import Found, groups_kept, patterns, trap

MAX_SECONDS = 5.0  # it takes a tenth of one


@pytest.mark.parametrize("found", patterns(), ids=lambda found: found.place)
def test_a_pattern_takes_time_as_its_text_is_long(found: Found) -> None:
    assert trap(found) is None


def test_no_pattern_needs_a_python_that_is_newer_than_ours() -> None:
    """Debian 12 has 3.11.2, which loops or finds nothing there: `(?>(?:...)*)` says the same."""
    assert not [found.place for found in patterns() if groups_kept(found)]
    assert groups_kept(Found("here", re.compile(r"a(?:_\w+)?+"), "search"))
    assert not groups_kept(Found("here", re.compile(r"a[_b]*+(?>(?:ab)*)"), "search"))


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


def test_many_names_are_looked_for_in_many_words_at_once() -> None:
    """A pattern of all names would try each of them at each word."""
    names = frozenset(f"p{number}" for number in range(30_000))
    words = " ".join(f"q{number}" for number in range(30_000))
    start = time.thread_time()
    assert mentioned(project_of({"a.yaml": f"{words} p7"}), names) == {"p7"}
    assert time.thread_time() - start < MAX_SECONDS
