"""String literals of the concrete tree: plain, bytes, f-strings, and runs of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from auditor.facts.lenient import literals
from auditor.facts.lenient.signs import Sign
from auditor.facts.lenient.source import Source, has, only, operands, place

Reader = Callable[[Node, Source], ast.expr]
NO_CONVERSION = -1
WRITTEN_OUT = ord("r")  # f"{x=}" shows the repr


def string(node: Node, source: Source, read: Reader) -> ast.expr:
    """A literal or a run of literals; `read` reads the expressions inside f-strings."""
    literal = [child for child in operands(node) if child.type == "string"] or [node]
    prefixes = [_prefix(part, source) for part in literal]
    if any(prefix.formatted for prefix in prefixes):
        pieces = _merged(piece for part in literal for piece in _pieces(part, source, read))
        return ast.JoinedStr(values=pieces, **place(node))
    values = [
        literals.string(*pair) for pair in zip(prefixes, _bodies(literal, source), strict=True)
    ]
    kind = "u" if prefixes[0].letters.startswith("u") else None
    return ast.Constant(value=_joined(values), kind=kind, **place(node))


def _joined(values: list[str | bytes]) -> str | bytes:
    """One value; Python 2 also joins bytes to text."""
    if all(isinstance(value, bytes) for value in values):
        return b"".join(value for value in values if isinstance(value, bytes))
    return "".join(value if isinstance(value, str) else value.decode("latin-1") for value in values)


def _prefix(node: Node, source: Source) -> literals.Prefix:
    start = only(node, "string_start")
    prefix = literals.prefix(source.text(start) if start else "")
    if prefix.letters.lower() == "ur":
        source.notice(Sign.UR_STRING, node)
    if prefix.template:
        source.notice(Sign.T_STRING, node)
    return prefix


def _inside(node: Node, source: Source) -> tuple[int, int]:
    """The bytes between the quotes. The grammar's closing token may hold backslashes too."""
    start = only(node, "string_start")
    first = start.end_byte if start else node.start_byte
    quotes = len(literals.prefix(source.text(start)).quotes) if start else 0
    closed = has(node, "string_end")
    return first, max(first, node.end_byte - quotes) if closed else node.end_byte


def _bodies(nodes: Iterable[Node], source: Source) -> Iterator[str]:
    return (source.between(*_inside(node, source)) for node in nodes)


def _pieces(node: Node, source: Source, read: Reader) -> Iterator[ast.expr]:
    """Constants and formatted values in turn."""
    prefix = _prefix(node, source)
    start, end = _inside(node, source)
    for child in operands(node):
        if child.type == "interpolation":
            yield _constant(node, _text(prefix, source.between(start, child.start_byte)))
            yield from _formatted(child, prefix, source, read)
            start = child.end_byte
    yield _constant(node, _text(prefix, source.between(start, end)))


def _text(prefix: literals.Prefix, body: str) -> str:
    value = literals.string(prefix._replace(letters=prefix.letters.replace("b", "")), body)
    text = value if isinstance(value, str) else value.decode("latin-1")
    return text.replace("{{", "{").replace("}}", "}") if prefix.formatted else text


def _constant(node: Node, text: str) -> ast.Constant:
    return ast.Constant(value=text, **place(node))


def _formatted(
    node: Node, prefix: literals.Prefix, source: Source, read: Reader
) -> Iterator[ast.expr]:
    """`{value!r:spec}`; `{value=}` also gives the text up to the equals sign."""
    if _is_new(node, prefix, source):
        source.notice(Sign.F_STRING, node)
    value = node.child_by_field_name("expression")
    if value is None:
        return
    spec = only(node, "format_specifier")
    conversion = _conversion(node, source)
    if has(node, "="):
        yield _constant(node, _label(node, source))
        conversion = WRITTEN_OUT if conversion == NO_CONVERSION and spec is None else conversion
    yield ast.FormattedValue(
        value=read(value, source),
        conversion=conversion,
        format_spec=_spec(spec, prefix, source, read) if spec else None,
        **place(node),
    )


def _is_new(node: Node, prefix: literals.Prefix, source: Source) -> bool:
    """Whether Python before 3.12 would not take what stands in the braces."""
    value = node.child_by_field_name("expression")
    text = source.between(node.start_byte, value.end_byte if value else node.end_byte)
    several_lines = "\n" in text and len(prefix.quotes) == 1
    return prefix.quotes in text or "\\" in text or "#" in text or several_lines


def _conversion(node: Node, source: Source) -> int:
    conversion = only(node, "type_conversion")
    return ord(source.text(conversion)[1]) if conversion else NO_CONVERSION


def _label(node: Node, source: Source) -> str:
    """The text before the value of `{ x = }`, blanks included."""
    sign = only(node, "=")
    following = sign.next_sibling if sign else None
    end = following.start_byte if following else node.end_byte
    return source.between(node.start_byte + 1, end)


def _spec(node: Node, prefix: literals.Prefix, source: Source, read: Reader) -> ast.JoinedStr:
    """What follows the colon: again text and values."""
    pieces: list[ast.expr] = []
    start = node.start_byte + 1
    for child in operands(node):
        pieces.append(_constant(node, _text(prefix, source.between(start, child.start_byte))))
        pieces.extend(_formatted(child, prefix, source, read))
        start = child.end_byte
    pieces.append(_constant(node, _text(prefix, source.between(start, node.end_byte))))
    return ast.JoinedStr(values=_merged(pieces), **place(node))


def _merged(pieces: Iterable[ast.expr]) -> list[ast.expr]:
    """Neighbouring texts become one, empty ones none."""
    merged: list[ast.expr] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        match last, piece:
            case _, ast.Constant(value=""):
                pass
            case ast.Constant(value=str(before)), ast.Constant(value=str(text)):
                last.value = before + text
            case _:
                merged.append(piece)
    return merged
