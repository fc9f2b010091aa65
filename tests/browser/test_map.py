"""The map of folders and files is entered, left and read, by mouse, keyboard and address."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visits import Visit

LARGE_FOLDERS = 15  # at the top of the large audit


@pytest.fixture
def report(visited: Visit, pages: dict[str, Path]) -> Page:
    page = visited.to(pages["audit"])
    expect(page.locator("#map a.cell").first).to_be_attached()
    return page


def cell(page: Page, name: str) -> Locator:
    return page.locator(f"#map a.cell[aria-label^='{name}']")


def trail(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Folders of the map")


def test_a_folder_is_entered_and_left_by_its_trail(report: Page) -> None:
    cell(report, "src/weather/").first.click(position={"x": 8, "y": 8})
    expect(trail(report).get_by_text("src/weather", exact=True)).to_have_attribute(
        "aria-current", "location"
    )
    assert report.url.endswith("#map=src/weather")
    assert cell(report, "train.py").count() == 0
    trail(report).get_by_role("link").first.click()
    expect(cell(report, "train.py")).to_be_attached()


def test_the_back_button_leaves_a_folder(report: Page) -> None:
    cell(report, "src/weather/").first.click(position={"x": 8, "y": 8})
    expect(cell(report, "train.py")).to_have_count(0)
    report.go_back()
    report.go_forward()
    expect(cell(report, "train.py")).to_have_count(0)


def test_a_file_opens_its_source(report: Page) -> None:
    cell(report, "train.py").click()
    expect(report.get_by_role("dialog").get_by_role("heading")).to_have_text("train.py")


def test_keys_go_from_cell_to_cell_and_enter_opens(report: Page) -> None:
    first = report.locator("#map a.cell[tabindex='0']")
    first.focus()
    told = report.locator("#map .told")
    before = told.text_content()
    report.keyboard.press("End")
    expect(told).not_to_have_text(before or "")
    assert report.locator("#map a.cell[tabindex='0']").count() == 1
    report.keyboard.press("Home")
    expect(told).to_have_text(before or "")
    report.keyboard.press("ArrowRight")
    expect(told).not_to_have_text(before or "")
    report.keyboard.press("Enter")
    expect(report.locator("#map [aria-current], dialog[open]").first).to_be_visible()


def test_areas_are_as_large_as_the_code(visited: Visit, pages: dict[str, Path]) -> None:
    page = visited.to(pages["large"])
    expect(page.locator("#map a.cell").first).to_be_attached()
    areas: list[float] = page.evaluate(
        """[...document.querySelectorAll("#map a.folder:has(> .frame)")].map((cell) => {
             const [, path, lines] = cell.getAttribute("aria-label").match(/^(.*)\\/ .*? ([\\d,]+) lines/);
             const box = cell.querySelector(".frame").getBBox();
             return path.includes("/") ? 0 : (box.width + 2) * (box.height + 2) / Number(lines.replaceAll(",", ""));
           }).filter((area) => area)"""  # noqa: E501 - a gap of two pixels is between neighbours
    )
    assert len(areas) == LARGE_FOLDERS
    assert max(areas) < 1.02 * min(areas)
