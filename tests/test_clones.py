"""Clones: what counts as a copy, where it begins and ends, and how groups are told apart."""

from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode
from msgspec.structs import replace

from auditor.evidence.clones import Clone, clones
from auditor.model import Prints, Project, SourceFile
from tests.builders import file_of, project_of

BODY = """\
def totals(rows, path):
    done = [row for row in rows if row["state"] == "done"]
    best = sorted(done, key=score, reverse=True)[:10]
    with open(path, "w") as sink:
        sink.write("name,count,mean\\n")
        for row in best:
            count = len(row["times"])
            mean = sum(row["times"]) / max(count, 1)
            line = ",".join([row["name"], str(count), f"{mean:.2f}"])
            sink.write(line + "\\n")
    left = len(rows) - len(done)
    if left > 0:
        log.warning("still to do: %s", left)
    return left
"""
RENAMED = (
    BODY.replace("totals", "summary")
    .replace("row", "entry")
    .replace('entry["times"]', 'entry["times"]')
    .replace("sink", "target")
    .replace("[:10]", "[:25]")
    .replace("still to do: %s", "%s are missing")
)
C_CODE = """\
static float mean(const float *values, int count) {
    float total = 0.0f;
    for (int i = 0; i < count; i++) {
        total += values[i] * weights[i];
    }
    if (count > limit) {
        fprintf(stderr, "too many values\\n");
        total = clamp(total, 0.0f, 1.0f);
    }
    float scale = 1.0f / (float)count;
    float shift = offset(total, scale);
    store(buffer, total * scale + shift);
    return total * scale;
}
"""


def found(texts: dict[str, str]) -> list[str]:
    return [" ".join(map(str, clone.sites)) for clone in clones_in(texts)]


def only(texts: dict[str, str]) -> Clone:
    (clone,) = clones_in(texts)
    return clone


def clones_in(texts: dict[str, str]) -> tuple[Clone, ...]:
    """Clones of a project whose lines have no roles yet, which makes many tests quick."""
    return clones(Project(tuple(file_of(path, text) for path, text in texts.items())))


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(BODY, id="to-the-letter"),
        pytest.param(RENAMED, id="renamed-with-other-numbers-and-prose"),
        pytest.param(BODY.replace("\n", "  # as agreed\n"), id="commented"),
        pytest.param(BODY.replace("path):", "path):\n    '''Write them.'''"), id="documented"),
        pytest.param(BODY.replace("    done", "    import os\n    done"), id="with-an-import"),
        pytest.param(BODY.replace("sum(row", "sum(\n        row"), id="wrapped"),
        pytest.param(BODY.replace("\n", "\n\n"), id="spaced"),
        pytest.param("class A:\n" + "    " + BODY.replace("\n", "\n    "), id="indented"),
    ],
)
def test_finds(copy: str) -> None:
    assert len(found({"a.py": BODY, "b.py": copy})) == 1


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(BODY.replace("row[", "row.get("), id="other-calls"),
        pytest.param(
            BODY.replace("times", "hours").replace("name", "title").replace("write", "send"),
            id="other-keys-and-attributes",
        ),
        pytest.param("\n".join(BODY.splitlines()[:8]), id="too-short"),
        pytest.param("\n".join(reversed(BODY.splitlines())), id="other-order"),
    ],
)
def test_takes_no_other_code_for_a_copy(copy: str) -> None:
    assert found({"a.py": BODY, "b.py": copy}) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(f"import module_{n}\n" for n in range(40)), id="imports"),
        pytest.param("# All rights reserved, whoever reads this\n" * 40, id="licence"),
        pytest.param("TABLE = {\n" + "    'key': (1, 2, 3),\n" * 60 + "}\n", id="table"),
        pytest.param("values.append(1)\n" * 60, id="the-same-line-again"),
        pytest.param(
            "import argparse\nparser = argparse.ArgumentParser()\n"
            + "".join(
                f"parser.add_argument('--{n}', type=int, default=1)\n" for n in "abcdefghijklmn"
            ),
            id="options",
        ),
    ],
)
def test_what_every_program_has_is_no_copy(text: str) -> None:
    assert not clones(project_of({"a.py": text, "b.py": text}))


def test_gives_the_lines_of_each_site() -> None:
    texts = {"a.py": "x = 1\n" + BODY, "b.py": "import os\n\n\n" + BODY + "y = 2\n"}
    assert found(texts) == ["a.py:2-15 b.py:4-17"]


def test_tells_whether_copies_are_alike_to_the_letter() -> None:
    assert only({"a.py": BODY, "b.py": BODY}).exact
    assert not only({"a.py": BODY, "b.py": RENAMED}).exact


def test_names_all_sites_of_a_group_once() -> None:
    assert found({"a.py": BODY, "b.py": BODY, "c.py": RENAMED}) == ["a.py:1-14 b.py:1-14 c.py:1-14"]


def test_the_longer_copy_takes_its_lines_and_the_third_site_is_still_told() -> None:
    longer = BODY + RENAMED.replace("len(", "size(").replace("sum(", "add(")
    texts = {"a.py": longer, "b.py": longer, "c.py": BODY}
    assert found(texts) == ["a.py:1-14 c.py:1-14", "a.py:1-28 b.py:1-28"]


def test_a_copy_within_a_file_does_not_overlap_itself() -> None:
    assert found({"a.py": BODY + BODY}) == ["a.py:1-14 a.py:15-28"]


def test_a_header_whose_body_differs_is_left_out() -> None:
    texts = {"a.py": BODY + "def f(x):\n    return g(x)\n", "b.py": BODY + "def f(x):\n    del x\n"}
    assert found(texts) == ["a.py:1-14 b.py:1-14"]


def test_reads_other_languages_by_their_lines() -> None:
    texts = {
        "a.c": C_CODE,
        "b.cu": "// a note\n#include <math.h>\n" + C_CODE.replace("total", "sum"),
    }
    assert found(texts) == ["a.c:1-13 b.cu:3-15"]


@pytest.mark.parametrize("name", ["run.sh", "page.html", "style.css", "tests/a.py", "setup.cfg"])
def test_does_not_compare(name: str) -> None:
    assert found({name: BODY, f"other/{name}": BODY}) == []


def test_gives_cells_of_notebooks() -> None:
    cells = [{"cell_type": "markdown", "source": "# Totals"}, {"cell_type": "code", "source": BODY}]
    notebook = encode({"cells": cells, "nbformat": 4}).decode()
    assert found({"a.ipynb": notebook, "b.ipynb": notebook}) == ["a.ipynb[1]:1-14 b.ipynb[1]:1-14"]


def test_code_made_to_be_slow_is_read_in_bounded_time() -> None:
    """Much repetition of many periods: without a budget growing would take its square."""
    random = Random(5)  # noqa: S311 - a test's own numbers
    mixed = [random.randrange(9) for _ in range(20_000)]
    regular = [*range(200)] * 100
    files = [printed("a.py", mixed), printed("b.py", mixed), printed("c.py", regular)]
    start = process_time()
    assert clones(Project(tuple(files)))
    assert process_time() - start < 20  # seconds; takes one


def printed(path: str, shapes: list[int]) -> SourceFile:
    """A file whose statements have these shapes, each on a line of 30 tokens."""
    file = file_of(path, "")
    prints = Prints.of([(shape, 0, 1, 0, 30) for shape in shapes])
    return replace(file, facts=replace(file.facts, prints=prints, lines="c" * len(shapes)))


@given(above=st.lists(st.sampled_from(["", "# note", "import os"]), max_size=20))
def test_lines_above_move_a_copy_and_change_nothing_else(above: list[str]) -> None:
    clone = only({"a.py": BODY, "b.py": "\n".join([*above, BODY])})
    assert [site.line for site in clone.sites] == [1, len(above) + 1]
    assert clone.mark == only({"a.py": BODY, "b.py": BODY}).mark


rows = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1), st.integers(0, 2**16 - 1),
    st.integers(0, 255), st.integers(0, 255),
)  # fmt: skip


@given(st.lists(rows))
def test_prints_are_read_as_they_were_packed(packed: list[tuple[int, ...]]) -> None:
    line, expected = 0, []
    for shape, spelling, step, height, tokens in packed:
        line += step
        expected.append((shape, spelling, line, line + height, tokens))
    assert list(Prints.of(packed)) == expected
