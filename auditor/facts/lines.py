"""What is each line of a Python text? Code, string, docstring, comment or blank, as pygount says.

pygount lexes a file with Pygments and marks each line by the tokens in it. The same marks follow
from where the strings and comments are (`strings`), for any text, whether it parses or not:

- a line with code outside of them is code; brackets, commas, colons and `pass` are none;
- a string is documentation after a colon and at the start of a file, and a string elsewhere: so
  a dict's value on a line of its own is documentation. A colon that stands alone inside a string,
  as in "%s:%s", counts like any other;
- of several in one line, code comes first, then strings, then documentation.

Pygments drops the empty lines at both ends of a text. Here they are blank lines like any other:
there are as many characters as lines, and `dropped_lines` says by how many pygount counts less.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from auditor.facts.strings import Token, lone_colon, strings_and_comments
from auditor.model import LineClass


class Remark(NamedTuple):
    """A comment as written, with its marks. Lines count from 1, columns from 0."""

    line: int
    column: int
    text: str


class Scan:
    """A text and the strings and comments in it, found once for every question about its lines."""

    def __init__(self, text: str) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.body = text.strip("\n")
        self.line_count = text.count("\n") + (text != "" and not text.endswith("\n"))
        self.lines_above = len(text) - len(text.lstrip("\n")) if self.body else 0
        self.tokens = strings_and_comments(self.body)


def classify_lines(source: str | Scan, docstring_lines: Collection[int] | None = None) -> str:
    """One `LineClass` character for each line.

    pygount's `code_count` is the number of "c", `string_count` of "s", `documentation_count` of
    "d", "q" and "#", `empty_count` of " " and "w", less `dropped_lines`.

    `docstring_lines`, known from a syntax tree, decide between "d" and "q" alone: what pygount
    takes for documentation is "d" if it is (a part of) a docstring and "q" if it is another
    string after a colon, so that whoever looks for roles can treat it as the code that it is.
    Without them every such line is "d".
    """
    scan = source if isinstance(source, Scan) else Scan(source)
    if not scan.body:
        return LineClass.BLANK * scan.line_count
    lines = _masked(scan).split("\n")
    # Most lines are code, and their first letter shows it at the price of no call.
    found = [
        "c" if line.strip(_NO_CODE)[:1] not in _UNDECIDED else _class_of(line) for line in lines
    ]
    classes = " " * scan.lines_above + "".join(found)
    if docstring_lines is not None:
        classes = _told_apart(classes, docstring_lines)
    return classes.ljust(scan.line_count)


def comments(source: str | Scan) -> Iterator[Remark]:
    """The comments in the order of the text."""
    scan = source if isinstance(source, Scan) else Scan(source)
    line, counted, text = scan.lines_above + 1, 0, scan.body
    for start, end, pieces in scan.tokens:
        if pieces is None:
            line += text.count("\n", counted, start)
            counted = start
            column = start - text.rfind("\n", 0, start) - 1
            yield Remark(line, column, text[start:end])


def dropped_lines(source: str | Scan) -> int:
    """How many lines pygount does not count: empty ones at the ends, as far as Pygments strips.

    Negative for an empty text, to which Pygments adds a line.
    """
    scan = source if isinstance(source, Scan) else Scan(source)
    return scan.line_count - scan.body.count("\n") - 1


def _told_apart(classes: str, docstring_lines: Collection[int]) -> str:
    told = list(classes.replace(LineClass.DOCSTRING, LineClass.QUOTED))
    for line in docstring_lines:
        if line <= len(told) and told[line - 1] == LineClass.QUOTED:
            told[line - 1] = LineClass.DOCSTRING
    return "".join(told)


# What stands for a token in the masked text: code points that no decoded text holds.
_STRING, _DOCUMENTATION, _COMMENT = "\udc01", "\udc02", "\udc03"
_WHITE_SPACE = " \f\n\r\t"  # pygount's notion of it
_NO_CODE = _WHITE_SPACE + "(),:;[]{}" + _STRING + _DOCUMENTATION + _COMMENT
_UNDECIDED = frozenset(("", "p"))  # no code, or perhaps `pass`
_PASS = re.compile(rf"(?>(?:[{re.escape(_NO_CODE)}]++|pass\b)+)")


def _class_of(masked: str) -> str:
    code = masked.strip(_NO_CODE)
    if code and not (code.startswith("pass") and _PASS.fullmatch(code)):
        return "c"
    if _STRING in masked:
        return "s"
    if _DOCUMENTATION in masked:
        return "d"
    if _COMMENT in masked:
        return "#"
    return "w" if code or masked.strip(_WHITE_SPACE) else " "


def _masked(scan: Scan) -> str:
    """The text with a mark in the place of every token, one on each line that it touches."""
    masked: list[str] = []
    text, at = scan.body, 0
    after_colon = True
    before: Token | None = None  # a string that nothing but white space and comments follows
    for token in scan.tokens:
        start, end, pieces = token
        code = text[at:start]
        masked.append(code)
        at = end
        code = code.rstrip(_WHITE_SPACE)
        if code:
            after_colon, before = code[-1] == ":", None
        if pieces is None:
            masked.append(_COMMENT)
            continue
        if before is not None and not after_colon:
            after_colon = lone_colon(text, before) is not None
        mark = _DOCUMENTATION if after_colon else _STRING
        masked.append(_marks(text, token, mark) if "\n" in text[start:end] else mark)
        before = token
    masked.append(text[at:])
    return "".join(masked)


def _marks(text: str, token: Token, mark: str) -> str:
    """Marks of a string over several lines: documentation from a lone colon on."""
    start, end, _ = token
    turn = lone_colon(text, token) if mark == _STRING else None
    turn = end if turn is None else turn
    above, below = text.count("\n", start, turn), text.count("\n", turn, end)
    marks = [mark] * (above + 1) + [_DOCUMENTATION] * below
    if text[end - 1] == "\n":
        marks[-1] = ""
    return "\n".join(marks)
