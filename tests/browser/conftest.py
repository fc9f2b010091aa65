"""One browser for the tests of a file, and the pages they open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import shelf
from tests.browser.visits import OPTIONS, Visit, program, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if find_spec("playwright") is None and not os.environ.get("CI"):
    collect_ignore_glob = ["test_*.py"]  # `make test` brings it; all other tests run without it


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with the file: its event loop is in the way of tests that start one themselves."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it may be absent

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=[*OPTIONS])
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return shelf.written(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def visited(browser: Browser) -> Iterator[Visit]:
    with visit(browser) as made:
        yield made
