"""The regular expressions that we use, and texts on which each of them would take longest.

Python's matcher tries again from every place where it may: a pattern with two repeats that can eat
the same character takes the square of a text's length, and more with three. No list of such shapes
is complete, so every pattern is tried, on texts that are made from its own parts.
"""

from __future__ import annotations

import ast
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]  # the only name of the parts
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import auditor

ROOT = Path(auditor.__file__).parent
TRIED = "a0A_ \t\n.-/=\"'([{<:,\\#*>)]}!;@&%$|~+?é"
"""Characters that patterns are about."""
PUMPS = 6  # characters tried for each repeat
MANY = 1_000  # a repeat that may go on for longer has no bound to speak of
SHORT, LONG = 3_000, 12_000  # characters
QUICK = 0.004  # seconds, in which a short text is no cause to look closer
STEEP = 8.0  # times longer for a text four times as long: half of what a square would take
BEARABLE = 0.06  # seconds
ENDLESS = 2.0  # seconds

Value = Any  # what the standard library's own parser hands out has no types
Text = Any  # str or bytes, as its pattern
Parts = Sequence[tuple[Any, Value]]
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
ONE = (code.ANY, code.IN, code.LITERAL, code.NOT_LITERAL)  # parts that match one character
CATEGORIES: dict[object, Callable[[str], bool]] = {
    code.CATEGORY_DIGIT: str.isdigit,
    code.CATEGORY_NOT_DIGIT: lambda one: not one.isdigit(),
    code.CATEGORY_SPACE: str.isspace,
    code.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    code.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    code.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands and how it is used: `search`, `match` or `fullmatch`."""

    place: str
    pattern: re.Pattern[Any]
    used: str


# ---- all patterns of the package


@cache
def patterns() -> Sequence[Found]:
    """Every pattern that a module makes when it is imported, or writes where it uses it."""
    found = {(one.pattern.pattern, one.pattern.flags, one.used): one for one in _written()}
    for module, line, pattern in _compiled():
        used = _use(module, line)
        found[pattern.pattern, pattern.flags, used] = Found(f"{module}:{line}", pattern, used)
    return sorted(found.values(), key=lambda one: (one.place, str(one.pattern.pattern)))


HEARD = """
import importlib, pickle, pkgutil, re, sys
found, real = [], re.compile

def listening(pattern, flags=0):
    asks = sys._getframe(1)
    made = real(pattern, flags)
    if asks.f_globals.get("__name__", "").startswith("auditor"):
        found.append((asks.f_globals["__name__"], asks.f_lineno, made))
    return made

re.compile = listening
import auditor
for info in pkgutil.walk_packages(auditor.__path__, "auditor."):
    if not info.name.endswith("__main__"):
        importlib.import_module(info.name)
sys.stdout.buffer.write(pickle.dumps(found))
"""


def _compiled() -> list[tuple[str, int, re.Pattern[Any]]]:
    """What modules of ours ask `re.compile` for while a process of its own imports them all."""
    done = subprocess.run(
        [sys.executable, "-c", HEARD], cwd=ROOT.parent, capture_output=True, check=True
    )
    heard: list[tuple[str, int, re.Pattern[Any]]] = pickle.loads(done.stdout)  # noqa: S301 - our own
    return heard


def _written() -> Iterator[Found]:
    for path, tree in _trees().items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=how),
                    args=[ast.Constant(value=str() | bytes() as text), *_],
                ) if how not in {"compile", "escape"}:
                    used = how if how in {"match", "fullmatch"} else "search"
                    yield Found(f"{path}:{node.lineno}", re.compile(text), used)
                case _:
                    pass


@cache
def _trees() -> dict[str, ast.Module]:
    found = {}
    for path in ROOT.rglob("*.py"):
        words = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(words).removesuffix(".__init__")] = ast.parse(path.read_text("utf-8"))
    return found


def _use(module: str, line: int) -> str:
    """The widest use of the pattern that is made on a line; `search` where that isn't clear."""
    uses = _uses().get(_names().get((module, line), ("", "")), {"search"})
    if uses <= {"fullmatch"}:
        return "fullmatch"
    return "match" if uses <= {"match", "fullmatch"} else "search"


@cache
def _names() -> dict[tuple[str, int], tuple[str, str]]:
    """Module and line -> module and name of the pattern that the line gives a name."""
    found = {}
    for module, tree in _trees().items():
        for node in tree.body:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="compile")),
                ):
                    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                    found.update({(module, line): (module, name) for line in lines})
                case _:
                    pass
    return found


@cache
def _uses() -> dict[tuple[str, str], set[str]]:
    """Module and name -> methods that are called of it; what is handed on may be searched with."""
    found: dict[tuple[str, str], set[str]] = {}
    for module, tree in _trees().items():
        nodes = list(ast.walk(tree))
        homes = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        owners = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                home = homes.get(node.id, (module, node.id))
                found.setdefault(home, set()).add(owners.get(id(node), "search"))
    return found


# ---- texts that hurt a pattern


def attacks(pattern: re.Pattern[Any], length: int) -> Iterator[Text]:
    """Texts of about this length, on which the repeats of a pattern have most to try."""
    text = pattern.pattern
    made: dict[str, None] = {}
    for before, body in _repeats(_parsed(text, pattern.flags), ""):
        pumps = dict.fromkeys(_sample(body, one) for one in TRIED)
        for pump in [pump for pump in pumps if pump][:PUMPS]:
            long = pump * (length // len(pump))
            unit = before + pump
            made |= dict.fromkeys(
                first + long + end for first in (before, "") for end in ("\0", "\n!")
            )
            made |= dict.fromkeys(one * (length // len(one)) for one in (unit, unit + "\n"))
    return (one.encode("latin-1", "replace") if isinstance(text, bytes) else one for one in made)


def groups_kept(found: Found) -> bool:
    """Whether a group is repeated and kept, `(...)*+`: before 3.11.5 Python does so wrongly."""
    return _keeps_a_group(_parsed(found.pattern.pattern, found.pattern.flags))


def _keeps_a_group(parts: Parts) -> bool:
    return any(
        (kind is code.POSSESSIVE_REPEAT and (len(value[2]) != 1 or value[2][0][0] not in ONE))
        or any(map(_keeps_a_group, _inside(kind, value)))
        for kind, value in parts
    )


def _parsed(text: str | bytes, flags: int) -> Parts:
    with_flags: Parts = parser.parse(
        text.decode("latin-1") if isinstance(text, bytes) else text, flags & ~re.LOCALE
    )
    return with_flags


def _repeats(parts: Parts, before: str) -> Iterator[tuple[str, Parts]]:
    """Each repeat without a bound, with a text that leads there."""
    for kind, value in parts:
        if kind in REPEATS and value[1] > MANY:
            yield before, value[2]
        for inner in _inside(kind, value):
            yield from _repeats(inner, before)
        before += _sample([(kind, value)], "")


def _inside(kind: object, value: Value) -> Iterable[Parts]:
    if kind in REPEATS:
        return (value[2],)
    if kind is code.SUBPATTERN:
        return (value[3],)
    if kind is code.ATOMIC_GROUP:
        return (value,)
    if kind in {code.ASSERT, code.ASSERT_NOT}:
        return (value[1],)
    return value[1] if kind is code.BRANCH else ()


def _sample(parts: Parts, liked: str) -> str:
    """A text that parts of a pattern match, of the character `liked` where they can."""
    found = ""
    for kind, value in parts:
        if kind is code.LITERAL:
            found += chr(value)
        elif kind in {code.NOT_LITERAL, code.ANY, code.IN}:
            found += next((one for one in liked + TRIED if _accepts(kind, value, one)), "")
        elif kind in REPEATS:
            found += _sample(value[2], liked) * value[0]
        elif kind in {code.SUBPATTERN, code.ATOMIC_GROUP, code.BRANCH}:
            found += _sample(next(iter(_inside(kind, value))), liked)
    return found


def _accepts(kind: object, value: Value, one: str) -> bool:
    if kind is code.ANY:
        return one != "\n"
    if kind is code.NOT_LITERAL:
        return chr(value) != one
    hit = any(
        (kind is code.LITERAL and chr(part) == one)
        or (kind is code.RANGE and part[0] <= ord(one) <= part[1])
        or (kind is code.CATEGORY and CATEGORIES[part](one))
        for kind, part in value
    )
    return hit != (value[0][0] is code.NEGATE)


# ---- how long it takes


def trap(found: Found) -> str | None:
    """A text on which the pattern takes more than its share of time; None if there is none."""
    texts = zip(attacks(found.pattern, SHORT), attacks(found.pattern, LONG), strict=True)
    for short, long in texts:
        took = _seconds(found, short)
        if took >= ENDLESS or (took > QUICK and _grows(found, short, long)):
            return f"{short[:40]!r}…{short[-3:]!r}"
    return None


def _grows(found: Found, short: Text, long: Text) -> bool:
    """Measured again, and the least of it counts: other programs run here too."""
    least = min(_seconds(found, short) for _ in range(3))
    most = min(_seconds(found, long) for _ in range(2))
    return most >= ENDLESS or (most > BEARABLE and most > STEEP * least)


def _seconds(found: Found, text: Text) -> float:
    """Of processor time: a busy machine makes nothing look endless."""
    signal.signal(signal.SIGVTALRM, _ring)
    start = time.thread_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
        _use_it(found, text)
        took = time.thread_time() - start
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _EndlessError:
        return ENDLESS
    return took


def _use_it(found: Found, text: Text) -> None:
    match found.used:
        case "search":
            for _ in found.pattern.finditer(text):
                pass
        case "match":
            found.pattern.match(text)
        case _:
            found.pattern.fullmatch(text)


class _EndlessError(Exception):
    pass


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise _EndlessError
