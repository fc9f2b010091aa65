"""Which Python is it? Constructs that the running Python does not know, and how notes tell them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum

SHOWN = 3  # errors named in a note; the rest is counted
PYTHON_2 = (2, 7)


class Sign(Enum):
    """A construct that tells a Python version: the last one that had it, or the first."""

    PRINT = ("print statement", PYTHON_2)
    EXEC = ("exec statement", PYTHON_2)
    BACKTICKS = ("backticks", PYTHON_2)
    NOT_EQUAL = ("<> operator", PYTHON_2)
    EXCEPT_COMMA = ("except with a comma", PYTHON_2)
    RAISE_COMMA = ("raise with a comma", PYTHON_2)
    OCTAL = ("octal number without o", PYTHON_2)
    LONG = ("long integer", PYTHON_2)
    UR_STRING = ("ur string", PYTHON_2)
    TUPLE_PARAMETER = ("tuple parameter", PYTHON_2)
    ASYNC_NAME = ("async as a name", (3, 6))
    TYPE_PARAMETERS = ("type parameters", (3, 12))
    TYPE_STATEMENT = ("type statement", (3, 12))
    F_STRING = ("nested quotes, comments or backslashes in an f-string", (3, 12))
    EXCEPT_BARE = ("several exceptions without parentheses", (3, 14))
    T_STRING = ("t-string", (3, 14))
    UNPACKING = ("unpacking in a comprehension", (3, 15))

    @property
    def words(self) -> str:
        return self.value[0]

    @property
    def version(self) -> tuple[int, int]:
        return self.value[1]


def notes(
    signs: Mapping[Sign, int], errors: Collection[int], omitted: Mapping[str, int]
) -> Iterator[str]:
    """One sentence each for old code, new code, errors and what was left out."""
    running = sys.version_info[:2]
    yield from _dialect("Python 2", signs, lambda version: version == PYTHON_2)
    yield from _dialect("Python before 3.7", signs, lambda version: PYTHON_2 < version < (3, 7))
    newer = f"newer Python than {running[0]}.{running[1]}"
    yield from _dialect(newer, signs, lambda version: version > running)
    if errors:
        yield _errors(sorted(errors))
    for what, line in omitted.items():
        yield f"{what} is left out, from line {line} on"


def _dialect(
    name: str, signs: Mapping[Sign, int], fits: Callable[[tuple[int, int]], bool]
) -> Iterator[str]:
    """The dialect and the first construct that shows it."""
    shown = {sign: line for sign, line in signs.items() if fits(sign.version)}
    if shown:
        yield f"{name} ({_first(shown)})"


def _first(signs: Mapping[Sign, int]) -> str:
    sign, line = min(signs.items(), key=lambda item: (item[1], item[0].words))
    return f"{sign.words}, line {line}"


def _errors(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"syntax error near line {lines[0]}"
    shown = ", ".join(str(line) for line in lines[:SHOWN])
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return f"syntax errors near lines {shown}{more}"
