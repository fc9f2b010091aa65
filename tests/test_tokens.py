"""Tables of patterns are followed to the very pieces that Pygments' own lexers give."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.lexers import lexer_for
from auditor.facts.tokens import Piece, pieces_of

if TYPE_CHECKING:
    from pygments.lexer import Lexer

SUFFIXES = (
    *("bat", "c", "cmake", "cpp", "cs", "css", "cu", "go", "html", "ini", "java", "jl", "js"),
    *("json", "lua", "m", "md", "php", "pl", "pyx", "r", "rb", "rkt", "rs", "rst", "scala", "sh"),
    *("sql", "tex", "toml", "ts", "xml", "yaml"),
)
MARKS = [
    *("#", "//", "/*", "*/", "<!--", "-->", "--", "%", ";", '"""', "'", '"', "`", "\\", "$"),
    *(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "=",
        ":",
        "::",
        "..",
        "*",
        "-",
        "|",
        "@",
        "\t",
        "\xa0",
    ),
    *("\n", "\n", "\n    ", "\n\n", " ", "a", "if 0", "#if 0\n", "#endif", "cdef", "=====", "é"),
    *(
        "code-block",
        "python",
        "```",
        "script",
        "style",
        "/>",
        "def",
        "import",
        "x = 1",
        'R"(',
        ')"',
    ),
]
texts = st.lists(st.sampled_from(MARKS), max_size=30).map("".join)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    runs = groupby((piece for piece in pieces if piece[1]), key=lambda piece: piece[0])
    return [(sort, "".join(text for _, text in run)) for sort, run in runs]


def asked(lexer: "Lexer") -> "Lexer":
    """The same lexer, but a class of its own, which has to be asked for its tokens."""

    class Asked(type(lexer)):  # type: ignore[misc]  # Pygments' classes are chosen at run time
        def get_tokens_unprocessed(self, *args: Any, **kwargs: Any) -> Iterator[Any]:  # noqa: ANN401
            yield from super().get_tokens_unprocessed(*args, **kwargs)

    made: Lexer = Asked()
    return made


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=40)
@given(text=texts)
def test_pieces_are_those_of_pygments(suffix: str, text: str) -> None:
    lexer = lexer_for(f"a.{suffix}", text)
    assert lexer is not None
    assert joined(pieces_of(lexer, text)) == joined(pieces_of(asked(lexer), text))
