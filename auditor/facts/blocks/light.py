"""Which statements does a file of R, Julia or Scala hold? Brackets, keywords, line ends tell.

No grammar is needed for that: one pass over the words of the text, in a time that grows with its
length alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.facts.blocks.imports import binds_of
from auditor.facts.blocks.names import dotted, is_telling
from auditor.model import Block
from auditor.model.block import (
    CHECK,
    CLASS,
    COMPOUND,
    CONSTANT,
    FUNCTION,
    IMPORT,
    LOOP,
    RETURN,
    STATEMENT,
)

MAX_CALLS = 12  # of one statement
MAX_NAMES = 20  # of one statement


class Language(NamedTuple):
    """How a language is written, as far as its statements go."""

    word: re.Pattern[str]
    opens: frozenset[str]
    closes: frozenset[str]
    kinds: dict[str, str]  # first word of a statement -> what it is
    imports: re.Pattern[str]
    checks: frozenset[str]


R = Language(
    word=re.compile(
        r"""(?P<skip>\#[^\n]*|[^\S\n]+)"""
        r"""|(?P<text>"(?>(?:[^"\\]|\\.)*)"|'(?>(?:[^'\\]|\\.)*)'|`[^`\n]*`)"""
        r"""|(?P<name>(?:[A-Za-z.][\w.]*:::?)?[A-Za-z.][\w.]*(?:[$@][\w.]+)*)"""
        r"""|(?P<number>\d[\w.]*)|(?P<end>\n|;)"""
        r"""|(?P<sign><<?-|->>?|\|>|%[^%\s]*%|[-+*/^=<>!&|~?:,]+|.)""",
        re.DOTALL,
    ),
    opens=frozenset("{"),
    closes=frozenset("}"),
    kinds={"for": LOOP, "while": LOOP, "repeat": LOOP, "if": COMPOUND, "else": COMPOUND},
    imports=re.compile(r"(?:library|require|requireNamespace)\s*\(\s*[\"']?([\w.]+)|source\("),
    checks=frozenset({"stop", "stopifnot", "match.arg", "assert_that", "abort"}),
)
JULIA_OPENS = frozenset(
    {"function", "macro", "for", "while", "if", "let", "begin", "do", "struct", "module",
     "baremodule", "try", "quote"}
)  # fmt: skip
JULIA = Language(
    word=re.compile(
        r"""(?P<skip>\#=.*?(?:=\#|\Z)|\#[^\n]*|[^\S\n]+)"""
        r"""|(?P<text>\"\"\".*?(?:\"\"\"|\Z)|"(?>(?:[^"\\]|\\.)*)"|(?<![\w)\]'])'(?:[^'\\\n]|\\.)+')"""
        r"""|(?P<name>@?[^\W\d]\w*!?(?:\.@?[^\W\d]\w*!?)*)|(?P<number>\d[\w.]*)"""
        r"""|(?P<end>\n|;)|(?P<sign>\.?[-+*/^÷\\=<>!&|~:?%]+|::|,|.)""",
        re.DOTALL,
    ),
    opens=JULIA_OPENS,
    closes=frozenset({"end"}),
    kinds={
        **dict.fromkeys(("function", "macro"), FUNCTION),
        **dict.fromkeys(("struct", "mutable", "module", "baremodule", "abstract"), CLASS),
        **dict.fromkeys(("for", "while"), LOOP),
        **dict.fromkeys(("if", "try", "let", "begin"), COMPOUND),
    },
    imports=re.compile(r"(?:using|import)\s+(.*)", re.DOTALL),
    checks=frozenset({"throw", "error", "@assert", "ArgumentError", "DimensionMismatch"}),
)
SCALA = Language(
    word=re.compile(
        r"""(?P<skip>//[^\n]*|/\*.*?(?:\*/|\Z)|[^\S\n]+)"""
        r"""|(?P<text>\"\"\".*?(?:\"\"\"|\Z)|"(?>(?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.)')"""
        r"""|(?P<name>@?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<number>\d[\w.]*)"""
        r"""|(?P<end>\n|;)|(?P<sign>[-+*/%=<>!&|~:?]+|.)""",
        re.DOTALL,
    ),
    opens=frozenset("{"),
    closes=frozenset("}"),
    kinds={
        **dict.fromkeys(("for", "while", "do"), LOOP),
        **dict.fromkeys(("if", "else", "try", "case"), COMPOUND),
        "import": IMPORT,
        "package": IMPORT,
    },
    imports=re.compile(r"import\s"),
    checks=frozenset({"throw", "require", "assert", "IllegalArgumentException"}),
)
LANGUAGES = {"r": R, "julia": JULIA, "scala": SCALA}

MIDDLE = frozenset({"else", "elseif", "catch", "finally"})  # of a Julia statement, on a line of own
KEYWORDS = frozenset({"in", "function", "return", "end", "local", "global", "const", "mutable",
                      "TRUE", "FALSE", "NULL", "true", "false", "nothing", "where", "if", "for",
                      "while", "do", "NA", "else", "elseif", "using", "import", "export",
                      "struct", "begin", "let", "try", "catch", "module", "new", "val", "var",
                      "def", "class", "object", "trait", "case", "override", "private", "extends",
                      "with", "protected", "lazy", "implicit", "final", "sealed", "package",
                      "yield", "abstract", "type", "match", "throw"})  # fmt: skip
ASSIGNS = frozenset({"<-", "<<-", "=", "+=", "-=", "*=", "/=", ".=", ".+=", ".-=", ".*=", ":="})
ARITHMETIC = re.compile(r"\.?[-+*/]=?|%\*%|%o%")
GOES_ON = re.compile(r"(<-|<<-|\|>|%[^%]*%|[-+*/^=<>&|~,]+)")


def read_light(language: str, text: str) -> tuple[Block, ...]:
    """The blocks of a text in R or Julia."""
    scan = _Scan(LANGUAGES[language])
    scan.read(text)
    return tuple(_block(draft, LANGUAGES[language], text) for draft in scan.drafts)


class _Draft:
    """A block in the making."""

    __slots__ = ("arithmetic", "assigned", "calls", "end", "first", "kind", "line", "name", "names",
                 "parent", "start", "stop")  # fmt: skip

    def __init__(self, line: int, parent: int, start: int) -> None:
        self.kind = ""
        self.line = self.end = line
        self.parent = parent
        self.start = self.stop = start
        self.first = ""
        self.name = ""
        self.calls: list[str] = []
        self.names: list[str] = []
        self.assigned: list[str] = []
        self.arithmetic = 0


class _Scan:
    """Where the text stands: open brackets, open blocks, and the statement under way."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.drafts: list[_Draft] = []
        self.frames: list[tuple[int, int]] = []  # of each open block: its draft, brackets before
        self.depth = 0
        self.now: _Draft | None = None
        self.line = 1
        self.before = ""  # the token before, and
        self.name = ""  # the name before, if nothing but its arguments followed
        self.typed = ""  # the name before its type: `x` in `val x: Int = 1`
        self.ended: _Draft | None = None  # what the last line was, should this one go on with it

    def read(self, text: str) -> None:
        for match in self.language.word.finditer(text):
            token = match[0]
            kind = match.lastgroup
            if kind == "end":
                self.end_of_line(token)
            elif kind != "skip":
                self.token(kind or "", token, match.start())
                self.before = token
            self.line += token.count("\n")
            if self.now is not None and kind not in {"end", "skip"}:
                self.now.end, self.now.stop = self.line, match.end()

    def end_of_line(self, token: str) -> None:
        if self.depth == 0 and not (token == "\n" and GOES_ON.fullmatch(self.before)):
            self.ended, self.now, self.before, self.name, self.typed = self.now, None, "", "", ""

    def token(self, kind: str, token: str, start: int) -> None:
        if self.now is None and token == "." and self.language is SCALA:
            self.now = self.ended
        is_list = self.now is not None and self.now.first == "import"
        is_open = token in self.language.opens and (token == "{" or self.depth == 0) and not is_list
        closes = token in self.language.closes and (token == "}" or self.depth == 0)
        if closes and self.frames and not is_list:
            index, self.depth = self.frames.pop()
            self.now = self.drafts[index]
            return
        if token in MIDDLE and self.frames and self.language is JULIA and self.depth == 0:
            self.now = self.drafts[self.frames[-1][0]]
            return
        if self.now is None:
            parent = self.frames[-1][0] if self.frames else -1
            self.now = _Draft(self.line, parent, start)
            self.now.first = token
            self.drafts.append(self.now)
        if kind == "name":
            self.word(token)
        elif kind == "sign":
            self.sign(token)
        if is_open:
            self.open(token)

    def word(self, token: str) -> None:
        draft = self.now
        assert draft is not None  # noqa: S101 - `token` has seen to it
        if token in KEYWORDS or token in self.language.opens:
            if token == "function" and self.depth == 0:
                draft.kind = FUNCTION
                draft.name = draft.assigned[-1] if draft.assigned else draft.name
            elif token in {"struct", "module", "baremodule", "class", "object", "trait"}:
                draft.kind = CLASS
            elif token == "def":
                draft.kind = FUNCTION
            return
        if token.startswith("@"):
            draft.calls.append(token)
        elif draft.kind in {FUNCTION, CLASS} and not draft.name and self.depth == 0:
            draft.name = token
        draft.names.append(_dotted(token))
        self.name = token

    def sign(self, token: str) -> None:
        draft = self.now
        assert draft is not None  # noqa: S101 - `token` has seen to it
        if token in "([{":
            if token == "(" and self.name and self.before in {self.name, "."}:
                draft.calls.append(_dotted(self.name))
            draft.arithmetic += token == "["
            self.depth += token != "{"
        elif token in ")]":
            self.depth = max(0, self.depth - 1)
        elif token == ":" and self.depth == 0:
            self.typed = self.typed or self.name
        elif token in ASSIGNS and self.depth == 0 and self.name and draft.kind != FUNCTION:
            if self.before == ")" and self.language is JULIA and draft.calls:
                draft.kind, draft.name = FUNCTION, draft.calls[0]  # f(x) = x + 1
            else:
                draft.assigned.append(_dotted(self.typed or self.name))
        draft.arithmetic += ARITHMETIC.fullmatch(token) is not None

    def open(self, token: str) -> None:
        """Begin the body of the statement under way."""
        draft = self.now
        assert draft is not None  # noqa: S101 - `token` has seen to it
        draft.kind = draft.kind or self.language.kinds.get(draft.first, COMPOUND)
        index = next(i for i in range(len(self.drafts) - 1, -1, -1) if self.drafts[i] is draft)
        self.frames.append((index, self.depth))
        self.depth = 0
        if token == "{":
            self.now = None


def _dotted(token: str) -> str:
    return dotted(token.replace("$", ".").replace("@", ".").strip("."))


def _block(draft: _Draft, language: Language, text: str) -> Block:
    said = text[draft.start : min(draft.stop, draft.start + 500)]
    assigned = _distinct(draft.assigned, MAX_NAMES)
    binds = tuple(_binds(language, said)) if draft.parent < 0 or draft.calls else ()
    kind = draft.kind or _kind(draft, language)
    if binds and kind == STATEMENT:
        kind = IMPORT
    return Block(
        kind=kind,
        line=draft.line,
        end_line=draft.end,
        parent=draft.parent,
        name=draft.name,
        calls=_distinct(draft.calls, MAX_CALLS),
        names=_distinct((name for name in draft.names if name not in assigned), MAX_NAMES),
        assigned=assigned,
        binds=binds,
        arithmetic=draft.arithmetic,
    )


def _kind(draft: _Draft, language: Language) -> str:
    if draft.first in language.kinds:
        return language.kinds[draft.first]
    if language.checks & set(draft.calls[:1]):
        return CHECK
    if draft.first == "return":
        return RETURN
    others = [name for name in draft.names if _dotted(name) not in draft.assigned]
    if draft.parent < 0 and draft.assigned and not draft.calls and not others:
        return CONSTANT
    return STATEMENT


def _binds(language: Language, said: str) -> Iterator[tuple[str, str]]:
    match = language.imports.match(said)
    if match is None:
        return
    if language is SCALA:
        yield from binds_of(".scala", said)
        return
    if language is R:
        if match[1]:
            yield "*", match[1]
        return
    module, colon, names = match[1].partition(":")
    if colon:
        for name in re.findall(r"[\w!@]+", names):
            yield name, f"{module.strip()}.{name}"
        return
    for name in re.findall(r"[\w.]+", match[1]):
        yield "*", name


def _distinct(names: Iterator[str] | list[str], most: int) -> tuple[str, ...]:
    return tuple([name for name in dict.fromkeys(names) if is_telling(name)][:most])
