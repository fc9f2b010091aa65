"""What becomes of a file that somebody meddled with? Another one that is nearly right.

Every change is drawn from a `Random`, so that a number names an input for good. The mutators know
what parsers trip over: brackets, quotes, indentation, line ends, escapes, numbers and depth.
"""

# ruff: noqa: E501 - tables of phrases read best with one subject a line

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

Mutator = Callable[[bytes, Random], bytes]

ODD_BYTES = (
    b"\0", b"\r", b"\r\n", b"\x0c", b"\x0b", b"\x1c", b"\x85", b"\t", b"\xff", b"\xfe\xff",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u2028".encode(), "\u202e".encode(),
    "\u0130".encode(), "\ufeff".encode(), "\U0001f600".encode(), b"\x1b[2J", b"\\", b"\\\n",
)  # fmt: skip
WORDS = (
    b"(", b")", b"[", b"]", b"{", b"}", b"'", b'"', b'"""', b"'''", b":", b"=", b",", b";", b"#",
    b"//", b"/*", b"*/", b"--", b"-", b"&a", b"*a", b"<<: *a", b"!!python/object", b"|", b">", b"%",
    b"!", b"?", b"@", b"$", b"${x}", b"{{ x }}", b"{% if %}", b"->", b":=", b"**", b"...", b"~",
    b"\\N{", b"f'{x!r:{w}}'", b"lambda:", b"async", b"await", b"match x:", b"case _:", b"except*",
    b"type X = int", b"def f[T]():", b"print 1", b"exec 'x'", b"`x`", b"<>", b"0777", b"1_0",
    b"1e999", b"-0", b"9" * 40, b"0x", b"NaN", b"null", b"true", b"None", b"import torch",
    b"from . import *", b"%matplotlib", b"!pip install x", b"%%bash", b"# coding: utf-16",
    b"# noqa", b"# numbers-audit: ignore[x]", b"==", b">=1,<2", b"; python_version<'3'", b"-r a.txt",
    b"-e .", b"git+https://x@y#egg=z", b"FROM a AS b", b"RUN \\", b"ARG X=", b"<<EOF", b"[tool.poetry]",
    b"[[package]]", b"if", b"else:", b"for x in y:", b"class A(A):", b"return", b"global x", b"x.y.z()",
)  # fmt: skip
OPENERS = (b"(", b"[", b"{", b"a(", b"{'a':", b"- ", b"lambda:", b"not ", b"-", b"f(", b"if x:\n ")
CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}", b"a(": b")", b"{'a':": b"}", b"f(": b")"}
NAME = re.compile(rb"[A-Za-z_]\w*")
NUMBER = re.compile(rb"\b\d+(?:\.\d+)?\b")
MAX_BYTES = 40_000  # of an input that many changes grew
DEPTHS = (3, 20, 90, 200, 1_000, 5_000)


def mutated(seed: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A seed after one to six changes; some of them bring in parts of other seeds."""
    data = seed
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        change = random.choice(CHANGES)
        data = (
            spliced(data, random.choice(others), random) if change is None else change(data, random)
        )
    return data[:MAX_BYTES]


def flipped(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def sprinkled(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(ODD_BYTES) + data[at:]


def worded(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice((b"", b" ", b"\n")) + random.choice(WORDS) + data[at:]


def cut(data: bytes, random: Random) -> bytes:
    """Without a part, or nothing but its beginning: a file that was not written to its end."""
    start, end = _slice(data, random)
    return data[:start] if random.random() < 0.3 else data[:start] + data[end:]


def repeated(data: bytes, random: Random) -> bytes:
    start, end = _slice(data, random)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 5, 40)) + data[end:]


def shuffled_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def without_line(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


def indented(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    start = random.randrange(len(lines))
    end = start + random.choice((1, 1, 3, 10))
    by = random.choice((b" ", b"  ", b"    ", b"\t", b" \t", b"\x0c", None))
    lines[start:end] = [line[1:] if by is None else by + line for line in lines[start:end]]
    return b"\n".join(lines)


def renamed(data: bytes, random: Random) -> bytes:
    """One name becomes another one of the same file: cycles, shadows, self reference."""
    names = NAME.findall(data)
    if not names:
        return data
    old, new = random.choice(names), random.choice(names)
    pattern = rb"\b" + old + rb"\b"
    return re.sub(pattern, new, data, count=random.choice((1, 1, 0)))


def renumbered(data: bytes, random: Random) -> bytes:
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    match = random.choice(found)
    new = random.choice(
        (b"0", b"-1", b"1e400", b"9" * 5_000, b"2147483648", b"0x1p3", b"1j", b"''")
    )
    return data[: match.start()] + new + data[match.end() :]


def nested(data: bytes, random: Random) -> bytes:
    """A part of it inside of many brackets, closed or not."""
    start, end = _slice(data, random)
    opener, depth = random.choice(OPENERS), random.choice(DEPTHS)
    closer = CLOSERS.get(opener, b"") if random.random() < 0.7 else b""
    return data[:start] + opener * depth + data[start:end] + closer * depth + data[end:]


def chained(data: bytes, random: Random) -> bytes:
    """A long chain: what is not nested in the text and deep in the tree."""
    at, length = random.randint(0, len(data)), random.choice(DEPTHS)
    link = random.choice(
        (b".a", b"()", b"[0]", b"+1", b" and x", b"if x else y ", b"\nelif x: pass")
    )
    return data[:at] + link * length + data[at:]


def reencoded(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "gb18030")),
        "replace",
    )


def line_ended(data: bytes, random: Random) -> bytes:
    return data.replace(
        b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" \n", b"\\\n", b"\x0c\n", b""))
    )


def spliced(data: bytes, other: bytes, random: Random) -> bytes:
    start, end = _slice(data, random)
    first, last = _slice(other, random)
    return data[:start] + other[first:last] + data[end:]


def _slice(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    length = random.choice((1, 4, 20, 100, len(data)))
    return start, min(len(data), start + random.randint(0, length))


CHANGES: tuple[Mutator | None, ...] = (
    flipped, sprinkled, worded, worded, cut, cut, repeated, shuffled_lines, without_line, indented,
    renamed, renumbered, nested, chained, reencoded, line_ended, None, None,
)  # fmt: skip
"""None is a splice, which needs a second seed."""


# ---- JSON by its tree: the text stays JSON, the document becomes another one


ODD_VALUES: tuple[object, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**30, 1e308, 0.1, "", " ", "\0", "\x1b[31m",
    "\ud800", "=cmd()", "<script>alert(1)</script>", "../../etc/passwd", "x" * 3_000, [], {},
    [[]], [None], {"": None}, ["a", 1, {}], "\u202egnp.py", "](javascript:alert(1))", "1.0", "\n",
)  # fmt: skip


def _like(value: object) -> list[object]:
    """Odd values of the same type: what a schema lets through."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    kind = (int, float) if is_number else type(value)
    same = [one for one in ODD_VALUES if isinstance(one, kind)]
    return [one for one in same if isinstance(one, bool) == isinstance(value, bool)]


DEEP = re.compile(r'"nested (\d+)"')
"""Stands for so many brackets: Python's own encoder could not write them."""


def mutated_json(seed: bytes, random: Random) -> bytes:
    """A document with one to four values, keys or items changed; sometimes no JSON any more."""
    try:
        document: object = json.loads(seed)
    except ValueError:  # some real files are broken already
        return mutated(seed, [seed], random)
    for _ in range(random.choice((1, 1, 2, 4))):
        places = list(_places(document))
        if places:
            _change(*random.choice(places), random)
    text = json.dumps(document, ensure_ascii=random.random() < 0.5)
    text = DEEP.sub(lambda found: "[" * int(found[1]) + "]" * int(found[1]), text)
    data = text.encode("utf-8", "surrogatepass")
    return flipped(data, random) if random.random() < 0.1 else data


Holder = dict[str, object] | list[object]


def _places(document: object) -> list[tuple[Holder, str | int]]:
    found: list[tuple[Holder, str | int]] = []
    waiting = [document]
    while waiting:
        match waiting.pop():
            case dict() as mapping:
                found += [(mapping, key) for key in mapping]
                waiting += mapping.values()
            case list() as items:
                found += [(items, index) for index in range(len(items))]
                waiting += items
            case _:
                pass
    return found


def _change(holder: Holder, key: str | int, random: Random) -> None:
    value: object = holder[key]  # type: ignore[index]
    match random.randrange(12):
        case 0:
            del holder[key]  # type: ignore[arg-type]
            return
        case 1:
            new: object = [value]
        case 2:
            new = {"cells": value, "a": {"b": value}}
        case 3 if isinstance(value, str) and value:
            new = mutated(value.encode("utf-8", "replace"), [b"x"], random).decode(
                "utf-8", "replace"
            )
        case 4:
            new = f"nested {random.choice((50, 300, 3_000))}"
        case 5:
            new = deepcopy(random.choice(ODD_VALUES))
        case _:
            new = deepcopy(random.choice(_like(value)))
    holder[key] = new  # type: ignore[index]
