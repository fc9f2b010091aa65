"""What value does a literal have? Numbers and strings of Python 2 and 3, from their text alone."""

from __future__ import annotations

import re
import unicodedata
from types import EllipsisType
from typing import NamedTuple

SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
ESCAPE = re.compile(
    r"""\\(?: (?P<simple> [\n\\'"abfnrtv] ) | (?P<octal> [0-7]{1,3} ) | x(?P<x> [0-9a-fA-F]{2} )
    | u(?P<u> [0-9a-fA-F]{4} ) | U(?P<U> [0-9a-fA-F]{8} ) | N\{(?P<name> [^{}\n]{1,100} )\} )""",
    re.VERBOSE,
)
BYTE_ESCAPES = ("simple", "octal", "x")
MAX_CODE_POINT = 0x10FFFF
OCTAL = re.compile(r"0[0-7_]*[1-7][0-7_]*[lL]?")


class Prefix(NamedTuple):
    """What stands before a string's text: its letters and its quotes."""

    letters: str
    quotes: str

    @property
    def raw(self) -> bool:
        return "r" in self.letters.lower()

    @property
    def binary(self) -> bool:
        return "b" in self.letters.lower()

    @property
    def formatted(self) -> bool:
        return "f" in self.letters.lower() or self.template

    @property
    def template(self) -> bool:
        return "t" in self.letters.lower()


def prefix(text: str) -> Prefix:
    letters = text.rstrip("\"'`")
    return Prefix(letters, text[len(letters) :])


def string(kind: Prefix, body: str) -> str | bytes:
    """The value of a string without its quotes; an escape that means nothing stays as written."""
    if not kind.raw:
        body = ESCAPE.sub(_byte if kind.binary else _character, body)
    return body.encode("latin-1", "replace") if kind.binary else body


def _byte(match: re.Match[str]) -> str:
    return _character(match) if match.lastgroup in BYTE_ESCAPES else match[0]


def _character(match: re.Match[str]) -> str:
    match match.lastgroup, match[match.lastgroup or 0]:
        case "simple", letter:
            return SIMPLE[letter]
        case "octal", digits:
            return chr(int(digits, 8))
        case "name", name:
            return _named(name, match[0])
        case _, digits:
            point = int(digits, 16)
            return chr(point) if point <= MAX_CODE_POINT else match[0]


def _named(name: str, written: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return written


def is_old_octal(text: str) -> bool:
    return OCTAL.fullmatch(text) is not None


def is_long(text: str) -> bool:
    return text[-1:] in {"l", "L"}


def number(text: str) -> complex | EllipsisType:
    """The value of a number; `...` where it has none that Python would compute."""
    text = text.rstrip("lL")
    try:
        if is_old_octal(text):
            return int(text, 8)
        if text[-1:] in {"j", "J"}:
            return complex(text.replace("_", ""))
        return _real(text)
    except ValueError:  # a stray digit, or more digits than Python converts
        return ...


def _real(text: str) -> float:
    """An int where the text is one: mypy and Python alike take an int for a float."""
    whole = text[:2].lower() in {"0x", "0o", "0b"} or not set(text.lower()) & set(".e")
    return int(text, 0 if text.strip("0_") else 10) if whole else float(text)
