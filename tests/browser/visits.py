"""A visit to a page: what it shows, what it said to the console and what it asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
OURS = ("file:", "data:", "blob:", "about:")  # what needs no network
WIDE, NARROW = 1280, 390  # pixels: a screen, and a phone
PATIENCE = 30_000  # milliseconds, for a machine that has other things to do
CANARY = """
window.touched = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"]) {
  window[name] = () => window.touched.push(name);
}
Object.defineProperty(window, "__pwned", { set: (value) => window.touched.push(value) });
"""


def program() -> str:
    """The browser of this machine; `make test` has installed one where that could be done."""
    names = (os.environ.get("NUMBERS_AUDIT_BROWSER", ""), *NAMES)
    found = next((path for name in names if name and (path := which(name))), None)
    if found is None:
        pytest.fail("No Chromium on this machine: `.ci/browser.sh` installs it or says how.")
    return found


class Visit:
    """One page, and whatever it did that a page of ours never does."""

    def __init__(self, context: BrowserContext) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.dialogs: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.route("**/*", self._route)
        context.on("request", self._asked)
        context.on("dialog", self._dialog)
        context.on("console", lambda told: self.said.append(f"{told.type}: {told.text}"))
        context.on("weberror", lambda told: self.said.append(f"error: {told.error}"))
        context.add_init_script(CANARY)
        self.page: Page = context.new_page()

    def _route(self, route: Route) -> None:
        if route.request.url.startswith(OURS):
            route.continue_()
        else:
            route.abort()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(OURS):
            self.asked.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def to(self, path: Path, hash_: str = "") -> Page:
        self.page.goto(path.as_uri() + hash_)
        return self.page

    @property
    def touched(self) -> Sequence[str]:
        found: list[str] = self.page.evaluate("window.touched")
        return found

    def assert_quiet(self) -> None:
        """Nothing said, nothing asked for, nothing run that the page did not bring itself."""
        assert self.said == []
        assert self.asked == []
        assert self.dialogs == []
        assert self.touched == []
        assert len(self.page.context.pages) == 1


@contextmanager
def visit(
    browser: Browser,
    *,
    width: int = WIDE,
    dark: bool = False,
    script: bool = True,
    lawless: bool = False,
) -> Iterator[Visit]:
    """A page of a fresh window; at the end of it nothing may have happened behind our back.

    A lawless window does not heed what the page forbids it.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        java_script_enabled=script,
        bypass_csp=lawless,
    )
    try:
        made = Visit(context)
        yield made
        if script:
            made.assert_quiet()
    finally:
        context.close()
