"""Which parts of a text are comments and strings? Pygments' lexers say.

Most of them are tables of patterns, and are followed here rather than by Pygments itself: what
lies between two comments or strings is one piece, so nothing is made of each name and each blank;
and all patterns that may come next are tried as alternatives of one. The pieces are the same, and
take less than half the time. Other lexers are asked for their tokens.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from auditor.facts.clock import CLOCKS, Clocks, Watch, watch

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_SECONDS = 10.0  # of processor time: several times what a text within our limits should take
LOOK_EVERY = 64  # tokens between two looks at the clock


class Sort(IntEnum):
    """What a token is to pygount."""

    CODE = 0
    COMMENT = 1
    STRING = 2
    DOCUMENT = 3  # a string that documents


Piece = tuple[Sort, str]


class TooSlow(Exception):  # noqa: N818 - an outcome, not an error
    """A lexer took longer than its share of time."""


def pieces_of(lexer: "Lexer", text: str, clocks: Clocks = CLOCKS) -> Iterator[Piece]:
    """The text of the lexer's tokens in their order, each piece of one sort. Raises TooSlow."""
    from pygount.analysis import white_code_words  # noqa: PLC0415 - slow to import

    is_table = type(lexer).get_tokens_unprocessed.__qualname__ in _TABLES
    if is_table and not lexer.filters and not white_code_words(lexer.name.lower()):
        return _followed(lexer, text, watch(MAX_SECONDS, clocks))
    return _asked(lexer, text, watch(MAX_SECONDS, clocks))


_TABLES = frozenset(
    f"{owner}.get_tokens_unprocessed" for owner in ("RegexLexer", "CFamilyLexer", "CudaLexer")
)
"""The last two only give names another kind, and all kinds of names are code here."""


def _asked(lexer: "Lexer", text: str, is_late: Watch) -> Iterator[Piece]:
    for number, (kind, token) in enumerate(lexer.get_tokens(text)):
        if not number % LOOK_EVERY and is_late():
            raise TooSlow
        yield _sort(kind), token


def _followed(lexer: Any, text: str, is_late: Watch) -> Iterator[Piece]:  # noqa: ANN401 - any class
    """What `RegexLexer.get_tokens_unprocessed` does, with tokens of one sort joined."""
    text = lexer._preprocess_lexer_input(text)  # noqa: SLF001 - as `get_tokens` does
    states = _KNOWN.setdefault(type(lexer), _States(lexer._tokens, lexer.flags))  # noqa: SLF001
    stack = ["root"]
    tables = states["root"]
    sort, start, at, steps = Sort.CODE, 0, 0, 0
    while at < len(text):
        steps += 1
        if not steps % LOOK_EVERY and is_late():
            raise TooSlow
        for match, rules in tables:
            found = match(text, at)
            if found is not None:
                rule, end = rules[found.lastindex], found.end()
                break
        else:
            rule, end = _LINE_END if text[at] == "\n" else _ERROR, at + 1
        if rule.sort is not sort and start < at:
            yield sort, text[start:at]
            start = at
        if rule.sort is not None:
            sort = rule.sort
        else:
            if rule.action is not None:
                tokens = rule.action(lexer, rule.match(text, at))
                yield from [(_sort(kind), token) for _, kind, token in tokens]
            start = end
        at = end
        if rule.moves is not None:
            _move(stack, rule.moves)
            tables = states[stack[-1]]
    if start < at:
        yield sort, text[start:at]


class _Rule(NamedTuple):
    """A pattern with the sort of its text, or else with what finds the tokens in it."""

    match: Callable[[str, int], re.Match[str] | None]
    sort: Sort | None
    action: Callable[[Any, re.Match[str] | None], Iterable[tuple[int, Any, str]]] | None
    moves: Any  # to which states


_ERROR = _Rule(re.compile(r"[\s\S]").match, Sort.CODE, None, None)
_LINE_END = _ERROR._replace(moves="root")
"""What Pygments does where no rule fits."""


class _Table(NamedTuple):
    """Patterns as alternatives of one: the rule is known by the group that is closed last."""

    match: Callable[[str, int], re.Match[str] | None]
    rules: dict[int | None, _Rule]


class _States(dict[str, list[_Table]]):
    """The tables of a lexer, each made when a text first comes to its state."""

    def __init__(self, rules: Mapping[str, Sequence[tuple[Any, Any, Any]]], flags: int) -> None:
        super().__init__()
        self.rules = rules
        self.flags = flags

    def __missing__(self, state: str) -> list[_Table]:
        rules = [_rule(*rule) for rule in self.rules[state]]
        try:
            tables = [_joined(rules, self.flags)] if rules else []
        except re.error:  # two groups of one name, flags or remarks within
            tables = [_Table(rule.match, defaultdict(partial(_the, rule))) for rule in rules]
        return self.setdefault(state, tables)


_KNOWN: dict[type, _States] = {}


def _the(rule: _Rule) -> _Rule:
    return rule


def _rule(match: Any, action: Any, moves: Any) -> _Rule:  # noqa: ANN401 - as Pygments makes them
    from pygments.token import _TokenType  # noqa: PLC0415 - slow to import

    is_kind = type(action) is _TokenType
    return _Rule(match, _sort(action) if is_kind else None, None if is_kind else action, moves)


def _joined(rules: Sequence[_Rule], flags: int) -> _Table:
    groups = 0
    alternatives: list[str] = []
    by_group: dict[int | None, _Rule] = {}
    for rule in rules:
        pattern = cast("re.Pattern[str]", rule.match.__self__)  # type: ignore[attr-defined]
        groups += 1
        by_group[groups] = rule
        alternatives.append(f"({_moved(pattern.pattern, groups)})")
        groups += pattern.groups
    return _Table(re.compile("|".join(alternatives), flags).match, by_group)


def _moved(pattern: str, groups: int) -> str:
    """The pattern behind so many groups; flags that it begins with are its own still."""
    moved = _BACKWARD.sub(lambda at: f"{at[1]}{int(at[2]) + groups}" if at[2] else at[0], pattern)
    own = _OWN_FLAGS.match(moved)
    return f"(?{own[1]}:{moved[own.end() :]})" if own else moved


_BACKWARD = re.compile(r"(\\|\(\?\()([1-9]\d?)|\\[\s\S]")
_OWN_FLAGS = re.compile(r"\(\?([imsx]+)\)")


def _move(stack: list[str], moves: Any) -> None:  # noqa: ANN401 - as Pygments makes them
    if moves == "#push":
        stack.append(stack[-1])
    elif isinstance(moves, int):  # pops as many states, but keeps one
        del stack[1 if -moves >= len(stack) else moves :]
    elif isinstance(moves, tuple):
        for state in moves:
            if state != "#pop":
                stack.append(stack[-1] if state == "#push" else state)
            elif len(stack) > 1:
                stack.pop()
    else:
        stack[:] = [moves]


@cache
def _sort(kind: Any) -> Sort:  # noqa: ANN401 - Pygments makes its kinds when asked
    from pygments import token  # noqa: PLC0415 - slow to import

    comment: Any = token.Comment
    string: Any = token.String
    if kind in string:
        return Sort.DOCUMENT if kind in string.Doc else Sort.STRING
    if kind in comment and kind not in (comment.Preproc, comment.PreprocFile):  # code to pygount
        return Sort.COMMENT
    return Sort.CODE
