"""Files of other languages are counted by pygount, within limits that it does not have itself."""

import io
import logging
from collections import Counter
from collections.abc import Callable
from itertools import count as numbers

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import LEXERS, get_all_lexers
from pygount.analysis import SourceAnalysis, guess_lexer

from auditor.facts import lexers
from auditor.facts.clock import Clocks
from auditor.facts.other import NAMES, Counted, count
from auditor.model import Comment

SAMPLES = {
    "run.sh": '#!/bin/bash\n\n# why\nif [ "$a" ]; then  # x\n  echo "b\nc"\nfi\n',
    "main.c": "/* why\n\n more */\n#include <x.h>\nint main() {\n  return 0; // x\n}\n",
    "list.h": "#pragma once\n// why\nstruct a;\n",
    "view.h": "#import <x.h>\n@interface View : NSObject\n@end\n",
    "kernel.cu": "__global__ void f(int *a) {\n  // why\n  a[0] = 1;\n}\n",
    "app.js": "// why\nconst a = `b\nc`;\nexport default { a }\n;\n",
    "app.ts": "/** why */\nconst a: string = 'b';\n",
    "page.html": "<!DOCTYPE html>\n<!-- why -->\n<p>a</p>\n",
    "page.htm": "{% extends 'a' %}\n{# why #}\n{% block b %}{% endblock %}\n",
    "style.css": "/* why */\na {\n  color: red;\n}\n",
    "template.css": "a { color: {{ red }}; }\n{% if b %}\n{% endif %}\n",
    "pom.xml": '<?xml version="1.0"?>\n<project xmlns="http://maven.apache.org/POM/4.0.0">\n</project>\n',
    "plain.xml": "<a>\n<!-- why -->\n<b/>\n</a>\n",
    "broken.xml": "<a>\n<b c='&undefined;'\n",
    "picture.svg": "<svg>\n<path/>\n</svg>\n",
    "config.yaml": "# why\na:\n  - b\n  - 'c'\n",
    "config.toml": '[a]\n# why\nb = """\nc\n"""\n',
    "config.json": '{\n  "a": [\n    1\n  ]\n}\n',
    "setup.cfg": "[a]\n; why\nb = c\n",
    "Makefile": "# why\nall:\n\tgcc a.c\n",
    "Dockerfile": "# why\nFROM a:b\nRUN c\n",
    "BUILD": '"""Why."""\n\npy_library(\n    name = "a",\n)\n',
    "query.sql": "-- why\nSELECT a\nFROM b\nBEGIN\nEND\n",
    "script.R": "# why\na <- c(1, 2)\n",
    "script.m": "% why\na = [1 2];\n",
    "script.pl": "#!/usr/bin/perl\nuse strict; # why\nmy $a = 'b';\n",
    "README.md": "# Why\n\nText with `code`.\n\n```python\nx = 1\n```\n",
    "index.rst": "Why\n===\n\n.. code::\n\n   x = 1\n",
    "notes.txt": "Why\n\nnot?\n",
    "requirements.txt": "numpy\n# why\ntorch==1.0\n",
    "LICENSE": "MIT\n\nPermission …\n",
    "types.idl": "// why\ninterface A;\n",
    "paper.tex": "% why\n\\section{A}\n$x$\n",
    "run.bat": "@echo off\nREM why\ncd a\n",
    "above.yaml": "\n\n\n# why\na: b\n\n\n",
    "blank.yaml": "\n\n",
    "open.yaml": "a: b\n# no line end",
}
each_sample = pytest.mark.parametrize(("path", "text"), SAMPLES.items(), ids=SAMPLES)


@each_sample
def test_counts_and_language_are_those_of_pygount(path: str, text: str) -> None:
    logging.disable(logging.CRITICAL)  # pygount complains of broken XML
    expected = SourceAnalysis.from_file(
        path, "", file_handle=io.StringIO(text), generated_regexes=[]
    )
    logging.disable(logging.NOTSET)
    found = count(path, text)
    assert found.note is None
    assert found.language == NAMES.get(expected.language, expected.language)
    lines = Counter(found.lines)
    assert lines["c"] == expected.code_count
    assert lines["s"] == expected.string_count
    assert lines["#"] + lines["d"] + lines["q"] == expected.documentation_count
    dropped = len(text.splitlines()) - len(text.strip("\n").split("\n"))
    assert lines[" "] + lines["w"] == expected.empty_count + dropped


@each_sample
def test_there_is_a_class_for_each_line_and_blank_ones_are_blank(path: str, text: str) -> None:
    lines = text.splitlines()
    classes = count(path, text).lines
    assert len(classes) == len(lines)
    for line, found in zip(lines, classes, strict=True):
        assert line.strip() or found in " #s"  # within a comment or string they belong to it
        assert found != " " or not line.strip()


@each_sample
def test_lines_above_move_classes_and_comments(path: str, text: str) -> None:
    found = count(path, text)
    moved = count(path, "\n\n" + text)
    if moved.language == found.language:
        assert moved.lines == "  " + found.lines
        assert moved.comments == tuple(Comment(c.line + 2, c.text) for c in found.comments)


@pytest.mark.parametrize(
    ("path", "comments"),
    [
        pytest.param("run.sh", [(1, "/bin/bash"), (3, "why"), (4, "x")], id="behind-code"),
        pytest.param("main.c", [(1, "why"), (3, "more"), (6, "x")], id="several-lines"),
        pytest.param("app.ts", [(1, "why")], id="stars"),
        pytest.param("page.html", [(2, "why")], id="html"),
        pytest.param("query.sql", [(1, "why")], id="dashes"),
        pytest.param("setup.cfg", [(2, "why")], id="semicolon"),
        pytest.param("paper.tex", [(1, "why")], id="percent"),
        pytest.param("run.bat", [(2, "why")], id="word"),
        pytest.param("BUILD", [], id="python-has-docstrings"),
        pytest.param("README.md", [], id="prose-is-no-comment"),
        pytest.param("notes.txt", [], id="nor-is-text"),
        pytest.param("LICENSE", [], id="nor-a-licence"),
        pytest.param("above.yaml", [(4, "why")], id="below-blank-lines"),
    ],
)
def test_comments_come_without_their_marks(path: str, comments: list[tuple[int, str]]) -> None:
    assert [(c.line, c.text) for c in count(path, SAMPLES[path]).comments] == comments


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("a: b\n" * 100_000, "longer than 300,000 characters", id="size"),
        pytest.param("a: " + "b" * 6_000, "has a line longer than 5,000 characters", id="line"),
    ],
)
def test_what_is_too_much_for_a_lexer_is_counted_without(text: str, reason: str) -> None:
    found = count("a.yaml", "\n" + text)
    assert found.language == "YAML"
    assert found.lines == " " + "c" * len(text.splitlines())
    assert found.note == f"{reason}: its lines are code or blank"


def test_a_lexer_that_takes_too_long_is_stopped() -> None:
    found = count("a.yaml", "a: b\n# c\n" * 1_000, Clocks(_ticking(), _ticking()))
    assert found.note == "takes longer than 10 seconds: its lines are code or blank"
    assert found.lines == "c" * 2_000
    assert found.comments == ()


def test_a_lexer_that_waits_for_its_processor_is_not() -> None:
    found = count("a.yaml", "a: b\n# c\n" * 1_000, Clocks(_ticking(), lambda: 0.0))
    assert found.note is None


def _ticking() -> Callable[[], float]:
    seconds = numbers()
    return lambda: float(next(seconds))


def test_a_style_sheet_of_one_line_is_not_lexed() -> None:
    text = "a{b:c}" * 200_000
    assert count("min.css", text).lines == "c"


def test_a_name_that_no_language_has() -> None:
    expected = Counted("Other", "c c", note="no known language has files of this name")
    found = count("data.nonsense", "a\n\nb\n")
    assert found == expected._replace(note=found.note)
    assert found.note


def test_entities_within_entities_are_survived() -> None:
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">\n' for n in range(1, 12))
    text = f'<?xml version="1.0"?>\n<!DOCTYPE a [\n<!ENTITY x0 "x">\n{entities}]>\n<a>&x11;</a>\n'
    assert count("bomb.xml", text).language == "XML"


def test_the_patterns_shared_by_template_languages_are_those_of_pygments() -> None:
    shared = {p for name in LEXERS for p in lexers._load(name).alias_filenames}  # noqa: SLF001
    assert shared == {f"*.{suffix}" for suffix in lexers.SHARED_SUFFIXES}


def test_names_lead_to_the_lexers_that_pygount_takes() -> None:
    """One pattern in twenty, each made a name."""
    patterns = sorted({p for _, _, found, _ in get_all_lexers(plugins=False) for p in found})
    for pattern in patterns[::20]:
        name = pattern.replace("*", "a").replace("[1-9]", "1")
        found = lexers.lexer_for(f"folder/{name}", "")
        assert found is not None, pattern
        assert found.name == guess_lexer(name, "").name, pattern


@settings(deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.text(max_size=60))
def test_any_text_is_counted_line_by_line(path: str, text: str) -> None:
    text = text.replace("\r", "")
    lines = text.split("\n")
    assert len(count(path, text).lines) == len(lines) - (lines[-1] == "")
