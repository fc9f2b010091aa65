"""Pictures of the documentation are there, small, and told in words to who cannot see them."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

MAX_BYTES = 150_000
PICTURES = sorted((ROOT / "docs" / "images").iterdir())
SHOWN = re.compile(
    r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)"
    r'|<img src="(?P<src>[^"]+)" alt="(?P<told>[^"]*)">'
)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def shown(page: Path) -> list[tuple[str, str]]:
    """Path and alternative text of each picture on a page."""
    found = SHOWN.finditer(page.read_text(encoding="utf-8"))
    return [(match["path"] or match["src"], match["alt"] or match["told"] or "") for match in found]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_small_and_loads_nothing(picture: Path) -> None:
    content = picture.read_bytes()
    assert len(content) < MAX_BYTES
    if picture.suffix == ".svg":
        assert b"url(http" not in content
        assert b"<script" not in content


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_picture_of_a_page_is_there_and_told_in_words(page: Path) -> None:
    for path, words in shown(page):
        assert (page.parent / path).is_file()
        assert len(words) > 20
