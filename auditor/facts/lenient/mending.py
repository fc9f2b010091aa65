"""What stands around a syntax error? One line after the other is mended until more can be read.

The grammar recovers from most errors by itself, but an open bracket or quote may take half a file
with it. A mended line keeps its indent and, if it opens a block, the block; lines never move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node, Tree

from auditor.facts.lenient.repairs import parse

MISSING_COST = 20  # bytes of error: a bracket that is made up takes in some code that follows
MAX_ROUNDS = 12  # lines mended; files with more broken lines are no Python
PARSED_BYTES = 2_000_000  # of all attempts together: a second
MAX_ERRORS = 100  # a text with more of them is not mended line by line
LOOKED_AT = 3  # first errors whose surroundings are tried
HEADER = re.compile(
    rb"\s*(?:(?P<named>async\s+def|def|class)\s+(?P<name>\w+)"
    rb"|(?P<plain>else|try|finally|except)\b|(?P<elif>elif)\b"
    rb"|(?:if|for|while|with|async|match|case)\b.*:\s*(?:#.*)?$)"
)
BRACKETS = {ord("("): b")", ord("["): b"]", ord("{"): b"}"}


class Reading(NamedTuple):
    """A text, its tree, and the lines that were written otherwise."""

    data: bytes
    tree: Tree
    mended: frozenset[int]

    @property
    def cost(self) -> int:
        return sum(_cost(error) for error in errors(self.tree))


def errors(tree: Tree) -> list[Node]:
    """The nodes that the grammar had to leave out or to make up, also one inside the other."""
    found = []
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node)
        if node.has_error:
            stack.extend(node.children)
    return found


def _cost(error: Node) -> int:
    return MISSING_COST if error.is_missing else 1 + error.end_byte - error.start_byte


def read(data: bytes) -> Reading:
    """The text as it reads best."""
    reading = Reading(data, parse(data), frozenset())
    attempts = PARSED_BYTES // (len(data) + 1)
    for _ in range(MAX_ROUNDS):
        cost = reading.cost
        if not cost or attempts <= 0 or len(errors(reading.tree)) > MAX_ERRORS:
            break
        tried = [_mended(reading, row, line) for row, line in _attempts(reading)][:attempts]
        attempts -= len(tried)
        best = min(tried, key=lambda reading: reading.cost, default=reading)
        if best.cost >= cost:
            break
        reading = best
    return reading


def _mended(reading: Reading, row: int, line: bytes) -> Reading:
    lines = reading.data.split(b"\n")
    lines[row] = line
    data = b"\n".join(lines)
    return Reading(data, parse(data), reading.mended | {row + 1})


def _attempts(reading: Reading) -> Iterator[tuple[int, bytes]]:
    """Lines that may be at fault, and other ways to write them."""
    lines = reading.data.split(b"\n")
    for row in _suspects(reading, lines):
        for line in _otherwise(lines[row]):
            if line != lines[row]:
                yield row, line


def _suspects(reading: Reading, lines: list[bytes]) -> list[int]:
    """Rows where an error begins or ends, and the rows with text before them."""
    found = sorted(errors(reading.tree), key=lambda error: error.start_byte)[:LOOKED_AT]
    rows: dict[int, None] = {}
    for error in found:
        for row in (error.start_point.row, error.end_point.row):
            rows[row] = None
            rows[_before(row, lines)] = None
    return [row for row in rows if row < len(lines) and lines[row].strip()]


def _before(row: int, lines: list[bytes]) -> int:
    above = range(min(row, len(lines)) - 1, -1, -1)
    return next((other for other in above if lines[other].strip()), row)


def _otherwise(line: bytes) -> Iterator[bytes]:
    """A header keeps its block and its name; any other line becomes complete, or goes."""
    indent = line[: len(line) - len(line.lstrip())]
    header = HEADER.match(line)
    if header is None:
        yield line.rstrip() + b" None"
        yield line.rstrip() + _closers(line)
        yield indent + b"pass"
        yield b""
        return
    yield line.rstrip().removesuffix(b":") + _closers(line) + b":"
    yield indent + _header(header)


def _header(header: re.Match[bytes]) -> bytes:
    if header["named"]:
        brackets = b"" if header["named"] == b"class" else b"()"
        return header["named"] + b" " + header["name"] + brackets + b":"
    return (header["plain"] or (b"elif 1" if header["elif"] else b"if 1")) + b":"


def _closers(line: bytes) -> bytes:
    """The brackets that the line leaves open. Those in strings count too: it is an attempt."""
    closers: list[bytes] = []
    for character in line:
        if character in BRACKETS:
            closers.append(BRACKETS[character])
        elif closers and bytes([character]) == closers[-1]:
            closers.pop()
    return b"".join(reversed(closers))
