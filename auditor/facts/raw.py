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
from collections.abc import Sequence
from typing import NamedTuple

from auditor.facts.strings import prefix_before

NESTED = 3  # brackets in brackets that are taken out at once, before rows are looked at one by one


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
    if masked is None or not _TOKENS.fullmatch(masked):
        return None
    tally = _Tally()
    if lines and _add_statements(tally, masked, lines) != len(lines):
        return None
    return tally.counts(masked.count(_COMMENT))


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
_TOKENS = re.compile(
    rf"(?>(?:[\w \t\f\n()\[\]{{}}:;,.=<>+\-*/%&|^~@{_STRING}-{_COMMENT}]++|!=|\\\n)*)"
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


def _add_statements(tally: "_Tally", masked: str, lines: Sequence[str]) -> int:
    """Count every statement, and say how many lines of the text they are.

    A line ending in a backslash and followed by an empty line takes the line after that along:
    the tokeniser sees the end of the statement only when something follows it.
    """
    known: dict[str, tuple[int, int, bool]] = {"": (0, 1, False)}
    rows: list[str] = []
    plain: list[str] = []  # statements of one line
    at = depth = height = 0
    continued = False
    for row, shape in zip(masked.split("\n"), _shapes(masked), strict=True):
        if not (shape or rows):
            plain.append(row)
            at += 1
            continue
        if shape not in known:
            known[shape] = _read(shape)
        change, more, continues = known[shape]
        rows.append(row)
        depth += change
        height += more
        continued, held = continues, continued and not row
        if not (depth or continued or held):
            tally.add("\n".join(rows), lines[at : at + height])
            at += height
            rows.clear()
            height = 0
    tally.add_plain(plain)
    return at


def _shapes(masked: str) -> list[str]:
    """Of each row the brackets that have no partner close by, and whatever else joins rows."""
    shapes = _NO_SHAPE.sub("", masked)
    for _ in range(NESTED):
        for pair in ("()", "[]", "{}"):
            shapes = shapes.replace(pair, "")
    return shapes.split("\n")


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

    def add_plain(self, rows: Sequence[str]) -> None:
        """Add statements of one line each."""
        blank, comments, strings = map(rows.count, ("", _COMMENT, _STRING))
        self.blank += blank
        self.single_comments += comments + strings
        self.sloc += len(rows) - blank - comments - strings
        self.lloc += len(rows) - blank - comments
        self.lloc += sum([_logical_lines(row) - 1 for row in rows if ":" in row or ";" in row])

    def add(self, statement: str, lines: Sequence[str]) -> None:
        blank = lines.count("")
        only = statement.rstrip(_BETWEEN)
        if only[:1] == "\\":
            only = _CONTINUED.sub("", only)
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
