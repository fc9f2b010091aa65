"""What would a copy of this file still look like? A few bytes for each statement.

A statement's *shape* is what stays when somebody copies it and renames: local names, numbers and
prose are alike; what is called, attributes, keywords, types, operators and strings of one word
(columns, keys, options) are not. Its *spelling* is the text without comments and white space.

Imports, comments, documentation and lines of brackets have no shape: two files that share only
those share nothing. A display over many lines is one statement, so tables weigh little.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from keyword import kwlist
from zlib import crc32

from auditor.facts.lines import Scan
from auditor.model import Code, Does, Literal, Prints, Statement

LONGEST_LINE = 1_000  # characters; longer ones are data
BARE = (Does.IMPORT, Does.PASS, Does.MAGIC)

# A name that may be renamed: neither called, nor an attribute, nor a keyword of a call, nor a
# type. Single capitals, as in `X_train` and `Q`, are names of arrays.
_NAME = re.compile(r"(?<![\w.\"])([a-z_]\w*+|[A-Z]\d*+(?:_\w*+)?(?!\w))(?!\(|=(?!=))")
_DEFINED = re.compile(
    r"^([ \t]*+(?:async[ \t]++)?(?:def|class|fn|func|function|struct)[ \t]++)\w++", re.MULTILINE
)
_NUMBER = re.compile(r"\d(?<!\w\d)[\w.]*+(?:(?<=[eE])[-+]\d++)?")
_LONG = re.compile(r"\w\w++")
_WORD = re.compile(r"[\w./:-]{1,40}")
_JOINED = str.maketrans("./:-", "____")
_NO_CODE = re.compile(r"[\W_\d]*+")
_FOREIGN_IMPORT = re.compile(
    r"[ \t]*(?:#[ \t]*(?:include|import|pragma|ifndef|define[ \t]+\w+[ \t]*$|endif)|import\b"
    r"|using\b|export[ \t]+\*|require|package\b|from\b|library\(|use\b|extern crate|mod[ \t]+\w+;"
    r"|(?:const|let|var)[ \t].{1,200}=[ \t]*require\()"
)
_OTHER_KEYWORDS = (
    "auto", "bool", "boolean", "byte", "case", "catch", "char", "const", "default", "defer",
    "do", "done", "double", "elseif", "end", "enum", "extends", "extern", "fi", "final",
    "float", "fn", "foreach", "func", "function", "go", "goto", "impl", "implements",
    "inline", "int", "interface", "let", "local", "long", "loop", "match", "mut", "new",
    "nil", "null", "operator", "private", "protected", "public", "register", "repeat",
    "short", "signed", "sizeof", "static", "struct", "super", "switch", "template", "then",
    "this", "throw", "throws", "type", "typedef", "typename", "typeof", "undefined", "union",
    "unsigned", "until", "using", "var", "virtual", "void", "volatile", "where",
)  # fmt: skip
"""What C, C++, CUDA, Java, JavaScript, Go, Rust, R, Julia and Lua add to Python's."""
_KEPT = frozenset((*kwlist, *_OTHER_KEYWORDS, "self", "cls"))

Span = tuple[int, int]  # first and last line of a statement, from 1


def prints_of(scan: Scan, code: Code) -> Prints:
    """Prints of the statements of a Python text or notebook."""
    masked, spelled = _texts(scan)
    return _prints(masked, spelled, _spans(code), scan.lines_above)


def foreign_prints(masked: str, spelled: str) -> Prints:
    """Prints of the lines of a text in another language.

    Both texts have the same lines and no comments; in the first a string is `"` and its word.
    """
    lines = masked.split("\n")
    kept = (
        (number, number)
        for number, line in enumerate(lines, start=1)
        if len(line) <= LONGEST_LINE
        and not _NO_CODE.fullmatch(line)
        and not _FOREIGN_IMPORT.match(line)
    )
    return _prints(masked, spelled, kept, 0)


def mark_of(string: str) -> str:
    """What stands for a string literal in a masked text: itself if it is a word."""
    inside = string.strip("\"'`")
    word = inside.translate(_JOINED) if _WORD.fullmatch(inside) else ""
    return f'"{word}' + "\n" * string.count("\n")


def _spans(code: Code) -> Iterator[Span]:
    """Lines of the statements that count; of several that begin on one line, the first."""
    last = 0
    for statement in code.statements:
        if statement.line > last and statement.does not in BARE and not _is_text(statement):
            last = statement.line
            yield statement.line, statement.header_end


def _is_text(statement: Statement) -> bool:
    return statement.does is Does.EXPRESSION and isinstance(statement.values[0], Literal)


def _texts(scan: Scan) -> tuple[str, str]:
    """The text without comments: with marks for strings, and as it is spelled."""
    masked: list[str] = []
    spelled: list[str] = []
    text, at = scan.body, 0
    for start, end, pieces in scan.tokens:
        code = text[at:start]
        masked.append(code)
        spelled.append(code)
        at = end
        if pieces is not None:
            string = text[start:end]
            masked.append(mark_of(string))
            spelled.append(string)
    masked.append(text[at:])
    spelled.append(text[at:])
    return "".join(masked), "".join(spelled)


def _prints(masked: str, spelled: str, spans: Iterable[Span], above: int) -> Prints:
    shapes = _shapes(masked)
    spellings = _squeezed(spelled)
    weights = _squeezed(_LONG.sub("t", masked))  # a letter for each token
    found: list[Sequence[int]] = []
    before = 0
    for first, last in spans:
        at, end = first - 1 - above, last - above
        if at < 0 or end > len(shapes):
            continue
        if end == at + 1:
            shape, spelling, tokens = shapes[at], spellings[at], len(weights[at])
        else:
            shape, spelling = b"".join(shapes[at:end]), b"".join(spellings[at:end])
            tokens = sum(map(len, weights[at:end]))
        found.append((crc32(shape), crc32(spelling), first - before, last - first, tokens))
        before = first
    return Prints.of(found)


def _shapes(masked: str) -> list[bytes]:
    parts = _NAME.split(_NUMBER.sub("0", _DEFINED.sub(r"\1x", masked)))
    parts[1::2] = [name if name in _KEPT else "x" for name in parts[1::2]]
    return _squeezed("".join(parts))


def _squeezed(text: str) -> list[bytes]:
    plain = text.replace(" ", "").replace("\t", "")
    return plain.encode("utf-8", "replace").split(b"\n")
