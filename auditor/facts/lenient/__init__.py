"""Python code that the running Python cannot parse, read as far as it can be.

Python 2, newer versions than the running one, and broken files: tree-sitter reads what it can,
and the concrete tree becomes the `ast.Module` that Python's own parser would have given.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from auditor.facts.lenient.mending import errors, read
from auditor.facts.lenient.signs import notes
from auditor.facts.lenient.source import MAX_BYTES, Source, line_of
from auditor.facts.lenient.statements import statements


@dataclass(frozen=True, slots=True)
class Lenient:
    """The tree, and in plain words what was unusual."""

    tree: ast.Module
    notes: tuple[str, ...]


def parse_leniently(text: str) -> Lenient:
    """Read what can be read; there is a note for whatever Python itself would not take."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    written = text.encode("utf-8", "replace")
    data = _cut(written)
    reading = read(data)
    source = Source(reading.data)
    if len(data) < len(written):
        source.omitted[f"all code after the first {MAX_BYTES:,} bytes"] = data.count(b"\n") + 1
    if reading.tree.root_node.end_byte < len(reading.data):
        last = reading.tree.root_node.end_point.row + 1
        source.omitted["code that takes too long to parse"] = last
    tree = ast.Module(statements(reading.tree.root_node.children, source), type_ignores=[])
    broken = reading.mended | {line_of(error) for error in errors(reading.tree)}
    found = tuple(notes(source.signs, broken, source.omitted))
    return Lenient(tree, found or _complaint(text))


def _cut(data: bytes) -> bytes:
    """The whole lines within the bound, or as much of one line."""
    if len(data) <= MAX_BYTES:
        return data
    return data[: data.rfind(b"\n", 0, MAX_BYTES) + 1 or MAX_BYTES]


def _complaint(text: str) -> tuple[str, ...]:
    """What Python itself says where nothing was noticed here: the grammar takes more than it."""
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(text)
    except SyntaxError as error:
        return tuple(notes({}, {error.lineno or 1}, {}))
    except (ValueError, RecursionError, MemoryError) as error:
        return (f"beyond Python's own parser ({error})",)
    return ()
