"""Whole reports held against files: `REFRESH_GOLDEN=1 pytest` writes them anew, to be read."""

import os
from pathlib import Path

ROOT = Path(__file__).parent


def assert_golden(path: str, text: str) -> None:
    """The text is that of the file, whose path starts at the tests."""
    file = ROOT / path
    if os.environ.get("REFRESH_GOLDEN"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")
