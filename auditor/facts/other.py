"""What is each line of a file that is not Python? pygount says, within limits.

A file that is too large, has too long a line or takes too long is not lexed: its lines are code
or blank, and a note says so. Some lexers take the square of a line's length, so a style sheet of
one line and a million letters would hold up an audit for hours.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from auditor.facts.clock import CLOCKS, Clocks
from auditor.facts.lexers import lexer_for
from auditor.facts.lines import Scan, classify_lines
from auditor.facts.lines import comments as python_comments
from auditor.facts.prints import foreign_prints, mark_of
from auditor.facts.tokens import MAX_SECONDS, Piece, Sort, TooSlow, pieces_of
from auditor.model import Comment, LineClass, Prints

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_CHARACTERS = 300_000  # most lexers take a second or two for them
MAX_LINE = 5_000  # characters: no line that people write is longer
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


def count(path: str, text: str, clocks: Clocks = CLOCKS, *, counts: bool = True) -> Counted:
    """Count the lines of any file. The lines of `text` end with a line feed alone.

    What pygount calls documentation is a comment here, and so is text such as Markdown; but
    `comments` are only those of code, and of a file that `counts`.
    """
    excess = _excess(text)
    lexer = lexer_for(path, text)
    if lexer is None:
        return Counted(UNKNOWN, _unlexed(text), note="no language is known by this name")
    language = _dialect(lexer.name, path, text)
    if excess is None:
        try:
            lines, comments, prints = _lexed(lexer, path, text, clocks, counts=counts)
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
    lexer: "Lexer", path: str, text: str, clocks: Clocks, *, counts: bool
) -> tuple[str, tuple[Comment, ...], Prints]:
    if lexer.name == "Python":
        scan = Scan(text)
        found = ((remark.line, remark.text) for remark in python_comments(scan))
        return classify_lines(scan), _plain_comments(found), Prints()
    from pygount.analysis import is_markup_file  # noqa: PLC0415 - slow to import

    markup = is_markup_file(path)
    recorder = _Recorder() if counts else None
    pieces = pieces_of(lexer, text, clocks)
    seen = pieces if recorder is None else map(recorder.kept, pieces)
    marks = [*_marks(seen, lexer.name.lower(), markup=markup)]
    if recorder is not None:
        recorder.end()
    lines = _classes(text, marks)
    prose = markup or lexer.name in ("Text", "Text only")
    if recorder is None or prose:
        return lines, (), Prints()
    above = _dropped_above(text, marks)
    found = ((1 + above + line, comment) for line, comment in recorder.comments)
    copied = not NO_PROGRAMS.search(lexer.name)
    prints = recorder.prints("\n" * above) if copied else Prints()
    return lines, _plain_comments(found), prints


NO_MARK, COMMENT_MARK, STRING_MARK, CODE_MARK = 0, 1, 2, 4
MARK_OF = {Sort.COMMENT: COMMENT_MARK, Sort.STRING: STRING_MARK, Sort.DOCUMENT: STRING_MARK}


def _marks(pieces: Iterable[Piece], language: str, *, markup: bool) -> Iterator[int]:
    """What stands on each line, as pygount's `_line_parts` tells, which takes four times as long.

    It splits every token at its line ends, and asks of each whether it is white.
    """
    from pygount.analysis import white_characters, white_code_words  # noqa: PLC0415 - as above

    white = f" \f\n\r\t{white_characters(language)}"
    words = white_code_words(language)
    of_code = COMMENT_MARK if markup else CODE_MARK
    line = NO_MARK
    for sort, text in pieces:
        *whole, last = text.split("\n") if "\n" in text else (text,)
        if sort is not Sort.CODE:
            mark = MARK_OF[sort]
            for _ in whole:
                yield line | mark
                line = NO_MARK
            line |= mark if last else NO_MARK
            continue
        for part in whole:
            told = line & of_code or part.strip() in words or not part.rstrip(white)
            yield line if told else line | of_code
            line = NO_MARK
        if not (line & of_code or last.strip() in words or not last.rstrip(white)):
            line |= of_code
    if line:
        yield line


def _classes(text: str, marks: list[int]) -> str:
    lines = _lines(text)
    above = [NO_MARK] * _dropped_above(text, marks)
    below = [NO_MARK] * len(lines)
    return "".join(map(_class_of, lines, [*above, *marks, *below]))


def _dropped_above(text: str, marks: list[int]) -> int:
    """How many empty lines at the start are missing: Pygments drops them, but not from all."""
    return 0 if len(marks) == len(_lines(text)) else len(text) - len(text.lstrip("\n"))


def _class_of(line: str, marks: int) -> str:
    """Of a line with several marks pygount counts the strongest."""
    if marks:
        return LineClass.CODE if marks & CODE_MARK else LINE_CLASSES[marks & STRING_MARK]
    return LineClass.WHITE if line.strip() else LineClass.BLANK


LINE_CLASSES = {NO_MARK: LineClass.COMMENT, STRING_MARK: LineClass.STRING}


class _Recorder:
    """Keeps what passes: comments, and the text without them."""

    def __init__(self) -> None:
        self.comments: list[tuple[int, str]] = []  # line of the lexed text, from 0
        self.masked: list[str] = []  # the text without comments, and with marks for strings
        self.spelled: list[str] = []  # the text without comments
        self.string: list[str] = []  # pieces of one that goes on
        self.line = 0
        self.goes_on = False  # a comment

    def kept(self, piece: Piece) -> Piece:
        sort, text = piece
        if sort is Sort.STRING:
            self.goes_on = False
            self.string.append(text)
        else:
            if self.string:
                self.end()
            if sort is Sort.CODE:
                self.goes_on = False
                self.keep(text, text)
            else:
                if sort is Sort.COMMENT:
                    self.record(text)
                else:
                    self.goes_on = False
                feeds = "\n" * text.count("\n")
                self.keep(feeds, feeds)
        self.line += text.count("\n")
        return piece

    def end(self) -> None:
        """Of a string, or of the text."""
        string = "".join(self.string)
        self.string.clear()
        if string:
            self.keep(mark_of(string), string)

    def keep(self, masked: str, spelled: str) -> None:
        if spelled:
            self.masked.append(masked)
            self.spelled.append(spelled)

    def prints(self, above: str) -> Prints:
        return foreign_prints(above + "".join(self.masked), above + "".join(self.spelled))

    def record(self, piece: str) -> None:
        first, *further = piece.removesuffix("\n").split("\n")
        if self.goes_on and self.comments[-1][0] == self.line:
            first = self.comments.pop()[1] + first
        self.comments += enumerate((first, *further), start=self.line)
        self.goes_on = not piece.endswith("\n")


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
_CLOSING = re.compile(r"(?:(?<!\*)\*++/|-->|\*\)|-\})\Z")
