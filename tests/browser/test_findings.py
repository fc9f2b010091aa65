"""The table of findings is searched, filtered, sorted, grouped and linked to, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import audits
from tests.browser.visits import Visit

LARGE = audits.large(600, 900)
SHOWN = 25  # rows, until more are asked for


@pytest.fixture
def large(visited: Visit, pages: dict[str, Path]) -> Page:
    return visited.to(pages["large"])


def rows(page: Page) -> Locator:
    return page.locator("table.findings tbody tr:not(.group):visible")


def chosen(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def told(page: Page) -> Locator:
    return page.locator(".filters output")


def debts(page: Page) -> list[float]:
    found: list[str] = rows(page).evaluate_all("rows => rows.map(row => row.dataset.m)")
    return [float(minutes) for minutes in found]


def test_a_few_rows_are_shown_and_more_on_demand(large: Page) -> None:
    expect_rows(large, SHOWN)
    large.get_by_role("button", name="Show 100 more").click()
    expect_rows(large, SHOWN + 100)


def expect_rows(page: Page, number: int) -> None:
    expect(rows(page)).to_have_count(number)


@pytest.mark.parametrize(
    ("label", "value", "attribute", "wanted"),
    [
        pytest.param("Severity", "high", "s", "high", id="severity"),
        pytest.param("Category", "notebook", "c", "notebook", id="category"),
        pytest.param("Rule", "broad-except", "r", "broad-except", id="rule"),
    ],
)
def test_a_filter_leaves_what_it_names_and_counts_it(
    large: Page, label: str, value: str, attribute: str, wanted: str
) -> None:
    chosen(large, label).select_option(value)
    told(large).get_by_text(" of ").wait_for()
    kinds = rows(large).evaluate_all(f"rows => rows.map(row => row.dataset.{attribute})")
    assert set(kinds) == {wanted}
    matching = sum(wanted in (f.severity, f.category.value, f.rule) for f in LARGE.findings)
    assert told(large).text_content() == f"{matching} of {len(LARGE.findings)} findings"


def test_a_search_reads_messages_rules_and_places_of_all_rows(large: Page) -> None:
    large.get_by_label("Search").fill("CYCLOMATIC")
    wanted = sum("cyclomatic" in finding.message for finding in LARGE.findings)
    told(large).get_by_text(f"{wanted} of").wait_for()
    assert all("cyclomatic" in text for text in rows(large).all_text_contents())
    large.get_by_label("Search").fill("no such text")
    expect_rows(large, 0)


def test_columns_sort_both_ways_and_say_so(large: Page) -> None:
    head = large.locator("th[data-sort=m]")
    button = head.get_by_role("button", name="Debt")
    button.click()
    large.locator("th[data-sort=m][aria-sort=descending]").wait_for()
    assert debts(large) == sorted(debts(large), reverse=True)
    assert max(debts(large)) == max(finding.minutes for finding in LARGE.findings)
    button.click()
    large.locator("th[data-sort=m][aria-sort=ascending]").wait_for()
    assert debts(large)[0] == min(finding.minutes for finding in LARGE.findings)
    large.get_by_role("button", name="Severity").click()
    large.locator("th[data-sort=s][aria-sort=ascending]").wait_for()
    assert head.get_attribute("aria-sort") is None


def test_groups_are_folded_with_their_sums_and_open_by_keyboard(large: Page) -> None:
    chosen(large, "Group by").select_option("rule")
    group = large.locator("tr.group").filter(has_text="broad-except")
    group.wait_for()
    expect_rows(large, 0)
    members = [finding for finding in LARGE.findings if finding.rule == "broad-except"]
    assert f"{len(members)} findings" in (group.text_content() or "")
    button = group.get_by_role("button")
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    expect_rows(large, len(members))
    button.press("Enter")
    expect_rows(large, 0)
    chosen(large, "Group by").select_option("nothing")
    expect_rows(large, SHOWN)
    assert large.locator("tr.group").count() == 0


@pytest.mark.parametrize("by", ["file", "category", "severity"])
def test_every_finding_is_in_one_group(large: Page, by: str) -> None:
    chosen(large, "Group by").select_option(by)
    large.locator("tr.group").first.wait_for()
    for button in large.locator("tr.group button").all()[:5]:
        button.click()
    sums = large.locator("tr.group button").evaluate_all(
        "all => all.map(each => Number(each.textContent.match(/ ([\\d,]+) finding/)[1].replace(',', '')))"  # noqa: E501
    )
    assert sum(sums) == len(LARGE.findings)
    expect_rows(large, sum(sums[:5]))


def test_a_permalink_finds_its_row_even_among_those_that_came_compressed(
    visited: Visit, pages: dict[str, Path]
) -> None:
    names = visited.to(pages["large"]).locator("table.findings tbody tr")
    written = {row.get_attribute("id") for row in names.all()}
    packed = [f"f-{finding.fingerprint}" for finding in LARGE.findings]
    name = next(name for name in packed if name not in written)
    visited.page.goto("about:blank")
    page = visited.to(pages["large"], f"#{name}")
    row = page.locator(f"tr[id='{name}']")
    row.wait_for()
    assert row.evaluate("row => row.getBoundingClientRect().top >= 0")
    assert row.evaluate("row => row.getBoundingClientRect().bottom <= innerHeight")


def test_a_reason_leads_to_its_findings(large: Page) -> None:
    link = large.locator("#why a[data-rule]").first
    rule = link.get_attribute("data-rule")
    link.click()
    told(large).get_by_text(" of ").wait_for()
    assert chosen(large, "Rule").input_value() == rule
    assert set(rows(large).evaluate_all("rows => rows.map(row => row.dataset.r)")) == {rule}


def test_a_place_leads_to_the_forge_at_the_audited_commit(large: Page) -> None:
    target = LARGE.target
    links = rows(large).locator("a.path")
    addresses = links.evaluate_all("links => links.map(link => link.href)")
    assert addresses
    assert target.commit is not None
    assert all(target.commit in address for address in addresses)
