"""What is each line of a file that is not Python? pygount says, within limits.

A file that is too large, has too long a line or takes too long is not lexed: its lines are code
or blank, and a note says so. Some lexers take the square of a line's length, so a style sheet of
one line and a million letters would hold up an audit for hours.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.facts.lexers import lexer_for
from auditor.facts.lines import Scan, classify_lines
from auditor.facts.lines import comments as python_comments
from auditor.facts.prints import foreign_prints, mark_of
from auditor.model import Comment, LineClass, Prints

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Clock = Callable[[], float]

MAX_CHARACTERS = 300_000  # most lexers take a second or two for them
MAX_LINE = 5_000  # characters: no line that people write is longer
MAX_SECONDS = 10.0  # of processor time: several times what the limits above should allow
UNKNOWN = "Other"
NAMES = {"S": "R"}
"""Languages that people know by another name than Pygments."""

NO_PROGRAMS = re.compile(
    r"CSS|Sass|Stylus|HTML|XML|SVG|JSON|YAML|TOML|INI|Properties|Diff|Docker|reStr|Make"
    r"|Bash|Batch|PowerShell|fish"
)
"""What repeats itself by nature: markup, settings, and lists of commands."""


class Counted(NamedTuple):
    """`language` is the name of Pygments' lexer; `lines` has a `LineClass` for each line."""

    language: str
    lines: str
    comments: tuple[Comment, ...] = ()
    prints: Prints = Prints()
    note: str | None = None


class TooSlow(Exception):  # noqa: N818 - an outcome, not an error
    """A lexer took longer than its share of time."""


def count(path: str, text: str, clock: Clock = time.thread_time) -> Counted:
    """Count the lines of any file. The lines of `text` end with a line feed alone.

    What pygount calls documentation is a comment here, and so is text such as Markdown; but
    `comments` are only those of code.
    """
    excess = _excess(text)
    lexer = lexer_for(path, text)
    if lexer is None:
        return Counted(UNKNOWN, _unlexed(text), note="no language is known by this name")
    language = _dialect(lexer.name, path, text)
    if excess is None:
        try:
            lines, comments, prints = _lexed(lexer, path, text, clock)
        except TooSlow:
            excess = f"takes longer than {MAX_SECONDS:.0f} seconds"
        else:
            return Counted(language, lines, comments, prints)
    return Counted(language, _unlexed(text), note=f"{excess}: its lines are code or blank")


def _excess(text: str) -> str | None:
    if len(text) > MAX_CHARACTERS:
        return f"longer than {MAX_CHARACTERS:,} characters"
    if max(map(len, text.split("\n"))) > MAX_LINE:
        return f"has a line longer than {MAX_LINE:,} characters"
    return None


def _unlexed(text: str) -> str:
    return "".join("c" if line.strip() else " " for line in _lines(text))


def _lines(text: str) -> list[str]:
    """Lines as git counts them: what follows the last line feed is one only if it is not empty."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _dialect(language: str, path: str, text: str) -> str:
    """What pygount calls it: it tells some kinds of XML apart."""
    if "xml" not in language.lower() and language != "Genshi":
        return NAMES.get(language, language)
    from pygount.xmldialect import xml_dialect  # noqa: PLC0415 - slow to import

    _hush()
    try:
        return xml_dialect(path, text) or language
    except Exception:  # noqa: BLE001 - whatever a parser makes of it, it is still XML
        return language


@cache
def _hush() -> None:
    """Keep pygount from printing what it thinks of a file where nobody set up logging."""
    logging.getLogger("pygount").addHandler(logging.NullHandler())


def _lexed(
    lexer: "Lexer", path: str, text: str, clock: Clock
) -> tuple[str, tuple[Comment, ...], Prints]:
    if lexer.name == "Python":
        scan = Scan(text)
        found = ((remark.line, remark.text) for remark in python_comments(scan))
        return classify_lines(scan), _plain_comments(found), Prints()
    from pygount.analysis import _line_parts, is_markup_file  # noqa: PLC0415 - slow to import

    markup = is_markup_file(path)
    recorder = _Recorder(lexer, clock)
    marks = [*_line_parts(recorder, text, is_markup=markup)]
    lines = _classes(text, marks)
    prose = markup or lexer.name in ("Text", "Text only")
    above = _dropped_above(text, marks)
    found = ((1 + above + line, comment) for line, comment in recorder.comments)
    copied = not prose and not NO_PROGRAMS.search(lexer.name)
    prints = recorder.prints("\n" * above) if copied else Prints()
    return lines, () if prose else _plain_comments(found), prints


def _classes(text: str, marks: list[set[str]]) -> str:
    lines = _lines(text)
    above = [set[str]()] * _dropped_above(text, marks)
    below = [set[str]()] * len(lines)
    return "".join(map(_class_of, lines, [*above, *marks, *below]))


def _dropped_above(text: str, marks: list[set[str]]) -> int:
    """How many empty lines at the start are missing: Pygments drops them, but not from all."""
    return 0 if len(marks) == len(_lines(text)) else len(text) - len(text.lstrip("\n"))


def _class_of(line: str, marks: set[str]) -> str:
    """Of a line with several marks pygount counts the strongest."""
    for mark, found in (("c", LineClass.CODE), ("s", LineClass.STRING), ("d", LineClass.COMMENT)):
        if mark in marks:
            return found
    return LineClass.WHITE if line.strip() else LineClass.BLANK


class _Recorder:
    """Stands for a lexer before pygount: keeps what passes, and an eye on the clock."""

    def __init__(self, lexer: "Lexer", clock: Clock) -> None:
        self.name = lexer.name
        self.lexer = lexer
        self.clock = clock
        self.comments: list[tuple[int, str]] = []  # line of the lexed text, from 0
        self.masked: list[str] = []  # the text without comments, and with marks for strings
        self.spelled: list[str] = []  # the text without comments

    def get_tokens(self, text: str) -> Iterator[tuple[Any, str]]:
        from pygments import token  # noqa: PLC0415 - slow to import

        comment: Any = token.Comment
        text_kinds: Any = token.String
        document: Any = token.String.Doc
        preprocessor = (comment.Preproc, comment.PreprocFile)  # code to pygount
        line, end = 0, self.clock() + MAX_SECONDS
        before = False
        string: list[str] = []
        for kind, piece in self.lexer.get_tokens(text):
            if self.clock() > end:
                raise TooSlow
            is_comment = kind in comment and kind not in preprocessor
            if is_comment:
                self.record(line, piece, goes_on=before)
            before = is_comment and not piece.endswith("\n")
            line += piece.count("\n")
            if kind in text_kinds and kind not in document:
                string.append(piece)
            else:
                self.keep("".join(string), is_string=True)
                string.clear()
                left_out = is_comment or kind in document
                self.keep("\n" * piece.count("\n") if left_out else piece)
            yield kind, piece
        self.keep("".join(string), is_string=True)

    def keep(self, piece: str, *, is_string: bool = False) -> None:
        if piece:
            self.masked.append(mark_of(piece) if is_string else piece)
            self.spelled.append(piece)

    def prints(self, above: str) -> Prints:
        return foreign_prints(above + "".join(self.masked), above + "".join(self.spelled))

    def record(self, line: int, piece: str, *, goes_on: bool) -> None:
        first, *further = piece.removesuffix("\n").split("\n")
        if goes_on and self.comments[-1][0] == line:
            first = self.comments.pop()[1] + first
        self.comments += enumerate((first, *further), start=line)


def _plain_comments(found: Iterator[tuple[int, str]]) -> tuple[Comment, ...]:
    """Comments without their marks, those left out that say nothing."""
    plain = ((line, _plain(text)) for line, text in found)
    return tuple(Comment(line, text) for line, text in plain if text)


def _plain(text: str) -> str:
    text = text.strip()
    opening = _OPENING.match(text)
    return _CLOSING.sub("", text[opening.end() if opening else 0 :]).strip()


_OPENING = re.compile(
    r"/\*[*!]*+|\*++(?!/)|//[/!]*+|[#!]++|--++|;++|%++|<!--|\(\*|\{-|'++|(?i:rem\b)"
)
_CLOSING = re.compile(r"(?:\*++/|-->|\*\)|-\})\Z")
