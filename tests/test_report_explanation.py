"""`explain` shows source beside roles, and every link between a line and its role."""

import io
import json
import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from auditor.errors import BadSettings
from auditor.facts import source_of
from auditor.model import Audit, Blob, Kind, Project
from auditor.report.explanation import Place, chain, find, render, show
from auditor.report.terminal import Look
from tests import audits
from tests.builders import project_of

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
TRAIN = """\
# Train a classifier.
from sklearn.svm import SVC

clf = SVC()
clf.fit(x, y)
print("done")
"""


def notebook(*cells: str) -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": cell, "outputs": [], "execution_count": 1}
                for cell in cells
            ],
            "metadata": {},
            "nbformat": 4,
        }
    )


PROJECT = project_of({
    "src/train.py": TRAIN,
    "a.ipynb": notebook("import torch\ntorch.ones(1)", "print(1)"),
    "weights.bin": b"\0\1\2" * 50,
})  # fmt: skip
SOURCES = {
    "src/train.py": tuple(TRAIN.split("\n")),
    "a.ipynb": ("import torch", "torch.ones(1)", "print(1)"),
    "weights.bin": ("",),
}


def audit_of(path: str = "", line: int = 0, message: str = "") -> Audit:
    base = audits.realistic()
    if not path:
        return replace(base, findings=())
    finding = replace(
        base.findings[0], path=path, line=line, end_line=line, cell=None, message=message
    )
    return replace(base, findings=(finding,))


def explained(asked: str, audit: Audit | None = None, project: Project = PROJECT) -> str:
    place = find(project, asked)
    return render(place, audit or audit_of(), SOURCES[place.file.path])


def test_each_line_stands_beside_its_role() -> None:
    lines = explained("src/train.py").splitlines()
    assert re.search(r" 5 +▌ clf\.fit\(x, y\)", "\n".join(lines))
    assert re.search(r" 6  Monitoring +▌ print", "\n".join(lines))
    assert any(line.split() == ["1", "#", "Train", "a", "classifier."] for line in lines)


def test_a_finding_stands_below_its_line() -> None:
    lines = explained("src/train.py", audit_of("src/train.py", 5, "no scaling")).splitlines()
    at = next(index for index, line in enumerate(lines) if "clf.fit" in line)
    assert "no scaling" in lines[at + 1]


def test_the_chain_of_one_line_is_told_link_by_link() -> None:
    said = explained("src/train.py:5")
    assert "`fit` ← `clf` ← `sklearn.svm.SVC`, knowledge/sklearn.toml" in said
    assert "ML code (ml_code)" in said
    assert re.search(r"^>5", said, re.MULTILINE)


def test_a_line_without_a_role_says_why() -> None:
    assert "none: it is blank, a comment or a docstring" in explained("src/train.py:1")


def test_a_line_of_a_notebook_is_named_by_its_cell() -> None:
    assert re.search(r"^>\[0\]2", explained("a.ipynb[0]:2"), re.MULTILINE)
    assert "torch" not in explained("a.ipynb[1]").partition("\n\n")[2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param("train.py", "is it 'src/train.py'?", id="another-folder"),
        pytest.param("src/trian.py:3", "is it 'src/train.py'?", id="a-slip"),
        pytest.param("nothing-like-it.xyz", "has no file 'nothing-like-it.xyz'.", id="no-file"),
        pytest.param("src/train.py:99", "6 lines, and no line 99", id="behind-the-end"),
        pytest.param("a.ipynb:2", "name a cell", id="a-notebook-without-a-cell"),
        pytest.param("a.ipynb[7]:1", "no code cell 7", id="no-such-cell"),
        pytest.param("src/train.py[0]:1", "no code cell 0", id="no-notebook"),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(asked: str, said: str) -> None:
    with pytest.raises(BadSettings, match=re.escape(said)):
        explained(asked)


def test_a_file_that_does_not_count_says_why() -> None:
    assert "It has no roles: compiled program." not in explained("weights.bin")
    assert "It has no roles: " in explained("weights.bin")


def test_a_name_with_a_colon_is_a_name() -> None:
    odd = project_of({"a:1": "#!/bin/sh\nls\n"})
    assert find(odd, "a:1") == Place(odd.files[0])


def test_colour_adds_nothing_but_colour() -> None:
    place = find(PROJECT, "src/train.py:5")
    coloured = render(place, audit_of(), SOURCES["src/train.py"], Look(colours="standard"))
    assert ESCAPES.search(coloured)
    assert ESCAPES.sub("", coloured) == explained("src/train.py:5")


def test_a_narrow_terminal_is_not_overrun_and_a_pipe_gets_all() -> None:
    project = project_of({"long.py": f"x = '{'漢' * 100}'\n"})
    source = (f"x = '{'漢' * 100}'",)
    place = find(project, "long.py")
    said = audit_of("long.py", 1, "many words " * 20)
    narrow = render(place, said, source, Look(width=80))
    assert max(map(cell_len, narrow.splitlines())) <= 80
    pipe = Console(file=io.StringIO(), width=80)
    show(place, said, source, pipe)
    assert "漢" * 100 in pipe.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO


def test_hostile_source_does_not_reach_the_terminal() -> None:
    project = project_of({"a.py": "x = '\x1b[2J'\n"})
    assert "\x1b" not in render(find(project, "a.py"), audit_of(), ("x = '\x1b[2J'",))


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            "`clf.fit` ← `sklearn.svm.SVC().fit` is ml_code (sklearn.toml)",
            "`fit` ← `clf` ← `sklearn.svm.SVC`, knowledge/sklearn.toml",
        ),
        (
            "`np.mean` ← `numpy.mean` is ml_code (numeric.toml)",
            "`np.mean` ← `numpy.mean`, knowledge/numeric.toml",
        ),
        (
            "`wget` is data_collection (knowledge/languages/shell.toml)",
            "`wget`, knowledge/languages/shell.toml",
        ),
        ("what most of its body does", "what most of its body does"),
    ],
)
def test_a_reason_becomes_a_chain(reason: str, said: str) -> None:
    assert chain(reason) == said


@pytest.mark.parametrize(
    ("path", "kind", "data"),
    [("a.py", Kind.SOURCE, TRAIN.encode()), ("a.ipynb", Kind.NOTEBOOK, notebook("a\nb").encode())],
)
def test_the_source_has_the_lines_of_the_facts(path: str, kind: Kind, data: bytes) -> None:
    lines = source_of(Blob(path, kind, "", len(data), data))
    assert list(lines[:2]) in (["# Train a classifier.", "from sklearn.svm import SVC"], ["a", "b"])
