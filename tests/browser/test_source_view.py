"""Places on the page lead to their source, with roles and findings in the margin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.shelf import FORGE, TRAIN
from tests.browser.visits import Visit

SPLIT = TRAIN.splitlines().index("    train, test = train_test_split(rows)") + 1


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def current(page: Page) -> Locator:
    return dialog(page).locator("tr[aria-current]")


def expect_line(page: Page, number: str) -> None:
    expect(current(page).locator("th")).to_have_text(number)


@pytest.fixture
def report(visited: Visit, pages: dict[str, Path]) -> Page:
    return visited.to(pages["audit"])


@pytest.fixture
def opened(visited: Visit, pages: dict[str, Path]) -> Page:
    page = visited.to(pages["audit"], f"#source=train.py:{SPLIT}")
    expect_line(page, str(SPLIT))
    return page


def test_a_finding_opens_its_line(report: Page) -> None:
    row = report.locator("table.findings tr[data-r=unseeded-split]")
    row.get_by_role("link", name=f"train.py:{SPLIT}").click()
    expect(dialog(report).get_by_role("heading")).to_have_text("train.py")
    expect_line(report, str(SPLIT))
    assert "train_test_split" in (current(report).locator(".code").text_content() or "")
    assert "unseeded-split" in (current(report).locator(".margin").text_content() or "")
    assert report.url.endswith(f"#source=train.py:{SPLIT}")


def test_every_line_is_shown_as_it_is_with_the_reason_of_its_role(opened: Page) -> None:
    assert dialog(opened).locator("td.code").all_text_contents() == TRAIN.splitlines()
    expect(dialog(opened).get_by_role("status")).to_contain_text(f"Line {SPLIT}. ")
    expect(dialog(opened).get_by_role("status")).to_contain_text("% sure: ")


def test_arrows_go_by_lines_and_letters_by_findings(opened: Page) -> None:
    keyboard = opened.keyboard
    keyboard.press("ArrowDown")
    expect_line(opened, str(SPLIT + 1))
    keyboard.press("Home")
    expect_line(opened, "1")
    keyboard.press("n")
    found = current(opened)
    expect(found.locator(".finding").first).to_be_visible()
    after = int(found.locator("th").text_content() or 0)
    keyboard.press("End")
    keyboard.press("p")
    assert int(current(opened).locator("th").text_content() or 0) > after
    expect(current(opened).locator(".finding").first).to_be_visible()


def test_buttons_step_from_finding_to_finding(opened: Page) -> None:
    dialog(opened).get_by_role("button", name="Next finding").click()
    expect(current(opened).locator(".finding").first).to_be_visible()
    expect(current(opened).locator("th")).not_to_have_text(str(SPLIT))
    dialog(opened).get_by_role("button", name="Previous finding").click()
    expect_line(opened, str(SPLIT))


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_closing_gives_the_focus_back(report: Page, way: str) -> None:
    link = report.locator("table.findings a.path").filter(has_text="train.py").first
    link.focus()
    link.press("Enter")
    expect(dialog(report)).to_be_visible()
    if way == "Escape":
        report.keyboard.press("Escape")
    else:
        dialog(report).get_by_role("button", name="Close").click()
    expect(dialog(report)).to_be_hidden()
    expect(link).to_be_focused()
    assert "#" not in report.url


def test_the_back_button_closes_it(report: Page) -> None:
    report.locator("#files summary").first.click()
    report.locator("#files a.path").first.click()
    expect(dialog(report)).to_be_visible()
    report.go_back()
    expect(dialog(report)).to_be_hidden()


def test_a_finding_in_the_margin_leads_to_its_row(opened: Page) -> None:
    link = current(opened).get_by_role("link", name="unseeded-split")
    name = (link.get_attribute("href") or "")[1:]
    link.click()
    expect(dialog(opened)).to_be_hidden()
    expect(opened.locator(f"[id='{name}']")).to_be_in_viewport()


def test_the_forge_is_linked_at_the_commit(opened: Page) -> None:
    link = dialog(opened).get_by_role("link", name="At the forge")
    address = link.get_attribute("href") or ""
    assert re.fullmatch(re.escape(FORGE) + r"/blob/[0-9a-f]{40}/train\.py", address)


def test_a_notebook_counts_lines_within_cells(visited: Visit, pages: dict[str, Path]) -> None:
    page = visited.to(pages["audit"], "#source=notebooks/look.ipynb[1]:1")
    expect_line(page, "[1]1")
    assert "frame['a'][0] = 1" in (current(page).text_content() or "")


def test_an_address_of_nothing_opens_nothing(visited: Visit, pages: dict[str, Path]) -> None:
    page = visited.to(pages["audit"], "#source=no/such.py:3")
    expect(page.get_by_role("heading", name="Figure 1 of this repository")).to_be_visible()
    expect(dialog(page)).to_be_hidden()


def test_findings_whose_rows_came_compressed_are_linked_to_too(
    visited: Visit, pages: dict[str, Path]
) -> None:
    page = visited.to(pages["crowded"], "#source=crowded.py:1")
    expect_line(page, "1")
    lost = page.evaluate(
        "[...document.querySelectorAll('#source a[href^=\"#f-\"]')]"
        ".filter((link) => !document.getElementById(link.hash.slice(1))).length"
    )
    assert lost == 0
