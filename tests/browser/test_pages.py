"""Every page opens without a word to the console or the network, on screens, phones and paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import audits
from tests.browser.visits import NARROW, WIDE, Visit, visit

NAMES = (
    *("audit", "crowded", "large", "realistic", "empty"),
    *("compare", "compare-projects", "compare-three", "trend", "league"),
)
DARKEST = "rgb(20, 23, 26)"
WHITE = "rgb(255, 255, 255)"

each_page = pytest.mark.parametrize("name", NAMES)
ink_and_paper = pytest.mark.parametrize(
    ("dark", "paper"),
    [pytest.param(False, WHITE, id="light"), pytest.param(True, DARKEST, id="dark")],
)


def paper_of(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def test_no_page_is_forgotten(pages: dict[str, Path]) -> None:
    assert set(NAMES) == set(pages)


@each_page
def test_opens_quietly_fits_and_leads_to_its_sections(
    visited: Visit, pages: dict[str, Path], name: str
) -> None:
    page = visited.to(pages[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sections = page.get_by_role("navigation", name="Sections").get_by_role("link").all()
    assert sections
    for link in sections:
        link.click()
        expect(page.locator(link.get_attribute("href") or "")).to_be_in_viewport()
    assert width_of(page) <= WIDE
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert width_of(page) <= NARROW


def width_of(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


@ink_and_paper
def test_follows_the_colours_of_the_system(
    browser: Browser, pages: dict[str, Path], *, dark: bool, paper: str
) -> None:
    with visit(browser, dark=dark) as made:
        assert paper_of(made.to(pages["audit"])) == paper


@ink_and_paper
def test_prints_all_findings_and_none_of_the_controls_on_white(
    browser: Browser, pages: dict[str, Path], *, dark: bool, paper: str
) -> None:
    with visit(browser, dark=dark) as made:
        page = made.to(pages["realistic"])
        shown = page.locator("table.findings tbody tr:visible")
        assert shown.count() < len(audits.realistic().findings)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert shown.count() == len(audits.realistic().findings)
        assert paper_of(page) in {WHITE, "rgba(0, 0, 0, 0)"}
        for hidden in ("nav", ".filters", ".skip", "button.show", "#map"):
            expect(page.locator(hidden).first).to_be_hidden()
        assert page.pdf().startswith(b"%PDF")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        assert paper_of(page) == paper
        assert shown.count() < len(audits.realistic().findings)


def test_is_read_without_scripts(browser: Browser, pages: dict[str, Path]) -> None:
    with visit(browser, script=False) as made:
        page = made.to(pages["large"])
        expect(page.locator(".filters")).to_be_hidden()
        expect(page.locator("#map")).to_be_hidden()
        assert page.locator("table.findings tbody tr:visible").count() == 300
        expect(page.get_by_text("stand in the JSON and CSV reports")).to_be_visible()


# ---- interactions of the pages without a file of their own


def test_a_role_of_figure_1_is_told_from_the_others_on_the_whole_page(
    visited: Visit, pages: dict[str, Path]
) -> None:
    page = visited.to(pages["realistic"])
    box = page.locator(".figure-1.broad a.box").first
    box.click()
    expect(box).to_have_attribute("aria-pressed", "true")
    dim = page.locator("#code .bar rect:not(.r0)").first
    expect(dim).to_have_css("opacity", "0.14")
    box.press("Enter")
    expect(box).to_have_attribute("aria-pressed", "false")
    box.press("Space")
    expect(box).to_have_attribute("aria-pressed", "true")
    box.press("Space")
    expect(dim).to_have_css("opacity", "1")


def test_the_first_key_skips_to_the_verdict(visited: Visit, pages: dict[str, Path]) -> None:
    page = visited.to(pages["audit"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the verdict")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_in_viewport()


def test_a_folder_whose_files_came_compressed_shows_them(
    visited: Visit, pages: dict[str, Path]
) -> None:
    page = visited.to(pages["large"])
    packed = "folders => folders.findIndex(folder => folder.querySelector('tbody[data-rows]'))"
    folders = page.locator("#files .folders details")
    folder = folders.nth(folders.evaluate_all(packed))
    folder.locator("summary").press("Enter")
    expect(folder.locator("tbody tr").first.locator("td")).to_have_count(7)
    assert folder.locator("tbody tr").count() > 1


def test_a_comparison_unfolds_the_other_measures(visited: Visit, pages: dict[str, Path]) -> None:
    page = visited.to(pages["compare"])
    more = page.locator("details").first
    more.locator("summary").click()
    expect(more.get_by_role("table")).to_be_visible()


def test_the_table_of_a_batch_is_sorted_by_its_heads(
    visited: Visit, pages: dict[str, Path]
) -> None:
    page = visited.to(pages["league"])
    names = page.locator("#table tbody th")
    lines = page.locator("#table thead th").filter(has_text="Code lines")
    lines.get_by_role("button").click()
    expect(lines).to_have_attribute("aria-sort", "descending")
    assert names.first.text_content() == "ada/weather-30"
    lines.get_by_role("button").press("Enter")
    expect(lines).to_have_attribute("aria-sort", "ascending")
    assert names.first.text_content() == "ada/weather-1"
