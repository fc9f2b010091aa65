"""How much does what is shown speak for each role? And which part of it tells the most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import repeat
from math import exp
from operator import mul

import msgspec

from auditor.classify.features import Shown
from auditor.classify.lexicon import CAUTION, odds_of
from auditor.classify.rows import (
    CHANCE,
    ONE,
    PARTS,
    UNIT,
    Packed,
    Shares,
    floats,
    listed,
    packed,
)
from auditor.classify.weights import ROLES, joined
from auditor.model import Role

COUNT = len(ROLES)
MAX_TOLD = 3  # words that an explanation names
ML = ROLES.index(Role.ML_CODE)
LIKELY_ML, CLEARLY = 0.4, 0.1  # tried on repositories left out of the fit; docs/accuracy.md
LEAST = 0.02  # what is less likely is not asked what it speaks for


class Part(msgspec.Struct, frozen=True, gc=False):
    """Something that speaks for roles: a feature's name, its words if any, its numbers.

    They are those of both passes, the first before the second.
    """

    name: str
    words: frozenset[str]
    row: Packed


NO_WORDS: frozenset[str] = frozenset()


def parts_of(shown: Shown) -> tuple[Part, ...]:
    """What tells something, one by one: for those who want to know why."""
    return tuple(_parts(shown))


def total_of(shown: Shown) -> Packed:
    """The sum of its parts."""
    total = _of_shape(shown.shape)
    for name, value in shown.values.items():
        part = _of_value(name, value)
        if part is not None:
            total += part.row
    for source, words in shown.words.items():
        if words:
            total += _of_words(source, words)
    return total


def _parts(shown: Shown) -> Iterator[Part]:
    for name, value in (*dict.fromkeys(shown.shape, 1.0).items(), *shown.values.items()):
        part = _of_value(name, value)
        if part is not None:
            yield part
    for source, words in shown.words.items():
        if words:
            yield Part(source, words, _of_words(source, words))


@lru_cache(maxsize=16_384)
def _of_value(name: str, value: float) -> Part | None:
    row = joined().get(name)
    return None if row is None else Part(name, NO_WORDS, packed([value * w for w in row]))


@cache
def _of_shape(names: tuple[str, ...]) -> Packed:
    parts = (_of_value(name, 1.0) for name in names)
    return sum(part.row for part in parts if part is not None)


@lru_cache(maxsize=16_384)
def _of_words(source: str, words: frozenset[str]) -> Packed:
    """What a set of words speaks for: the weighted mean of what they lean to."""
    size = len(words) + CAUTION
    total = sum(map(_of_word, repeat(source), words))
    if PARTS % size == 0:
        return total * (PARTS // size)
    return packed([value / size for value in floats(total * PARTS, 2 * COUNT)])


@lru_cache(maxsize=65_536)
def _of_word(source: str, word: str) -> Packed:
    """What a word speaks for, in as many parts as a mean is made of."""
    return sum(map(mul, _of_roles(source), _in_hundredths(word)))


@lru_cache(maxsize=65_536)
def _in_hundredths(word: str) -> tuple[int, ...]:
    return tuple([round(FINE * odds) for odds in odds_of(word)])


FINE = 100  # odds are kept with two places after the point at most


@cache
def _of_roles(source: str) -> tuple[Packed, ...]:
    """Rows of words that stand somewhere, by the role that they lean to: what 1 / `FINE` says."""
    rows = (joined().get(f"{source}:{role}", ()) for role in ROLES)
    return tuple(packed(row, ONE // PARTS // FINE) for row in rows)


def weighed(chances: Sequence[float], rows: Sequence[Packed]) -> Packed:
    """What the roles of a neighbourhood speak for; the least likely are left out."""
    return sum(
        [
            row * int(chance * CHANCE)
            for chance, row in zip(chances, rows, strict=True)
            if chance > LEAST
        ]
    )


def weighed_shares(shares: Shares, whole: int, rows: Sequence[Packed]) -> Packed:
    """The same for a sum of shares that weigh so much together."""
    if not shares:
        return 0
    enough, its = LEAST_SHARE * whole, listed(shares, COUNT)
    return sum([row * (s // whole) for s, row in zip(its, rows, strict=True) if s > enough])


LEAST_SHARE = int(LEAST * CHANCE)


def chances_of(scores: Sequence[int]) -> list[float]:
    """Scores, in whole units, as chances that sum up to 1."""
    top = max(scores)
    powers = [exp((score - top) * UNIT) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def best_two(chances: Sequence[float]) -> tuple[int, int]:
    """The likeliest role and the next; of equal ones the first in the guide's table.

    ML code that is neither likely nor clearly likelier gives way to the next: where nothing tells
    what a line does but its words, one guess among four is no reason to count it as learning.
    """
    first = chances.index(max(chances))
    others = [*chances[:first], -1.0, *chances[first + 1 :]]
    second = others.index(max(others))
    if first == ML and chances[ML] < min(LIKELY_ML, chances[second] + CLEARLY):
        return second, first
    return first, second


def told(part: Part, role: Role) -> str:
    """A part in words."""
    level, _, rest = part.name.partition(" ")
    name = part.name.partition(":")[0]
    if part.words:
        where = _WORDS.get(name, f"the {name}")
        place = ROLES.index(role)
        most = sorted(part.words, key=lambda word: (-odds_of(word)[place], word))[:MAX_TOLD]
        return f"{where}: {', '.join(most)}"
    if name in _VALUES:
        return _VALUES[name]
    if level in _KINDS:
        return f"{_KINDS[level]} of the kind {rest}"
    if level in _SHAPES:
        return _SHAPES[level]
    if rest.startswith("given "):
        return f"its function is {rest}" if level == "scope" else f"the outer function is {rest}"
    whose = {"scope": "its", "outer": "the outer"}.get(level)
    return f"{whose} {rest.partition(':')[0]}" if whose else name


_WORDS = {
    "words": "words of its names",
    "called": "the name of what it calls",
    "strings": "words of its strings",
    "printed": "words that it prints",
    "comment": "the comment above it",
    "section": "the comment or text above its block",
    "heading": "the heading above its cell",
    "scope function name words": "the name of its function",
    "scope class name words": "the name of its class",
    "outer class name words": "the name of its class",
    "outer function name words": "the name of the outer function",
    "scope docstring": "the docstring of its function or class",
    "outer docstring": "the docstring of its class",
    "scope parameters": "the parameters of its function",
    "file name words": "the name of the file",
    "folder words": "the names of its folders",
    "module docstring": "the docstring of the file",
}
_KINDS = {
    "gives": "it gives a value",
    "handles": "it handles a value",
    "prints": "it prints something",
}
_SHAPES = {
    "does": "the sort of statement that it is",
    "in": "what it stands in",
    "value": "the sort of value that it has",
    "target": "what it assigns to",
}
_VALUES = {
    "path": "the name of the file",
    "a row of prints": "it is one of several prints in a row",
    "folder": "the names of its folders",
    "imports": "what the file imports",
    "product": "the repository is a library for this",
    "notebook": "it is a notebook",
    "scope base": "the base of its class",
    "outer base": "the base of its class",
    "scope function named": "the name of its function",
    "scope class named": "the name of its class",
    "outer class named": "the name of its class",
    "outer function named": "the name of the outer function",
    "scope decorator": "the decorator of its function",
    "arithmetic": "its arithmetic",
    "under main": "it runs when the file is started",
    "in a loop": "it is repeated in a loop",
    "scope class of fields": "its class has fields alone",
    "edits": "it changes a data frame",
    "augmented": "it adds to a value",
    "stores a parameter": "it keeps what its function was given",
}
