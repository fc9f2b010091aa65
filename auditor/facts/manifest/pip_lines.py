"""What does one line for pip ask for? A requirement, a direct reference, or only an option."""

import re
from collections.abc import Iterator

from auditor.facts.manifest.shapes import ARCHIVES, is_pinned_url, name_in_url, requirement
from auditor.model import Dependency

URL = re.compile(r"[a-z0-9+]{2,12}://", re.IGNORECASE)
OPTION_WITH_HASH = re.compile(r"\s--(hash|config-settings|global-option)[= ]")
EDITABLE = ("-e", "--editable")


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with content and their numbers: continuations joined, comments gone."""
    start, parts = 1, list[str]()
    for number, raw in enumerate(text.splitlines(), 1):
        content = _without_comment(raw)
        start = start if parts else number
        parts.append(content.removesuffix("\\"))
        if not content.endswith("\\"):
            yield from _joined(start, parts)
            parts = []
    yield from _joined(start, parts)


def _joined(start: int, parts: list[str]) -> Iterator[tuple[int, str]]:
    content = " ".join(parts).strip()
    if content:
        yield start, content


def _without_comment(line: str) -> str:
    """As pip does: a `#` opens a comment at the start of a line or after white space."""
    if line.lstrip().startswith("#"):
        return ""
    for at, character in enumerate(line):
        if character == "#" and line[at - 1].isspace():
            return line[:at].rstrip()
    return line.rstrip()


def entry(content: str, line: int, group: str = "") -> Dependency | None:
    """The requirement of one logical line; None for options and local folders."""
    option, _, rest = content.partition(" ")
    if option in EDITABLE or content.startswith("--editable="):
        return _direct(rest.strip() or content.partition("=")[2], line, group)
    if content.startswith("-"):
        return None
    hashed = OPTION_WITH_HASH.search(content)
    content = content[: hashed.start()].strip() if hashed else content
    if URL.match(content):
        return _direct(content, line, group)
    local = content.endswith(ARCHIVES) and "@" not in content
    return None if local else requirement(content, line, group)


def _direct(url: str, line: int, group: str) -> Dependency | None:
    address, _, marker = url.partition(" ;")
    if not URL.match(address):
        return None  # a folder or file of the repository itself
    return Dependency(
        name_in_url(address), "", line, group, address, is_pinned_url(address), marker.strip()
    )
