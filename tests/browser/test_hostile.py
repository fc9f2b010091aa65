"""Whatever a target or a report wrote, the browser runs nothing of it and asks nobody for it.

The pages forbid foreign scripts to the browser; here it is told to let them run all the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from auditor.compare import compare
from auditor.report import delta_html, html, json, league_html, trend_html
from auditor.trend import trend
from tests import audits
from tests.browser import shelf
from tests.browser.visits import Visit, visit
from tests.hostile import scripts
from tests.test_trend import LINE, stamp

each_payload = pytest.mark.parametrize("text", scripts.PAYLOADS.values(), ids=scripts.PAYLOADS)


EVERYTHING = """
const all = (query) => [...document.querySelectorAll(query)];
const touch = (each, kind) => each.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
for (const each of all("details")) each.open = true;
for (const each of all("a, tr, svg *, summary, input, select")) touch(each, "mouseover");
for (const each of all("[tabindex], a, button, input, select")) each.focus();
for (const each of all("a.cell.folder, .trail a, a.box, th button, button.show")) touch(each, "click");
"""  # noqa: E501


def handled(page: Page) -> None:
    """Everything opened, pointed at and chosen, but for links that lead away."""
    page.evaluate(EVERYTHING)
    if page.locator("select[name=g]").count():
        for by in ("r", "p", "c", "s"):
            page.select_option("select[name=g]", by)
            page.locator("tr.group button").first.click()
    page.evaluate(EVERYTHING)
    assert set(page.evaluate("[...document.links].map((link) => link.protocol)")) <= {
        *("file:", "http:", "https:", ":")
    }


def harmless(browser: Browser, path: Path) -> None:
    with visit(browser, lawless=True) as made:
        handled(made.to(path))
        sources = made.page.locator("script[data-source]").evaluate_all(
            "all => all.map((each) => each.dataset.source)"
        )
        for source in sources[:6]:
            made.page.evaluate("(path) => { location.hash = `source=${path}`; }", source)
            made.page.locator("#source tr[aria-current]").wait_for()
            made.page.keyboard.press("n")


@pytest.mark.parametrize("name", ["element", "attribute", "end-of-script"])
def test_the_canary_would_tell(browser: Browser, tmp_path: Path, name: str) -> None:
    """Unescaped, the same texts do run: what is proved below is no matter of course."""
    body = f"<title>x</title><p title='{scripts.PAYLOADS[name]}'>{scripts.PAYLOADS[name]}"
    path = shelf.put(tmp_path / "page.html", body)
    with pytest.raises(AssertionError):
        _waited(browser, path)


def _waited(browser: Browser, path: Path) -> None:
    with visit(browser, lawless=True) as made:
        made.to(path)
        made.page.wait_for_timeout(200)


def test_what_is_asked_for_would_be_told(visited: Visit, tmp_path: Path) -> None:
    visited.to(shelf.put(tmp_path / "page.html", f"<img src={scripts.EVIL}x>"))
    assert visited.asked == [f"{scripts.EVIL}x"]
    visited.asked.clear()
    visited.said.clear()


@each_payload
def test_a_hostile_report_is_rendered_as_text(browser: Browser, tmp_path: Path, text: str) -> None:
    audit = json.load(scripts.report(audits.realistic(), text))
    assert text in audit.target.name
    many = replace(audit, findings=audit.findings * 4)
    harmless(browser, shelf.put(tmp_path / "report.html", html.render(many, audit)))


@each_payload
def test_hostile_reports_are_compared_as_text(browser: Browser, tmp_path: Path, text: str) -> None:
    before = json.load(scripts.report(audits.realistic(), text))
    after = json.load(scripts.report(audits.later(), f"{text}{text}"))
    for name, delta in (("versions", compare(before, before)), ("two", compare(before, after))):
        harmless(browser, shelf.put(tmp_path / f"{name}.html", delta_html.render(delta)))


@each_payload
def test_a_hostile_history_and_batch_are_shown_as_text(
    browser: Browser, tmp_path: Path, text: str
) -> None:
    audit = json.load(scripts.report(audits.realistic(), text))
    days = [(replace(stamp(day, text, (text,)), subject=text), audit) for day in range(3)]
    harmless(browser, shelf.put(tmp_path / "t.html", trend_html.render(trend(days, LINE))))
    harmless(browser, shelf.put(tmp_path / "l.html", league_html.render(shelf.league(text))))


def test_a_hostile_repository_is_audited_compared_and_followed_as_text(
    browser: Browser, tmp_path: Path
) -> None:
    target = f"file://{scripts.repository(tmp_path / 'target').path}"
    scripts.auditor(tmp_path, target, "-o", "audit.html", "-o", "audit.json")
    scripts.auditor(tmp_path, "trend", target, "--tags", "-o", "trend.html")
    scripts.auditor(tmp_path, "compare", "audit.json", target, "-o", "delta.html")
    assert (tmp_path / "audit.html").read_text(encoding="utf-8").count("data-source=") > 1
    for name in ("audit", "trend", "delta"):
        harmless(browser, tmp_path / f"{name}.html")
