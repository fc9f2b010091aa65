"""Which language is a file in? The lexer that pygount would take, without asking all of them.

Pygments compares a file's name with the patterns of 600 lexers, loading each of them, and asks
those that match to rate the text. Here the patterns are looked up in an index, and only lexers
that match are loaded. Where two rate a text the same, the same one always wins. They see the
beginning of a long text only: some rate by patterns that take the square of its length.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pygments.lexer import Lexer

SHARED_SUFFIXES = frozenset(
    [
        "css",
        "fhtml",
        "htm",
        "html",
        "inc",
        "incl",
        "js",
        "las",
        "lasso",
        "lasso[89]",
        "php",
        "php[345]",
        "tpl",
        "vm",
        "xhtml",
        "xml",
    ]
)
"""What template languages share with the language that they are embedded in.

Pygments' list of lexers leaves these patterns out: to know them is to load all lexers.
"""

GLANCE = 20_000  # characters by which languages that share a pattern are told apart

Index = dict[str, list[str]]  # pattern -> names of lexer classes


def lexer_for(path: str, text: str) -> "Lexer | None":
    """The lexer of pygount's choice for a file; None for a name that no lexer knows."""
    from pygount.analysis import is_plain_text  # noqa: PLC0415 - slow to import
    from pygount.lexers import PlainTextLexer  # noqa: PLC0415

    name = path.rpartition("/")[2]
    if is_plain_text(name):
        return cast("Lexer", PlainTextLexer())
    candidates = {_load(lexer): own for lexer, own in _candidates(name).items()}
    if not candidates:
        return _of_pygount(name)
    if len(candidates) == 1:
        return next(iter(candidates))()
    text = text[:GLANCE]
    return max(candidates, key=lambda lexer: _rating(lexer, text, own=candidates[lexer]))()


def _rating(lexer: "type[Lexer]", text: str, *, own: bool) -> tuple[float, bool, float, str]:
    return lexer.analyse_text(text), own, lexer.priority, lexer.__name__


def _of_pygount(name: str) -> "Lexer | None":
    from pygount import analysis  # noqa: PLC0415 - slow to import

    stem, dot, suffix = name.rpartition(".")
    known = analysis._SUFFIX_TO_FALLBACK_LEXER_MAP  # noqa: SLF001 - offered in no other way
    return cast("Lexer | None", known.get(suffix)) if dot and stem else None


def _candidates(name: str) -> dict[str, bool]:
    """Lexers with a pattern for this name, and whether the pattern is theirs alone."""
    found = dict.fromkeys(_matching(name, _own_patterns()), True)
    if any(fnmatchcase(name, f"*.{suffix}") for suffix in SHARED_SUFFIXES):
        found |= dict.fromkeys(_matching(name, _shared_patterns()), False)
    return found


def _matching(name: str, index: Index) -> Iterator[str]:
    """Nearly all patterns are a whole name or "*" and a suffix; only the others are tried."""
    yield from index.get(name, ())
    for at, letter in enumerate(name):
        if letter == ".":
            yield from index.get(f"*{name[at:]}", ())
    for pattern in index:
        if _is_odd(pattern) and fnmatchcase(name, pattern):
            yield from index[pattern]


@cache
def _is_odd(pattern: str) -> bool:
    return any(wild in pattern.removeprefix("*.") for wild in "*?[")


@cache
def _own_patterns() -> Index:
    from pygments.lexers import LEXERS  # noqa: PLC0415 - slow to import

    return _index((lexer, patterns) for lexer, (_, _, _, patterns, _) in LEXERS.items())


@cache
def _shared_patterns() -> Index:
    from pygments.lexers import LEXERS  # noqa: PLC0415 - slow to import

    return _index((lexer, _load(lexer).alias_filenames) for lexer in LEXERS)


def _index(patterns_of: Iterable[tuple[str, Iterable[str]]]) -> Index:
    index: Index = defaultdict(list)
    for lexer, patterns in patterns_of:
        for pattern in patterns:
            index[pattern].append(lexer)
    return dict(index)


def _load(lexer: str) -> "type[Lexer]":
    from pygments.lexers import LEXERS  # noqa: PLC0415 - slow to import

    return cast("type[Lexer]", getattr(import_module(LEXERS[lexer][0]), lexer))
