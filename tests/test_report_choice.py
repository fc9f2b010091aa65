"""The suffix of a file chooses its format."""

import pytest

from auditor.errors import BadSettings
from auditor.report import SUFFIXES, render, renderer
from auditor.report import json as json_report
from tests import audits


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix_has_a_renderer(suffix: str) -> None:
    assert render(audits.empty(), suffix)


def test_the_case_of_a_suffix_does_not_matter() -> None:
    assert renderer(".JSON") is json_report.render


@pytest.mark.parametrize("suffix", ["", ".docx", "json", "."])
def test_an_unknown_suffix_names_the_known_ones(suffix: str) -> None:
    with pytest.raises(BadSettings, match=r"\.json, \.html, \.md"):
        renderer(suffix)
