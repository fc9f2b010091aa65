"""How does a text become a concrete tree? What the grammar misreads is first written otherwise.

A repair never changes the length of the text nor its lines, so that every node stands where it
was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

from auditor.facts.lenient.source import MAX_NODES

PYTHON = Language(tree_sitter_python.language())
SUSPICIOUS = re.compile(rb"`|\bexec\b|^[ \t]*type[ \t]*\(", re.MULTILINE)
COMMENT = re.compile(rb"(?<!\\\n)^[ \t]*#(?!.*(?:\"{3}|'{3})).*$", re.MULTILINE)
INDENT = re.compile(rb"^[ \t\f]+", re.MULTILINE)
CONTINUATIONS = re.compile(rb"(?:^[ \t]*\\?\n){50,}", re.MULTILINE)
TAB = 8  # columns: what Python 2 took a tab for
MAX_ROUNDS = 2  # a repair may bring to light what stood beside it
CHUNK = 4096  # bytes read at once
MAX_READS = 50_000  # some four seconds; a megabyte of ordinary code takes 750

Repair = tuple[int, bytes]


def parse(data: bytes) -> Tree:
    """The concrete tree of a text. It ends early where that would take all too long."""
    data = _plain(data)
    tree = _parse(data)
    for _ in range(MAX_ROUNDS if SUSPICIOUS.search(data) else 0):
        repairs = list(_repairs(tree, data))
        if not repairs:
            break
        data = _written(data, repairs)
        tree = _parse(data)
    return tree


def _written(data: bytes, repairs: list[Repair]) -> bytes:
    written = bytearray(data)
    for start, text in repairs:
        written[start : start + len(text)] = text
    return bytes(written)


def _parse(data: bytes) -> Tree:
    """The scanner may read a text many times over: the reads are counted, not the seconds."""
    reads = iter(range(MAX_READS))
    return Parser(PYTHON).parse(
        lambda start, _: b"" if next(reads, None) is None else data[start : start + CHUNK]
    )


def _plain(data: bytes) -> bytes:
    """The text without what the scanner reads again and again: runs of comments and blanks.

    Whatever of this stands inside a string is taken from the text itself later on.
    """
    data = COMMENT.sub(lambda comment: b" " * len(comment[0]), data.replace(b"\0", b" "))
    data = CONTINUATIONS.sub(lambda run: run[0].replace(b"\\", b" "), data)
    return INDENT.sub(_indent, data) if b" \t" in data else data


def _indent(match: re.Match[bytes]) -> bytes:
    """Spaces before a tab count no further than the tab; the grammar would add them up.

    As many bytes take the same columns: a form feed sets the grammar's count to zero.
    """
    written, width = match[0], 0
    for character in written.decode():
        if character == "\t":
            width += TAB - width % TAB
        else:
            width = width + 1 if character == " " else 0
    tabs, spaces = divmod(width, TAB)
    return (b"\t" * tabs + b" " * spaces).rjust(len(written), b"\f")


def _repairs(tree: Tree, data: bytes) -> Iterator[Repair]:
    for node in _walk(tree.root_node):
        match node.type:
            case "string":
                yield from _backticks(node, data)
            case "identifier":
                yield from _exec(node, data)
            case "type_alias_statement":
                yield from _call_of_type(node, data)


def _walk(root: Node) -> Iterator[Node]:
    """All nodes, up to the number that is read later. A query takes quadratic time on errors."""
    stack = [root]
    for _ in range(MAX_NODES):
        if not stack:
            return
        node = stack.pop()
        yield node
        stack.extend(node.children)


def _backticks(node: Node, data: bytes) -> Iterator[Repair]:
    """The grammar takes backticks for quotes: brackets show what is inside."""
    if data.startswith(b"`", node.start_byte) and node.end_byte - node.start_byte > len("``"):
        yield node.start_byte, b"("
        yield node.end_byte - 1, b")"


def _exec(node: Node, data: bytes) -> Iterator[Repair]:
    """The grammar's `exec` takes names and strings only, its `del` takes anything."""
    if data[node.start_byte : node.end_byte] == b"exec":
        following = node.next_sibling
        if following and following.is_error:
            yield node.start_byte, b"del "


def _call_of_type(node: Node, data: bytes) -> Iterator[Repair]:
    """`type(x).name = 3` is no `type` statement: another name of the same length shows it."""
    left = node.child_by_field_name("left")
    if left and data.startswith(b"(", left.start_byte):
        yield node.start_byte, b"typ_"
