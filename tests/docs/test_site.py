"""The site builds without a warning: every link leads somewhere, every page has its place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.docs.blocks import ROOT

ELSEWHERE = re.compile(r"""(?:src|href)=["']?(?:https?:)?//[^"' >]+\.(?:css|js|woff2?|png|svg)\b""")


def test_the_site_builds_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    words = ["--strict", "--config-file", ".mkdocs.yml", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    pages = [*tmp_path.rglob("*.html")]
    assert len(pages) > len([*ROOT.glob("docs/**/*.md")]) - 1
    foreign = [page.name for page in pages if ELSEWHERE.search(page.read_text(encoding="utf-8"))]
    assert not foreign
