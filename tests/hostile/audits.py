"""What every hostile test asks for: an audit that ends in time, loses nothing and writes safely."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from auditor.errors import AuditorError
from auditor.model import Audit, FileReport
from auditor.pipeline import examine
from auditor.report import SUFFIXES, render
from auditor.settings import Settings
from tests.repositories import Repository

MAX_SECONDS = 60.0  # of an audit of a few files, on a machine that has other things to do
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HANDLERS = re.compile(r"on[a-z]+")


class Hostile:
    """A repository to be made hostile, and what is asked of its audit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = Repository(folder / "hostile")
        self.repository.commit({"train.py": "import torch\nx = 1\n"})

    def audited(self, *, at_commit: bool = False) -> Audit:
        start = time.monotonic()
        target = f"file://{self.repository.path}" if at_commit else str(self.repository.path)
        audit = examine(target, Settings(cache=self.folder / "cache", jobs=1))
        assert time.monotonic() - start < MAX_SECONDS
        check_sums(audit)
        check_reports(audit)
        return audit

    def audited_or_refused(self, *, at_commit: bool = False) -> Sequence[FileReport]:
        """The files of the audit; none where it was refused, which takes one printable sentence."""
        try:
            return self.audited(at_commit=at_commit).files
        except AuditorError as error:
            check_sentence(str(error))
            return ()


def check_sentence(text: str) -> None:
    assert text
    assert text.isprintable()
    assert "Traceback" not in text


def check_sums(audit: Audit) -> None:
    assert audit.tracked_files == len(audit.files) == len({file.path for file in audit.files})
    counted = sum(file.counted for file in audit.files)
    assert counted + len(audit.skipped) == len(audit.files)
    lines = audit.lines
    assert lines.total == lines.code + lines.comment + lines.docstring + lines.blank
    assert sum(lines.by_role.values()) == lines.code
    assert audit.complete


def check_reports(audit: Audit) -> None:
    """No format lets through what would do something where it is read."""
    texts = {suffix: render(audit, suffix) for suffix in SUFFIXES}
    for suffix in (".json", ".sarif"):
        json.loads(texts[suffix])
    for suffix in (".md", ".csv", ".svg", ".html"):
        assert not CONTROL.search(texts[suffix].replace("\r\n", "\n")), suffix
    for row in csv.reader(io.StringIO(texts[".csv"], newline="")):
        assert not any(cell.startswith(FORMULA) and not _is_number(cell) for cell in row)
    Page().feed(texts[".html"])
    Page().feed(texts[".svg"])
    assert "<script" not in texts[".md"].lower()


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


class Page(HTMLParser):
    """Fails on what runs or loads something, but for the scripts of the template itself."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"iframe", "object", "embed", "base", "img", "frame", "applet"}
        for name, value in attrs:
            assert not HANDLERS.fullmatch(name), (tag, name)
            if name in {"src", "href", "action", "formaction", "xlink:href"} and value:
                assert value.lower().startswith(("#", "http://", "https://", "data:,")), value
