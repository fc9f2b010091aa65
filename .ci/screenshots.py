"""Pictures of the reports for README and tutorial, in docs/images.

    python .ci/screenshots.py TARGET FOLDER

The page, Figure 1 and the comparison with the reference project are drawn by Chromium, the
terminal by rich. No picture shows a line of the target's code.
"""

import base64
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.text import Text

from auditor.report import json
from auditor.report.terminal import Look, render
from tests.browser.visits import OPTIONS, program

COLUMNS = 96  # of the terminal
QUALITY = 82  # of WebP: letters stay sharp
FONTS = re.compile(r"@font-face \{.*?\}\n", re.DOTALL)  # rich names a server: nothing is loaded
FAMILY = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


class Shot(NamedTuple):
    """What of which page is taken: from its top, or one element of it."""

    name: str
    page: str
    height: int = 0
    element: str = ""
    dark: bool = False


SHOTS = (
    Shot("report-light", "report", height=690),
    Shot("report-dark", "report", height=690, dark=True),
    Shot("figure-1", "report", element=".figure-1.broad"),
    Shot("compare", "compare", height=860),
)


def main(target: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        reports = Path(name)
        audited(target, reports)
        (folder / "terminal.svg").write_text(terminal(reports / "report.json"), encoding="utf-8")
        with browsing() as browser:
            for shot in SHOTS:
                taken = picture(browser, (reports / f"{shot.page}.html").as_uri(), shot)
                (folder / f"{shot.name}.webp").write_bytes(taken)


def audited(target: str, folder: Path) -> None:
    report = str(folder / "report.json")
    page = str(folder / "report.html")
    auditor(target, "--no-run-info", "-o", report, "-o", page)
    auditor("compare", report, "reference", "-o", str(folder / "compare.html"))


def auditor(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "auditor", *words, "-q"], check=True)  # noqa: S603


def terminal(report: Path) -> str:
    audit = json.load(report.read_bytes())
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    look = Look(width=COLUMNS, colours="truecolor", unicode=True)
    console.print(Text.from_ansi(render(audit, look)))
    drawn = FONTS.sub("", console.export_svg(title=f"numbers-audit {audit.target.name}"))
    return drawn.replace("font-family: Fira Code, monospace", f"font-family: {FAMILY}")


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=[*OPTIONS])
        yield browser
        browser.close()


def picture(browser: Browser, address: str, shot: Shot) -> bytes:
    page = browser.new_page(
        viewport={"width": 1280, "height": 860}, color_scheme="dark" if shot.dark else "light"
    )
    page.goto(address)
    clip = {**area(page, shot), "scale": 1}
    session = page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    taken = session.send("Page.captureScreenshot", asked)
    page.close()
    return base64.b64decode(taken["data"])


def area(page: Page, shot: Shot) -> dict[str, float]:
    if not shot.element:
        return {"x": 0, "y": 0, "width": 1280, "height": shot.height}
    box = page.locator(shot.element).bounding_box()
    if box is None:
        raise SystemExit(f"{shot.element} is not on the page of {shot.name}")
    return {name: float(value) for name, value in box.items()}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
