"""What is being read: the concrete tree's text, where a node stands, and what was noticed."""

from __future__ import annotations

import ast
import unicodedata
from dataclasses import dataclass, field
from typing import TypedDict

from tree_sitter import Node

from auditor.facts.lenient.signs import Sign

MAX_DEPTH = 150  # Python's own parser stops at 200 brackets and 100 indents
MAX_BYTES = 1_000_000  # larger files were not written by hand
MAX_NODES = 500_000  # some five seconds
MAX_PARTS = 100_000  # of one node: a longer display is a table of data
TOO_DEEP = f"code nested deeper than {MAX_DEPTH} levels"
SKIPPED = frozenset({"comment", "line_continuation", "ERROR"})


class Place(TypedDict):
    """Where a syntax node stands, as `ast` has it: lines from 1, columns in UTF-8 bytes from 0."""

    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


@dataclass(slots=True)
class Source:
    """The text under a concrete tree, and what is noticed while the tree is read.

    `data` is the text as it was written, even where repairs made the tree stand on another.
    """

    data: bytes
    signs: dict[Sign, int] = field(default_factory=dict)  # the first line of each
    omitted: dict[str, int] = field(default_factory=dict)  # what was left out -> first line
    depth: int = 0
    nodes: int = 0

    def text(self, node: Node) -> str:
        return self.between(node.start_byte, node.end_byte)

    def between(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8", "replace")

    def name(self, node: Node) -> str:
        """An identifier as Python compares it."""
        text = self.text(node)
        return text if text.isascii() else unicodedata.normalize("NFKC", text)

    def notice(self, sign: Sign, node: Node) -> None:
        self.signs[sign] = min(line_of(node), self.signs.get(sign, line_of(node)))

    def omit(self, what: str, node: Node) -> None:
        self.omitted.setdefault(what, line_of(node))

    def room(self, node: Node) -> bool:
        """Whether the bounds on depth and size allow this node to be read; counts it."""
        self.nodes += 1
        if self.depth >= MAX_DEPTH:
            self.omit(TOO_DEEP, node)
        elif self.nodes > MAX_NODES:
            self.omit(f"all code after the first {MAX_NODES:,} syntax nodes", node)
        elif node.child_count > MAX_PARTS:
            self.omit(f"code of more than {MAX_PARTS:,} parts in a row", node)
        else:
            return True
        return False


def line_of(node: Node) -> int:
    return node.start_point.row + 1


def place(first: Node, last: Node | None = None) -> Place:
    """The span from one node to the end of another (or of itself)."""
    start = first.start_point
    end = (last or first).end_point
    return Place(
        lineno=start.row + 1,
        col_offset=start.column,
        end_lineno=end.row + 1,
        end_col_offset=end.column,
    )


def until(start: Node, end: ast.stmt | ast.expr) -> Place:
    """The span from a concrete node to the end of one that has been converted."""
    spot = place(start)
    spot["end_lineno"] = end.end_lineno or end.lineno
    spot["end_col_offset"] = end.end_col_offset or end.col_offset
    return spot


def parts(node: Node) -> list[Node]:
    """The children that carry syntax: no comments, no line continuations, no errors."""
    return [child for child in node.children if child.type not in SKIPPED]


def operands(node: Node) -> list[Node]:
    """The children that are not mere tokens."""
    return [child for child in node.named_children if child.type not in SKIPPED]


def only(node: Node, kind: str) -> Node | None:
    """The first child of a kind."""
    return next((child for child in node.children if child.type == kind), None)


def has(node: Node, token: str) -> bool:
    return only(node, token) is not None


def placeholder(first: Node, last: Node | None = None) -> ast.Constant:
    """Stands where an expression could not be read."""
    return ast.Constant(value=..., **place(first, last))
