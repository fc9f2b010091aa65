"""Where are strings and comments in a Python text? What Pygments sees, found in one pass.

One pass that takes the text apart as Pygments' Python lexer does, whatever state the code is in:
Python 2, half a file, no Python at all. Where the lexer and the language differ the lexer is
followed, since pygount counts by it: a triple-quoted string that begins a line knows no escapes,
and `{a["` inside a string may hide its end.

An f-string is several tokens; the code of its replacement fields lies in the gaps between them.
Every pattern is possessive or bounded, so that the time grows with the length of the text alone.
"""

import re
from itertools import product
from typing import NamedTuple, cast

Pattern = re.Pattern[str]
Token = tuple[int, int, Pattern | None]
"""A comment, a string or a part of one: `text[start:end]` with its prefix. The pattern splits a
string into the tokens that Pygments makes of it; a comment has None."""


def strings_and_comments(text: str) -> list[Token]:
    """All strings and comments in the order of the text, whose lines end with a line feed."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        at = _take_simple(text, at, tokens)
        if at < len(text):
            at = _take_intricate(text, at, tokens)
    return tokens


def lone_colon(text: str, token: Token) -> int | None:
    """Where the first piece of a string that is ":" and nothing else ends, if there is one."""
    start, end, pieces = token
    if pieces is None or _MAY_STAND_ALONE.search(text, start, end) is None:
        return None
    found = (piece.end() for piece in pieces.finditer(text, start, end) if piece.group() == ":")
    return next(found, None)


def prefix_before(text: str, quote: int) -> str:
    """The letters of a string prefix that stand right before a quote, in lower case."""
    found = _PREFIX.search(text[max(0, quote - 3) : quote])
    return found.group().lower() if found else ""


def _take_simple(text: str, at: int, tokens: list[Token]) -> int:
    """Take tokens that one pattern can tell; stop at the quote of the first that needs care."""
    for found in _SIMPLE.finditer(text, at):
        start, end = found.end(1), found.end()
        match found.lastindex:
            case 2:
                tokens.append((start, end, None))
            case 3 if text[start - 1 : start] not in _PREFIX_LETTERS:
                tokens.append((start, end, _PIECES["text", False]))
            case 3:
                prefix = prefix_before(text, start)
                tokens.append((start - len(prefix), end, _PIECES[_KINDS[prefix], False]))
            case 4:
                tokens.append(_triple(text, found.start(), start, end))
            case _:
                return start
    return len(text)


def _triple(text: str, before: int, quote: int, end: int) -> Token:
    doc = _line_start(text, before, quote)
    if doc is not None:
        return doc, end, _WHOLE
    # No backslash is in it, so the pieces of all kinds are alike.
    return quote - len(prefix_before(text, quote)), end, _PIECES["text", True]


def _take_intricate(text: str, quote: int, tokens: list[Token]) -> int:
    """Take the string at a quote, and say where it ends."""
    doc = _line_start(text, tokens[-1][1] if tokens else 0, quote)
    marks = text[quote] * 3
    if doc is not None and text.startswith(marks, quote):
        end = text.find(marks, quote + 3)
        if end != -1:
            tokens.append((doc, end + 3, _WHOLE))
            return end + 3
    return _Nest(text, tokens, _string(text, quote)).take()


def _line_start(text: str, before: int, quote: int) -> int | None:
    """Where a string begins that opens its line, which for Pygments makes it a docstring."""
    line = text.rfind("\n", before, quote) + 1
    if not line and before and text[before - 1] != "\n":
        return None
    lead = text[line or before : quote]
    blank = lead.rstrip("bBrRuU")
    if blank.strip() or len(lead) - len(blank) > 2:  # noqa: PLR2004 - letters of a prefix
        return None
    return quote - len(lead) + len(blank)


class _String(NamedTuple):
    start: int
    inside: int  # behind the opening quotes
    body: Pattern  # up to the closing quotes (group 1) or a replacement field (group 2)
    pieces: Pattern


def _string(text: str, quote: int) -> _String:
    prefix = prefix_before(text, quote)
    mark, kind = text[quote], _KINDS[prefix]
    triple = text.startswith(mark * 3, quote)
    inside = quote + (3 if triple else 1)
    return _String(quote - len(prefix), inside, _BODIES[kind, mark, triple], _PIECES[kind, triple])


class _Nest:
    """A string and, if it is an f-string, all that is nested in it.

    `strings` are those still open, the innermost last. `brackets` counts, for each replacement
    field that is open, the brackets open in it: if there are as many fields as strings, the text
    at hand is code.
    """

    def __init__(self, text: str, tokens: list[Token], string: _String) -> None:
        self.text = text
        self.tokens = tokens
        self.strings: list[_String] = []
        self.brackets: list[int] = []
        self.start = self.at = 0
        self.open(string)

    def take(self) -> int:
        """Add the tokens, and say where the outermost string ends."""
        while self.strings:
            if len(self.brackets) == len(self.strings):
                self.code()
            else:
                self.literal()
        return self.at

    def open(self, string: _String) -> None:
        self.strings.append(string)
        self.start, self.at = string.start, string.inside

    def literal(self) -> None:
        string = self.strings[-1]
        found = self.match(string.body)
        if self.at > self.start:
            self.tokens.append((self.start, self.at, string.pieces))
        match found.lastindex:
            case 1:
                self.strings.pop()
            case 2:
                self.brackets.append(0)
            case _:  # the line or the text ends: Pygments then forgets what was open
                self.strings.clear()

    def code(self) -> None:
        found = self.match(_NESTED_CODE if self.brackets[-1] else _FIELD_CODE)
        match found.lastindex:
            case 1 if self.brackets[-1]:
                self.brackets[-1] -= 1
            case 1:
                self.brackets.pop()
                self.tokens.append((found.start(1), self.at, _WHOLE))
                self.start = self.at
            case 2:
                self.brackets[-1] += 1
            case 3:
                self.open(_string(self.text, self.at - 1))
            case _:
                self.strings.clear()

    def match(self, pattern: Pattern) -> re.Match[str]:
        """Match a pattern, all of which match the empty text, too, and move behind it."""
        found = cast("re.Match[str]", pattern.match(self.text, self.at))
        self.at = found.end()
        return found


# The limits of 100 characters, 200 characters and 8 subscripts are not Pygments': without them
# a text made for it would take the time of its length squared.
_NAMED_CHARACTER = r"N\{[^\n}]{0,100}\}"
_FORMAT_FIELD = (
    r"\{(?:\w++(?>(?:\.\w++|\[[^\]]{1,200}\]){0,8}))?(?:![sra])?"
    r"(?::(?:.?[<>=\^])?[-+ ]?#?0?\d*+,?(?:\.\d++)?[E-GXb-gnosx%]?)?\}"
)
_PERCENT_FIELD = r"%(?:\(\w++\))?[-#0 +]*+(?:\d++|\*)?(?:\.(?:\d++|\*))?[hlL]?[E-GXc-giorsaux%]"
_END_OF_FIELD = r"(?:=\s*+)?(?:![sraf])?[}:]"

_KINDS = {
    **dict.fromkeys(["", "u"], "text"),
    **dict.fromkeys(["b"], "bytes"),
    **dict.fromkeys(["r", "rb", "br"], "raw"),
    **dict.fromkeys(["f", "t"], "formatted"),
    **dict.fromkeys(["rf", "fr", "rt", "tr"], "raw formatted"),
}
_PREFIX_LETTERS = frozenset("bBfFrRtTuU")
_PREFIX = re.compile(r"(?<!\w)(?:[rR][bBfFtT]?|[bBfFtT][rR]?|[uU])\Z")
_MAY_STAND_ALONE = re.compile(r""":(?:[\\'"%{}\n]|\Z)""")
_WHOLE = re.compile(r"[^\n]*+\n|[^\n]++")
_FIELD_CODE = re.compile(
    rf"""(?>(?:[^"'{{}}()\[\]:=!]++|(?!{_END_OF_FIELD})[=!]=?|[)\]])*)"""
    rf"""(?:({_END_OF_FIELD})|([{{(\[])|(["'])|\Z)"""
)
_NESTED_CODE = re.compile(r"""[^"'{}()\[\]]*+(?:([)\]}])|([{(\[])|(["'])|\Z)""")


def _simple() -> Pattern:
    """Comments, and the strings that end alike for every kind of string but an f-string."""
    field = r"""\{(?![\w.]*+(?:\[|(?:![sra])?:["']))"""  # no quote hides in it
    escape = r"""\\(?:[\\"'\n]|(?!N\{[^\n}"']{0,100}+["']))"""
    single, triple = [], []
    for q in "\"'":
        unformatted = rf"{q}(?<![fFtT]{q})(?<![fFtT][rR]{q})"
        single.append(
            rf"{unformatted}(?!{q}{q})(?>(?:[^{q}\\{{\n]++|{escape}|{field})*)(?:{q}|(?=\n)|\Z)"
        )
        triple.append(
            rf"{unformatted}{q}{q}(?>(?:[^{q}\\{{]++|{q}{{1,2}}+(?!{q})|{field})*){q}{q}{q}"
        )
    comment = r"#[^\n]*+"
    return re.compile(
        rf"""([^"'#]*+)(?:({comment})|({"|".join(single)})|({"|".join(triple)})|["']|\Z)"""
    )


def _escape(kind: str, *, triple: bool) -> str:
    """The escapes that decide where a string ends; any other is a backslash and some text."""
    match kind:
        case "text" | "formatted":
            return rf"""\\(?:{_NAMED_CHARACTER}|[\\"'\n]|)"""
        case "raw" | "raw formatted" if triple:
            return r"\\"
        case _:
            return r"""\\(?:[\\"'\n]|)"""


def _body(kind: str, q: str, *, triple: bool) -> Pattern:
    escape = _escape(kind, triple=triple)
    text, end = (rf"{q}{{1,2}}+(?!{q})|[^{q}\\{{}}", q * 3) if triple else (rf"[^{q}\\\n{{}}", q)
    if kind.endswith("formatted"):
        return re.compile(rf"(?>(?:{text}]++|{escape}|\{{\{{|\}})*)(?:({end})|(\{{))?")
    return re.compile(rf"(?>(?:{text}]++|{escape}|{_FORMAT_FIELD}|\{{{{1,2}}+|\}})*)({end})?")


def _pieces(kind: str, *, triple: bool) -> Pattern:
    """Pygments' own tokens of a string, which tell where a ":" stands alone."""
    octal_or_hex = r"""[\\abfnrtv"'\n]|x[a-fA-F0-9]{2}|[0-7]{1,3}"""
    unicode = rf"{_NAMED_CHARACTER}|u[a-fA-F0-9]{{4}}|U[a-fA-F0-9]{{8}}|"
    escape = {
        "text": rf"\\(?:{unicode}{octal_or_hex})",
        "formatted": rf"\\(?:{unicode}{octal_or_hex})",
        "bytes": rf"\\(?:{octal_or_hex})",
    }.get(kind, r"\\" if triple else r"""\\[\\"'\n]""")
    if kind.endswith("formatted"):
        return re.compile(rf"""\{{\{{|\}}\}}|{escape}|[^\\'"{{}}\n]++|[\s\S]""")
    field = rf"{_PERCENT_FIELD}|{_FORMAT_FIELD}"
    return re.compile(rf"""{escape}|{field}|[^\\'"%{{\n]++|\{{{{1,2}}+|[\s\S]""")


_ALL_KINDS = sorted(set(_KINDS.values()))
_SIMPLE = _simple()
_PIECES = {
    (kind, triple): _pieces(kind, triple=triple)
    for kind, triple in product(_ALL_KINDS, (False, True))
}
_BODIES = {
    (kind, mark, triple): _body(kind, mark, triple=triple)
    for kind, mark, triple in product(_ALL_KINDS, "\"'", (False, True))
}
