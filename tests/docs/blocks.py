"""The code blocks of the documentation, with what a reader is told about running them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ELSEWHERE = ("docs/rules/", "docs/decisions/")
"""Pages whose blocks are tested by others (examples of rules) or are records (decisions)."""

FENCE = re.compile(
    r"(?P<reason><!-- not run: [^\n]+ -->\n)?"
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    page: str
    line: int
    language: str
    text: str
    reason: str  # why it is not run; empty: it is


def pages() -> Iterator[Path]:
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]):
        if not path.relative_to(ROOT).as_posix().startswith(ELSEWHERE):
            yield path


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        yield Block(
            page.relative_to(ROOT).as_posix(),
            text.count("\n", 0, match.start("indent")) + 1,
            match["language"],
            dedent(match["text"]),
            (match["reason"] or "").removeprefix("<!-- not run: ").removesuffix(" -->\n"),
        )
