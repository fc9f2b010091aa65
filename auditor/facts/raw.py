"""How many lines are there by radon's raw measures? The same numbers in time linear in the text.

Radon tokenises a text line by line, and anew from the statement's first line for every line that
is added to it. What it counts follows from where strings, comments and brackets are:

- it strips every line first, and splits at form feeds and other exotic ends of lines, too;
- lines belong together while a bracket, a string or a backslash leaves them open;
- a statement that is nothing but a string counts as a comment, or as `multi` over several lines;
- logical lines are told by ";" and by what stands behind the last ":" of a statement.

Strings are those of Python 3.11's tokenizer whichever Python runs, so that a file has the same
measures everywhere. Since 3.12 radon itself looks into f-strings, and finds colons there.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.facts.strings import prefix_before


class RawCounts(NamedTuple):
    """Radon's `Module`. `loc` = `sloc` + `blank` + `multi` + `single_comments`."""

    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int


def raw_counts(text: str) -> RawCounts | None:
    """Radon's raw measures, or None where radon raises an error: not even the tokens are right."""
    lines = [line.strip() for line in text.splitlines()]
    masked = _masked("\n".join(lines))
    if masked is None or _NO_TOKEN.search(masked):
        return None
    tally = _Tally()
    at = 0
    for statement, count in _statements(masked) if lines else ():
        tally.add(statement, lines[at : at + count])
        at += count
    return tally.counts(masked.count(_COMMENT)) if at == len(lines) else None


# What stands for a token in the masked text: code points that no decoded text holds.
_STRING, _LINE_OF_STRING, _COMMENT = "\udc01", "\udc02", "\udc03"
_BETWEEN = " \t\f\n\\"
_CONTINUED = re.compile(r"\A(?>(?:\\\n)+)")  # lines of a backslash alone before a statement
_NO_CODE = _BETWEEN + _COMMENT
_TOKEN = re.compile(
    r"""([^"'#]*+)(?:(#[^\n]*+)|("""
    r'"""(?>(?:[^"\\]++|\\[\s\S]|"{1,2}+(?!"))*)"""|'
    r"'''(?>(?:[^'\\]++|\\[\s\S]|'{1,2}+(?!'))*)'''|"
    r'"(?!"")(?>(?:[^"\\\n]++|\\[\s\S])*)"|'
    r"'(?!'')(?>(?:[^'\\\n]++|\\[\s\S])*)'"
    r""")|["']|\Z)"""
)
_NO_TOKEN = re.compile(
    rf"[^\w \t\f\n()\[\]{{}}:;,.=<>+\-*/%&|^~@!\\{_STRING}-{_COMMENT}]|!(?!=)|\\(?!\n)"
)
_NO_SHAPE = re.compile(rf"[^()\[\]{{}}\n\\{_LINE_OF_STRING}]++")
_DIGITS = r"\d(?>(?:_?\d)*)"
_NUMBER = (
    r"0[xX](?>(?:_?[0-9a-fA-F])+)|0[bB](?>(?:_?[01])+)|0[oO](?>(?:_?[0-7])+)|"
    rf"(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][-+]?{_DIGITS})?[jJ]?"
)
_OPERATOR = r"[(){}\[\],.~]|\.\.\.|->|!=|:=|[-+*/%&|^@=<>]=?|(?:\*\*|//|<<|>>)=?"
_ONE_TOKEN = re.compile(rf"[^\W\d]\w*+|{_NUMBER}|{_STRING}{_LINE_OF_STRING}*+|{_OPERATOR}")


def _masked(text: str) -> str | None:
    """The text with marks for strings, their further lines and comments; None if one is open."""
    masked: list[str] = []
    for found in _TOKEN.finditer(text):
        code, end = found.group(1), found.end()
        match found.lastindex:
            case 2:
                masked += (code.rstrip(" \t\f"), _COMMENT)
            case 3:
                prefix = prefix_before(text, found.start(3))
                lines = text.count("\n", found.start(3), end)
                masked += (code[: len(code) - len(prefix)], _STRING, _LINE_OF_STRING * lines)
            case _ if end > found.end(1):
                return None
            case _:
                masked.append(code)
    return "".join(masked)


def _statements(masked: str) -> Iterator[tuple[str, int]]:
    """Masked lines that belong together, and how many lines of the text they are.

    A line ending in a backslash and followed by an empty line takes the line after that along:
    the tokeniser sees the end of the statement only when something follows it.
    """
    shapes = _NO_SHAPE.sub("", masked).split("\n")
    known: dict[str, tuple[int, int, bool]] = {"": (0, 1, False)}
    rows: list[str] = []
    depth = lines = 0
    continued = False
    for row, shape in zip(masked.split("\n"), shapes, strict=True):
        if shape not in known:
            known[shape] = _read(shape)
        change, height, continues = known[shape]
        rows.append(row)
        depth += change
        lines += height
        continued, held = continues, continued and not row
        if not (depth or continued or held):
            yield "\n".join(rows), lines
            rows.clear()
            lines = 0


def _read(shape: str) -> tuple[int, int, bool]:
    """Brackets opened less brackets closed, lines of the text, whether a backslash ends it."""
    opened = sum(map(shape.count, "([{")) - sum(map(shape.count, ")]}"))
    return opened, 1 + shape.count(_LINE_OF_STRING), shape.endswith("\\")


class _Tally:
    def __init__(self) -> None:
        self.lloc = self.sloc = self.multi = self.blank = self.single_comments = 0

    def counts(self, comments: int) -> RawCounts:
        loc = self.sloc + self.blank + self.multi + self.single_comments
        return RawCounts(
            loc, self.lloc, self.sloc, comments, self.multi, self.blank, self.single_comments
        )

    def add(self, statement: str, lines: list[str]) -> None:
        blank = lines.count("")
        only = _CONTINUED.sub("", statement.rstrip(_BETWEEN))
        if only in (_COMMENT, _STRING):
            self.single_comments += 1
        elif only.startswith(_STRING) and not only[1:].strip(_LINE_OF_STRING):
            self.multi += len(lines) - blank
            self.blank += blank
        else:
            self.sloc += len(lines) - blank
            self.blank += blank
        self.lloc += _logical_lines(statement)


def _logical_lines(statement: str) -> int:
    if ";" not in statement:
        return _logical_end(statement)
    *parts, last = statement.split(";")
    return sum(map(_logical_part, parts)) + _logical_end(last)


def _logical_end(code: str) -> int:
    """Two, if anything stands behind the last colon."""
    behind = _behind_colon(code)
    if behind is None:
        return 1 if code.strip(_NO_CODE) else 0
    return 2 if behind.strip(_NO_CODE) else 1


def _logical_part(code: str) -> int:
    """Two, unless one token alone stands behind the last colon, where radon awaits the end."""
    behind = _behind_colon(code)
    if behind is None:
        return 1 if code.strip(_NO_CODE) else 0
    return 1 if _ONE_TOKEN.fullmatch(behind.strip(_NO_CODE)) else 2


def _behind_colon(code: str) -> str | None:
    at = code.rfind(":")
    while at != -1 and code.startswith(":=", at):
        at = code.rfind(":", 0, at)
    return code[at + 1 :] if at != -1 else None
