"""axe-core, the checker of browsers' own tools, finds nothing on any page, light or dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.shelf import put
from tests.browser.visits import NARROW, Visit, visit

NAMES = ("audit", "empty", "compare", "compare-projects", "compare-three", "trend", "league")
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe objects to: everything it knows in light, and in dark what hangs on colours."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=COLOURS).response["violations"]
    return [(each["id"], node["html"]) for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_violation(visited: Visit, pages: dict[str, Path], name: str) -> None:
    assert violations(visited.to(pages[name])) == []


@pytest.mark.parametrize(
    ("name", "hash_"),
    [
        pytest.param("audit", "#source=train.py:9", id="source"),
        pytest.param("crowded", "#source=crowded.py:1", id="source-with-compressed-rows"),
    ],
)
def test_a_source_has_no_violation(
    visited: Visit, pages: dict[str, Path], name: str, hash_: str
) -> None:
    page = visited.to(pages[name], hash_)
    expect(page.locator("#source tr[aria-current]")).to_be_visible()
    assert violations(page) == []


def test_what_is_unfolded_chosen_and_grouped_on_a_phone_has_no_violation(
    browser: Browser, pages: dict[str, Path]
) -> None:
    with visit(browser, width=NARROW) as made:
        page = made.to(pages["audit"])
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.locator(".figure-1.narrow a.box").first.click()
        page.locator("select[name=g]").select_option("rule")
        page.locator("tr.group button").first.click()
        assert violations(page) == []


def test_the_checker_would_tell(visited: Visit, tmp_path: Path) -> None:
    text = "<p style='color: #999'>grey</p><img src='data:,'>"
    page = visited.to(put(tmp_path / "page.html", f"<!doctype html><html>{text}"))
    assert {"color-contrast", "image-alt", "html-has-lang"} <= {id_ for id_, _ in violations(page)}
