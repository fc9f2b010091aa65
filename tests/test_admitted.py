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
