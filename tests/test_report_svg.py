"""The badge is a small drawing that says the rating and the share of ML code."""

from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from auditor.model import Rating
from auditor.report.svg import COLOURS, render
from tests import audits
from tests.goldens import assert_golden


def test_says_the_rating_and_the_share() -> None:
    badge = ET.fromstring(render(audits.realistic()))  # noqa: S314 - our own text
    assert badge.get("aria-label") == "numbers-audit: debt A | ML code 30.5%"


def test_says_what_is_not_known() -> None:
    badge = ET.fromstring(render(audits.empty()))  # noqa: S314 - our own text
    assert badge.get("aria-label") == "numbers-audit: debt ? | ML code unknown"


@pytest.mark.parametrize("rating", Rating)
def test_each_rating_has_its_colour(rating: Rating) -> None:
    audit = audits.realistic()
    assert COLOURS[rating] in render(replace(audit, debt=replace(audit.debt, rating=rating)))


@pytest.mark.parametrize("colour", COLOURS.values())
def test_white_letters_can_be_read_on_every_colour(colour: str) -> None:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG AA


def test_golden() -> None:
    assert_golden("golden/badge.svg", render(audits.realistic()))
