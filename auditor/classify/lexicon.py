"""What do the words in names lean to? A table learned from code of known roles.

In many repositories it was counted which words the names of such statements are made of: `logits`
stands in ML code, `parser` in configuration. The table holds for each word, role by role in their
order, the logarithm of how much more often than by chance it is seen there.
`tests/oracles/learn_words.py` makes it.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from auditor.classify.words import words_of
from auditor.model import Role

TABLE = Path(__file__).with_name("words.json")
CAUTION = 1  # a word that stands alone counts half


Odds = tuple[float, ...]
"""What a word leans to, role by role."""


@cache
def table() -> Mapping[str, msgspec.Raw]:
    """The odds of each word as they are written: a repository uses few of them."""
    return msgspec.json.decode(TABLE.read_bytes(), type=dict[str, msgspec.Raw])


@lru_cache(maxsize=65_536)
def odds_of(word: str) -> Odds:
    """What a word of the table leans to."""
    return msgspec.json.decode(table()[word], type=Odds)


def words_in(names: Collection[str]) -> frozenset[str]:
    """The words of these names that the table knows."""
    return NO_WORDS.union(*map(_known, names)) if names else NO_WORDS


NO_WORDS = frozenset[str]()


@lru_cache(maxsize=65_536)
def _known(name: str) -> tuple[str, ...]:
    known = table()
    return tuple(word for word in words_of(name) if word in known)


@lru_cache(maxsize=8_192)
def words_of_text(text: str) -> frozenset[str]:
    """The words of a comment, docstring or string that the table knows."""
    return words_in(text.split())


def lean_of(words: Iterable[str]) -> Mapping[Role, float]:
    """Mean of what the words lean to, drawn towards nothing where they are few."""
    found = [odds_of(word) for word in sorted(words)]
    if not found:
        return {}
    size = len(found) + CAUTION
    return {
        role: sum(odds) / size for role, odds in zip(Role, zip(*found, strict=True), strict=True)
    }
