"""Which statements does a file hold, by the grammar of its language? A walk of the syntax tree.

The walk keeps its own stack, so no nesting is too deep for it, and looks at a bounded number of
nodes. What the grammar cannot read it skips: a statement is found if it stands on its own.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.blocks.grammars import (
    ARGUMENTS,
    ARITHMETIC,
    ASSIGNMENTS,
    BODIES,
    CALLS,
    CHECKS,
    CLASSES,
    CONSTANTS,
    ELEMENTS,
    FUNCTIONS,
    IDENTIFIERS,
    IMPORTS,
    LOOPS,
    NAMELESS,
    NO_STATEMENT,
    OPEN,
    OPEN_FIELDS,
    OPERATIONS,
    QUALIFIED,
    RETURNS,
    parser_of,
    without_cuda,
)
from auditor.facts.blocks.imports import binds_of
from auditor.facts.blocks.names import dotted, is_telling
from auditor.facts.clock import watch
from auditor.model import Block
from auditor.model.block import (
    CHECK,
    CLASS,
    COMPOUND,
    CONSTANT,
    FUNCTION,
    IMPORT,
    LOOP,
    RETURN,
    STATEMENT,
)

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

MAX_STEPS = 3_000  # of a parser, in its own measure; the longest real files take half of them
MAX_SECONDS = 3.0  # of processor time, should the measure mislead: a tenth is usual
CHUNK = 65_536  # bytes that a parser asks for at once
MAX_TEXT = 600  # bytes of a node that are read: its end, where the last name stands
MAX_IMPORT = 4_000  # bytes of an import that are read
MAX_NODES = 300_000  # of one file; what people write has a tenth of it
MAX_CALLS = 12  # of one statement
MAX_NAMES = 20  # of one statement


def read_tree(suffix: str, text: str) -> tuple[Block, ...]:
    """The blocks of a text, as the grammar for this suffix sees them."""
    data = without_cuda(text).encode() if suffix in {".cu", ".cuh"} else text.encode()
    tree = _parsed(suffix, data)
    return tuple(_Walk(data, suffix).blocks_below(tree.root_node)) if tree else ()


def _parsed(suffix: str, data: bytes) -> "Tree | None":
    """The tree, or None for what takes a parser very long: some errors cost it a square."""
    parser = parser_of(suffix)
    steps, is_late = 0, watch(MAX_SECONDS)

    def is_enough(_at: int, _has_error: bool) -> bool:  # noqa: FBT001 - as tree-sitter calls it
        nonlocal steps
        steps += 1
        return steps > MAX_STEPS or is_late()

    try:
        return parser.parse(lambda at, _point: data[at : at + CHUNK], progress_callback=is_enough)
    except ValueError:
        parser.reset()
        return None


class _Walk:
    """Makes blocks of nodes; counts the nodes it looks at."""

    def __init__(self, data: bytes, suffix: str) -> None:
        self.data = data
        self.suffix = suffix
        self.seen = 0

    def blocks_below(self, root: "Node") -> Iterator[Block]:
        waiting: list[tuple[Node, int]] = [
            (node, -1) for node in reversed(_statements(root)) if node.type not in NO_STATEMENT
        ]
        index = 0
        sight = _Sight()
        while waiting and self.seen < MAX_NODES:
            node, parent = waiting.pop()
            sight.line = sight.line or node.start_point.row + 1
            inner = self.look(node, sight)
            if node.type in ATTRIBUTES:
                continue  # what it says belongs to the item below it
            yield self.block(node, parent, sight, holds=bool(inner))
            waiting += [(child, index) for child in reversed(inner)]
            index += 1
            sight = _Sight()

    def look(self, top: "Node", sight: "_Sight") -> "list[Node]":
        """Gather what a statement says itself; the statements inside of it are returned."""
        inner: list[Node] = []
        stack: list[tuple[Node, bool]] = [(top, False)]
        while stack and self.seen < MAX_NODES:
            node, in_call = stack.pop()
            self.seen += 1
            kind = node.type
            if kind in BODIES and node is not top:
                inner += _statements(node)
                continue
            if kind in OPEN:
                opened = _opened(node)
                inner += opened
                held = {child.id for child in opened}
                stack += [(c, in_call) for c in reversed(node.named_children) if c.id not in held]
                continue
            if not in_call and not sight.name and (kind in FUNCTIONS or kind in CLASSES):
                sight.name = self.name_of(node, sight)
                sight.kind = FUNCTION if kind in FUNCTIONS else CLASS
            stack += self.children(node, sight, in_call=in_call or kind in ARGUMENTS)
        inner.sort(key=lambda child: child.start_byte)
        return inner

    def children(
        self, node: "Node", sight: "_Sight", *, in_call: bool
    ) -> "list[tuple[Node, bool]]":
        """Note what a node is, and say where to look further."""
        kind = node.type
        if kind in CALLS:
            return [(child, in_call) for child in self.called(node, sight)]
        if kind in QUALIFIED:
            text = self.text(node)
            sight.names.append(dotted(text))
            return [(node.named_children[0], in_call)] if "(" in text and node.children else []
        if kind in IDENTIFIERS:
            sight.names.append(self.text(node))
            return []
        if kind in OPERATIONS:
            operator = node.child_by_field_name("operator")
            sight.arithmetic += operator is not None and self.text(operator) in ARITHMETIC
        sight.arithmetic += kind in ELEMENTS
        if kind in {"word", "string_content", "raw_string"} and self.suffix in SHELLS:
            sight.names.append(self.text(node)[:60])
        target = ASSIGNMENTS.get(kind)
        if target is not None:
            left = node.child_by_field_name(target)
            if left is not None:
                sight.assigned += self.identifiers(left)
        return [(child, in_call) for child in reversed(node.named_children)]

    def called(self, node: "Node", sight: "_Sight") -> "list[Node]":
        """Note a call; what is left of the node are its arguments and the calls before it."""
        field = CALLS[node.type]
        if field is None:
            name = node.named_children[0] if node.named_children else None
        else:
            name = node.child_by_field_name(field)
        if name is None:
            return [*reversed(node.named_children)]
        text = self.text(name)
        receiver = node.child_by_field_name("object") if node.type == "method_invocation" else None
        before = receiver if receiver is not None else name
        if receiver is not None:
            text = f"{self.text(receiver)}.{text}"
        mark = "!" if node.type == "macro_invocation" else ""
        if node.type != "generic_function":
            sight.calls.append(dotted(text) + mark)
        rest = [child for child in reversed(node.named_children) if child not in (name, receiver)]
        return [*rest, before] if "(" in text else rest

    def identifiers(self, node: "Node") -> list[str]:
        """Names in a pattern on the left: one if it is `a.b.c`, several if it is `a, b`."""
        found, stack = [], [node]
        while stack and self.seen < MAX_NODES:
            self.seen += 1
            node = stack.pop()
            if node.type in QUALIFIED:
                found.append(dotted(self.text(node)))
            elif node.type in IDENTIFIERS or not node.named_children:
                found.append(self.text(node)[:60])
            else:
                stack += reversed(node.named_children)
        return found

    def name_of(self, node: "Node", sight: "_Sight") -> str:
        for field in ("name", "declarator", "type"):
            found = node.child_by_field_name(field)
            while found is not None and found.child_by_field_name("declarator") is not None:
                found = found.child_by_field_name("declarator")
            if found is not None and node.type not in NAMELESS:
                return dotted(self.text(found))
        return sight.assigned[-1] if sight.assigned else ""

    def block(self, node: "Node", parent: int, sight: "_Sight", *, holds: bool) -> Block:
        kind = _kind(node, sight, holds=holds)
        end = node.end_point.row + (node.end_point.column > 0)
        assigned = _distinct(sight.assigned, MAX_NAMES)
        if kind == STATEMENT and self.is_constant(node, parent, sight):
            kind = CONSTANT
        binds = self.binds(node) if _may_bind(kind, sight) else ()
        return Block(
            kind=IMPORT if binds and kind == STATEMENT else kind,
            line=sight.line,
            end_line=max(end, sight.line),
            parent=parent,
            name=sight.name if kind in {FUNCTION, CLASS} else "",
            calls=_distinct(sight.calls, MAX_CALLS),
            names=_distinct((n for n in sight.names if n not in assigned), MAX_NAMES),
            assigned=assigned,
            binds=binds,
            arithmetic=sight.arithmetic,
        )

    def is_constant(self, node: "Node", parent: int, sight: "_Sight") -> bool:
        """Whether it gives a name to what is written out, where settings are written."""
        if node.type in CONSTANTS:
            return node.type != "preproc_def" or node.child_by_field_name("value") is not None
        if not sight.assigned or sight.calls:
            return False
        if self.suffix in SHELLS:
            return True
        if any(name not in sight.assigned for name in sight.names):
            return False
        return parent < 0 or all(name.isupper() and len(name) > 1 for name in sight.assigned)

    def binds(self, node: "Node") -> tuple[tuple[str, str], ...]:
        said = self.data[node.start_byte : node.end_byte][:MAX_IMPORT].decode(errors="replace")
        return tuple(binds_of(self.suffix, said))

    def text(self, node: "Node") -> str:
        start = max(node.start_byte, node.end_byte - MAX_TEXT)
        return self.data[start : node.end_byte].decode(errors="replace")


ATTRIBUTES = frozenset({"attribute_item", "annotation_item"})
SHELLS = frozenset({".sh", ".bash", ".slurm", ".sbatch"})


class _Sight:
    """What was seen of one statement so far."""

    __slots__ = ("arithmetic", "assigned", "calls", "kind", "line", "name", "names")

    def __init__(self) -> None:
        self.kind = ""
        self.name = ""
        self.calls: list[str] = []
        self.names: list[str] = []
        self.assigned: list[str] = []
        self.arithmetic = 0
        self.line = 0


def _statements(body: "Node") -> "list[Node]":
    """The statements in a body; a list of statements is no level of its own."""
    found: list[Node] = []
    for child in body.named_children:
        if child.type in {"statement_list", "enum_body_declarations"}:
            found += child.named_children
        elif child.type not in NO_STATEMENT:
            found.append(child)
    return [node for node in found if node.type not in NO_STATEMENT]


def _opened(node: "Node") -> "list[Node]":
    """Statements that stand among the children of a node, next to its condition."""
    return [
        child
        for position, child in enumerate(node.children)
        if child.is_named
        and child.type not in NO_STATEMENT
        and child.type not in BODIES
        and child.type not in IDENTIFIERS
        and node.field_name_for_child(position) in OPEN_FIELDS
    ]


def _kind(node: "Node", sight: _Sight, *, holds: bool) -> str:
    if node.type in IMPORTS:
        return IMPORT
    if sight.kind and (sight.name or holds):
        return sight.kind
    if node.type in LOOPS:
        return LOOP
    if holds:
        return COMPOUND
    inner = node.named_children[0].type if node.named_children else ""
    if node.type in CHECKS or inner in CHECKS:
        return CHECK
    return RETURN if node.type in RETURNS or inner in RETURNS else STATEMENT


def _may_bind(kind: str, sight: _Sight) -> bool:
    return kind == IMPORT or (kind == STATEMENT and "require" in sight.calls)


def _distinct(names: "Iterator[str] | list[str]", most: int) -> tuple[str, ...]:
    """The first few different names that tell something."""
    found: dict[str, None] = {}
    for name in names:
        if is_telling(name):
            found[name] = None
            if len(found) == most:
                break
    return tuple(found)
