"""How much of a program is in languages that few rules read? Tables, and one question of them."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

JUDGED = "Python"  # in files and notebooks: what most rules are about
COMPILED = frozenset(
    {"C", "C++", "CUDA", "Cython", "Objective-C", "C#", "Java", "Kotlin", "Scala", "Go", "Rust"}
    | {"Swift", "Julia", "Matlab", "R"}
)
"""And the like: what is written by hand, file by file, as Python is."""
RARE = frozenset(
    {"Lua", "Octave", "Perl", "Stan", "Ruby", "PHP", "Haskell", "OCaml", "F#", "Clojure", "Elixir"}
    | {"Erlang", "Dart", "Fortran", "FortranFixed", "Common Lisp", "Scheme", "Racket", "Groovy"}
    | {"VB.net", "D", "Nim", "Zig", "Mojo", "Mathematica"}
)
"""Programs, too, that this field has few of."""
SCRIPTS = ("JavaScript", "TypeScript", "TSX", "JSX")  # and what Pygments finds mixed with them
MOSTLY = 0.5  # share of a program from which its debt is not known but in part
NAMED = 0.1  # share of a program from which a language is named
MOST_NAMED = 2


class Unread(NamedTuple):
    """The part of a program that few rules read, 0-1, and its main languages, most lines first."""

    share: float
    languages: tuple[str, ...]

    @property
    def is_most(self) -> bool:
        """Whether the debt of the program is known but in part."""
        return self.share > MOSTLY


def unread(by_language: Mapping[str, int]) -> Unread:
    """How much of the program lines is not Python; settings and pages are no program lines."""
    others: Counter[str] = Counter()
    for language, lines in by_language.items():
        if name := _other_program(language):
            others[name] += lines
    program = by_language.get(JUDGED, 0) + others.total()
    if not program:
        return Unread(0.0, ())
    ranked = sorted(others, key=lambda name: (-others[name], name))
    large = tuple(name for name in ranked if others[name] >= NAMED * program)
    return Unread(others.total() / program, large[:MOST_NAMED] or tuple(ranked[:1]))


def _other_program(language: str) -> str:
    """The language of a program that is not Python; empty for all else."""
    if language in COMPILED or language in RARE:
        return language
    return next((name for name in SCRIPTS if language.startswith(name)), "")
