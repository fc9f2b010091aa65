"""Lines of Python are classed as pygount classes them, and counted as radon counts them."""

import tokenize
from collections import Counter
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers.python import PythonLexer
from pygount.analysis import _line_parts
from radon.raw import analyze

from auditor import facts
from auditor.facts.lines import Scan, classify_lines, comments, dropped_lines
from auditor.facts.raw import raw_counts
from auditor.facts.strings import strings_and_comments

OURS = sorted(Path(facts.__file__).parent.rglob("*.py"))


def pygount_classes(text: str) -> str:
    """What pygount makes of each line that Pygments leaves of a text: c, s, d or e."""
    marks = _line_parts(PythonLexer(), text)
    return "".join(next((mark for mark in "csd" if mark in found), "e") for found in marks)


def as_pygount(text: str) -> str:
    """Our classes of the same lines, in pygount's terms."""
    scan = Scan(text)
    classes = classify_lines(scan, ())
    length = len(classes) - dropped_lines(scan)
    kept = classes[scan.lines_above :][:length].ljust(length)
    return kept.translate(str.maketrans("#q w", "ddee"))


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        pytest.param("x = 1", "c", id="code"),
        pytest.param("x = 1  # why", "c", id="code-with-comment"),
        pytest.param("# why", "#", id="comment"),
        pytest.param('"""Why."""', "d", id="module-docstring"),
        pytest.param('#!/bin/python\n\n"""Why."""', "# d", id="docstring-below-comment"),
        pytest.param('def f():\n    """Why.\n\n    More.\n    """\n', "cdddd", id="blank-inside"),
        pytest.param('def f():  # x\n    "Why."\n', "cd", id="docstring-after-comment"),
        pytest.param('x = 1\n"""Attribute docstring."""', "cs", id="string-after-code"),
        pytest.param("x = [\n    'a',\n    'b'\n]", "cssw", id="strings-of-a-list"),
        pytest.param("x = {\n    'a':\n    'b',\n    'c'\n}", "csqsw", id="a-dict's-value"),
        pytest.param("x = {'a': 'b'\n     'c'}", "cq", id="a-dict's-value-goes-on"),
        pytest.param("x = ('%s:%s'\n     'c')", "cq", id="colon-alone-in-a-string"),
        pytest.param("x = (f'{a}:{b}'\n     'c')", "cs", id="code-after-the-colon"),
        pytest.param("x = (f'{a:>3}'\n     'c')", "cq", id="colon-of-a-format"),
        pytest.param("x = f'''\n{y}\nz\n'''", "ccss", id="code-in-an-f-string"),
        pytest.param("""x = f'{y["'"]}' + "'"\ny\n""", "cc", id="quotes-within-quotes"),
        pytest.param("if x:\n    pass", "cw", id="pass"),
        pytest.param("if x:\n    pass  # later", "c#", id="pass-with-comment"),
        pytest.param("passed", "c", id="pass-is-a-word"),
        pytest.param(")\n};\n:", "www", id="punctuation"),
        pytest.param("x = 1 + \\\n    \\\n    2", "ccc", id="backslash-is-code"),
        pytest.param("x = 'abc\ny = 1", "cc", id="string-left-open"),
        pytest.param("x = ('abc\\\n\n)", "c w", id="string-left-open-behind-a-backslash"),
        pytest.param('x\nub"""a\\"""\ny', "csc", id="docstrings-know-no-escapes"),
        pytest.param('x\nrbu"""a"""', "cc", id="three-letters-are-no-prefix"),
        pytest.param("x = 'a' '''b\n%s:\nc'''", "csq", id="no-docstring-behind-a-string"),
        pytest.param("x = rb'''\\n:\n\\:\nc'''", "csq", id="escapes-of-raw-strings"),
        pytest.param("x = '''\\n:\nc'''", "cq", id="escapes-of-strings"),
        pytest.param("x = '{a[''''b]}'\ny", "cc", id="quotes-within-a-subscript"),
        pytest.param("x\n'''abc\n\ny = 1", "csss", id="triple-quotes-left-open"),
        pytest.param("print 'abc'\n`x`", "cc", id="python-2"),
        pytest.param("\n\nx\n \n\ny\n\n\n", "  c  c  ", id="blank-lines-around"),
        pytest.param("\n \n", "  ", id="nothing-but-blank-lines"),
        pytest.param("", "", id="nothing"),
        pytest.param("\ufeffx = 1\r\n\r\n# y\rz", "c #c", id="line-ends-and-byte-order-mark"),
        pytest.param("x\fy\n\f\nz\x0b", "c c", id="form-feeds-end-no-line"),
        pytest.param("\xa0", "c", id="exotic-white-space-is-code-to-pygount"),
    ],
)
def test_classes(text: str, classes: str) -> None:
    docstrings = [line for line, found in enumerate(classes, start=1) if found == "d"]
    assert classify_lines(text, docstrings) == classes
    assert as_pygount(text) == pygount_classes(text)


def test_docstring_lines_decide_only_what_kind_of_documentation_it_is() -> None:
    text = 'x = {\n    "a":\n    "b",\n}\n# c\n'
    assert classify_lines(text) == "csdw#"
    assert classify_lines(text, ()) == "csqw#"
    assert classify_lines(text, range(9)) == "csdw#"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("x = 1  # a #b", [(1, 7, "# a #b")], id="behind-code"),
        pytest.param("\n\n  #: a\n#b", [(3, 2, "#: a"), (4, 0, "#b")], id="below-blank-lines"),
        pytest.param("'# a' + '''\n# b'''  # c", [(2, 8, "# c")], id="not-in-strings"),
        pytest.param("f'{x!r:#>{width}}'  # c", [(1, 20, "# c")], id="not-in-formats"),
        pytest.param("x = '\\'# a'\n#", [(2, 0, "#")], id="not-behind-an-escape"),
    ],
)
def test_comments(text: str, found: list[tuple[int, int, str]]) -> None:
    assert [tuple(remark) for remark in comments(text)] == found


def test_comments_are_those_that_python_finds_in_our_own_sources() -> None:
    for path in OURS:
        with path.open("rb") as file:
            tokens = [*tokenize.tokenize(file.readline)]
        expected = [(*t.start, t.string) for t in tokens if t.type == tokenize.COMMENT]
        assert [tuple(found) for found in comments(path.read_text("utf-8"))] == expected, path


def test_our_own_sources_are_classed_as_pygount_classes_them() -> None:
    assert len(OURS) > 20
    for path in OURS:
        text = path.read_text("utf-8")
        assert as_pygount(text) == pygount_classes(text), path


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = 1\n\n# y\n", id="code-blank-comment"),
        pytest.param('"""Why."""\n', id="docstring-is-a-comment"),
        pytest.param('"""Why.\n\nMore.\n"""\n', id="docstring-of-several-lines"),
        pytest.param('"""Why."""  # x\n', id="string-with-comment-is-code"),
        pytest.param('"a" "b"\nrb"c"\n', id="strings-in-a-row-are-code"),
        pytest.param("x = [\n  1,\n\n  # y\n  2]\n", id="brackets"),
        pytest.param("x = 1 + \\\n  2\n", id="backslash"),
        pytest.param("x = 1 + \\\n\ny\n\nz\n", id="backslash-before-a-blank-line"),
        pytest.param("\\\n'a'\n\\\n\n'b'\nc\n", id="backslash-above-a-string"),
        pytest.param("if x: y\nif x:  # z\n  y\nelse: pass\n", id="code-behind-a-colon"),
        pytest.param("x = 1; y = 2; \nif x: y; z\n", id="semicolons"),
        pytest.param("x: int; y[1:2]; z: 1.5e-3; a: 'b'; c: -1; d\n", id="colons-and-semicolons"),
        pytest.param("(x := 1)\nx[y:=1]\nf(lambda: 0)\n", id="colons-that-are-others"),
        pytest.param("x = 'a\\\nb'\ny = '#'\n", id="string-over-a-backslash"),
        pytest.param("x\x0cy\n# a\x0cb\n\x1c\n", id="exotic-line-ends"),
        pytest.param("", id="nothing"),
        pytest.param("\n\n", id="blank"),
        pytest.param("x = (\n", id="bracket-left-open"),
        pytest.param("x = 'a\n", id="string-left-open"),
    ],
)
def test_raw_counts_are_those_of_radon(text: str) -> None:
    assert raw_counts(text) == radon_counts(text)


def test_f_strings_count_alike_whichever_python_runs() -> None:
    """Since 3.12 radon takes them apart, and finds colons in them."""
    assert raw_counts('x = f"{y:>3}"; f"{z:4}"\n') == (1, 2, 1, 0, 0, 0, 0)
    assert raw_counts('f"""a\n{b}"""\n') == (2, 1, 0, 0, 2, 0, 0)


def test_what_is_no_token_has_no_counts() -> None:
    assert raw_counts("x = $\n") is None
    assert raw_counts("x = !y\n") is None
    assert raw_counts("x = y \\ z\n") is None
    assert raw_counts("'$'  # $\n") is not None


def radon_counts(text: str) -> tuple[int, ...] | None:
    try:
        return tuple(analyze(text))
    except SyntaxError:
        return None


# Fragments that meet in ways which no one writes. Left out are digits and "@" right before a
# prefix, and "import" right before a string, where Pygments sees a number or a name end.
QUOTES = ["'", '"', "'''", '"""', "f'", 'f"', 'rb"', "r'", 'F"""', "rf'", "t'''", 'Rb"', "u'"]
MARKS = ["{", "}", "{{", "}}", "[", "]", "(", ")", ":", ":", ",", ".", "=", "!r", "!", "#", "\\"]
SPACE = [" ", "\n", "\n", "\n    ", "\\\n", "\t", "\f", "\xa0", "\x0b", "\r"]
WORDS = ["x", "é", "pass", "if x:", "return", "'a'", '"%s:%s"', "# c", "ur'"]
FIELDS = ["%s", "{}", "{a}", "{a[", ">9}", "\\N{", "\\n", "\\'"]
anything = st.lists(st.sampled_from([*QUOTES, *MARKS, *SPACE, *WORDS, *FIELDS]), max_size=25)
within = st.lists(st.sampled_from([*MARKS, *FIELDS, "f'", "'a'", '"', "x", "\n"]), max_size=12)
strings = st.builds(
    lambda before, prefix, quote, inside: (
        f"{before}{prefix}{quote}{''.join(inside)}{quote}\n'y'\n'''y\n#'''"
    ),
    st.sampled_from(["", "(", "x\n", "x = ", "{1:"]),
    st.sampled_from(["f", "", "rf", "b", "Rb", "T", "fR", "u", "bu", "ubr"]),
    st.sampled_from(["'", "'''", '"""']),
    within,
)
texts = st.one_of(anything.map("".join), strings)


@settings(deadline=None, max_examples=600)
@given(texts)
def test_any_text_is_classed_as_pygount_classes_it(text: str) -> None:
    assert as_pygount(text) == pygount_classes(text)


@settings(deadline=None)
@given(texts)
def test_every_line_has_a_class(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert len(classify_lines(text)) == len(lines) - (lines[-1] == "")


@settings(deadline=None)
@given(texts)
def test_line_ends_change_nothing(text: str) -> None:
    unix = text.replace("\r", "")
    windows = unix.replace("\n", "\r\n")
    assert classify_lines(windows) == classify_lines(unix)
    assert [*comments(windows)] == [*comments(unix)]


@settings(deadline=None)
@given(texts, st.integers(0, 5))
def test_blank_lines_above_move_lines_and_change_nothing_else(text: str, above: int) -> None:
    moved = "\n" * above + text
    assert classify_lines(moved) == " " * above + classify_lines(text)
    assert [*comments(moved)] == [c._replace(line=c.line + above) for c in comments(text)]


@settings(deadline=None)
@given(texts)
def test_tokens_follow_one_another(text: str) -> None:
    tokens = strings_and_comments(text.replace("\r", "\n"))
    assert all(start < end for start, end, _ in tokens)
    assert all(before[1] <= after[0] for before, after in pairwise(tokens))


SIMPLE = ["x = 1", "x", "", "", "# c", "pass", "x: int", "lambda: 0", "if x:", "if x: y", "@f"]
SEVERAL = ["x: int; y: 1", "x[1:2]; y", "a; b;", "a;", "x: -1; y", "if x: y; z"]
STRINGS = ['"a"', '"""a\n\nb"""', "'''a'''  # c", "x = '''a\n#'''", "x = 'a\\\nb'"]
LONG = ["x = [\n1,\n\n# c\n]", "{'a': 1,\n}", "f(\n\n)", "x \\", "\\", "("]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SIMPLE, *SEVERAL, *STRINGS, *LONG]), max_size=12).map("\n".join))
def test_any_run_of_statements_is_counted_as_radon_counts_it(text: str) -> None:
    assert raw_counts(text) == radon_counts(text)


@settings(deadline=None)
@given(texts)
def test_raw_counts_of_any_text_add_up(text: str) -> None:
    counts = raw_counts(text)
    if counts is not None:
        assert counts.loc <= len(text.splitlines())
        assert counts.loc == counts.sloc + counts.blank + counts.multi + counts.single_comments


HOSTILE = {
    "quotes": "'" * 300_001,
    "open triple quotes": "x = '''" + "\\'" * 150_000,
    "open f-strings": "f'''{" * 60_000,
    "brackets in an f-string": "f'{" + "(" * 300_000,
    "subscripts in strings": '"' + "{a[" * 100_000,
    "chained subscripts in strings": '"{a' + "[x{a[y]" * 40_000,
    "named characters": '"' + "\\N{" * 100_000 + "'",
    "formats": 'f"{' + "x=   " * 60_000,
    "strings on one line": '""""""' * 50_000,
    "comments": "#\n" * 150_000,
    "backslashes": "\\\n" * 150_000,
    "open brackets": "(\n" * 150_000,
    "semicolons": "x:y;" * 75_000,
    "blank": "\n" * 300_000,
    "different lines": "\n".join("(" * (n % 700) + ")" * (n % 699) for n in range(430)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(text: str) -> None:
    """Time that grows with the square of the length would be minutes here."""
    start = process_time()
    classify_lines(text)
    Counter(comments(text))
    raw_counts(text)
    assert process_time() - start < 5
