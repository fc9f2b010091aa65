"""Which words admit a debt, and what clears most text without reading it closely."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.evidence.admitted import IN_COMMENTS, Phrase, admissions


@pytest.mark.parametrize("phrase", IN_COMMENTS, ids=lambda phrase: phrase.anchors[0])
@settings(max_examples=20)
@given(data=st.data())
def test_no_phrase_matches_without_one_of_its_anchors(phrase: Phrase, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(ascii_only(phrase.pattern)))
    assert any(anchor in text.lower() for anchor in phrase.anchors)


def ascii_only(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Some letters that are no ASCII match one that is when case is ignored, as \u017f does s."""
    return re.compile(pattern.pattern, pattern.flags & ~re.UNICODE | re.ASCII)


def test_what_stands_in_one_paragraph_is_one_admission() -> None:
    text = "Not pretty. TODO: split\n\nThis is broken. hacky, too"
    found = [each.text for each in admissions(text, IN_COMMENTS)]
    assert found == ["Not pretty. TODO: split", "This is broken. hacky, too"]


@pytest.mark.parametrize(
    "text",
    [
        "todo: log the loss : done",
        "TODO: add a scheduler - fixed!",
        "TODO (done): add a scheduler",
        "TODO [x] add a scheduler",
        "TODO: add a scheduler ✓",
    ],
)
def test_what_is_crossed_off_is_no_debt(text: str) -> None:
    assert not list(admissions(text, IN_COMMENTS))


def test_a_condition_admits_nothing() -> None:
    assert not list(admissions("It forces execution if not yet done.", IN_COMMENTS))
    assert list(admissions("Masks are not yet done.", IN_COMMENTS))


@pytest.mark.parametrize(
    "text",
    [
        "TODO: check that this is done",
        "TODO: done by hand, should be automatic",
        "TODO: decide whether the rate is fixed",
        "TODO: half of it: done, the rest is missing",
    ],
)
def test_what_only_speaks_of_being_done_stays(text: str) -> None:
    assert [each.text for each in admissions(text, IN_COMMENTS)] == [text]
