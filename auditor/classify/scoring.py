"""How much does what is shown speak for each role? And which part of it tells the most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import exp

import msgspec

from auditor.classify.features import Shown
from auditor.classify.lexicon import CAUTION, table
from auditor.classify.weights import ROLES, Row, joined
from auditor.model import Role

COUNT = len(ROLES)
MAX_TOLD = 3  # words that an explanation names


class Part(msgspec.Struct, frozen=True, gc=False):
    """Something that speaks for roles: a feature's name, its words if any, its numbers."""

    name: str
    words: frozenset[str]
    row: Row


NO_WORDS: frozenset[str] = frozenset()


def parts_of(shown: Shown) -> tuple[Part, ...]:
    return tuple(_parts(shown))


def _parts(shown: Shown) -> Iterator[Part]:
    rows = joined()
    for name, value in shown.values.items():
        row = rows.get(name)
        if row is not None:
            yield Part(name, NO_WORDS, row if value == 1.0 else [value * w for w in row])
    for source, words in shown.words.items():
        if words:
            yield Part(source, words, _of_words(source, words))


@lru_cache(maxsize=16_384)
def _of_words(source: str, words: frozenset[str]) -> Row:
    """What a set of words speaks for: the weighted mean of what they lean to."""
    size = len(words) + CAUTION
    total = total_of(_of_word(source, word) for word in sorted(words))
    return [value / size for value in total]


@lru_cache(maxsize=65_536)
def _of_word(source: str, word: str) -> Row:
    total = [0.0] * (2 * COUNT)
    for role, odds in table()[word].items():
        row = joined().get(f"{source}:{role}")
        if row is not None and odds:
            total = [old + odds * weight for old, weight in zip(total, row, strict=True)]
    return total


def total_of(rows: Iterable[Row], start: Row | None = None) -> Row:
    """The sum of rows of both passes."""
    total = start if start is not None else [0.0] * (2 * COUNT)
    for row in rows:
        total = [old + new for old, new in zip(total, row, strict=True)]
    return total


def weighed(chances: Sequence[float], rows: Sequence[Row | None], least: float = 0.02) -> Row:
    """What the roles of a neighbourhood speak for; the least likely are left out."""
    total = [0.0] * COUNT
    for chance, row in zip(chances, rows, strict=True):
        if chance > least and row is not None:
            total = [old + chance * weight for old, weight in zip(total, row, strict=True)]
    return total


def chances_of(scores: Row) -> list[float]:
    """Scores as chances that sum up to 1."""
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def best_two(chances: Sequence[float]) -> tuple[int, int]:
    """The likeliest role and the next; of equal ones the first in the guide's table."""
    first, second = sorted(range(COUNT), key=lambda index: -chances[index])[:2]
    return first, second


def told(part: Part, role: Role) -> str:
    """A part in words."""
    level, _, rest = part.name.partition(" ")
    name = part.name.partition(":")[0]
    if part.words:
        where = _WORDS.get(name, f"the {name}")
        most = sorted(part.words, key=lambda word: (-table()[word][role], word))[:MAX_TOLD]
        return f"{where}: {', '.join(most)}"
    if name in _VALUES:
        return _VALUES[name]
    whose = {"scope": "its", "outer": "the outer"}.get(level)
    return f"{whose} {rest.partition(':')[0]}" if whose else name


_WORDS = {
    "words": "words of its names",
    "strings": "words of its strings",
    "comment": "the comment above it",
    "section": "the comment or text above its block",
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
_VALUES = {
    "path": "the name of the file",
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
}
