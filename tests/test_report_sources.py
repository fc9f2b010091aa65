"""Sources that a page carries: as many as there is room for, the weightiest first, text as text."""

import base64
import json
import zlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.model import Finding, Listing, Role, RoleSpan
from auditor.report.html import render
from auditor.report.sources import Packed, packed
from tests import audits

FINDING = audits.realistic().findings[0]


def listing(path: str = "a.py", *lines: str) -> Listing:
    spans = (RoleSpan(1, 1, Role.ML_CODE, 0.934, "`fit` is ml_code", touches_ml=True),)
    return Listing(path=path, lines=lines or ("model.fit(x)",), classes="c" * 9, spans=spans)


def about(path: str, priority: float = 1, **changes: int | None) -> tuple[str, Finding]:
    return "f-1", replace(FINDING, path=path, priority=priority, **changes)


def opened(source: Packed) -> dict[str, Any]:
    found = json.loads(zlib.decompress(base64.b64decode(source.data), -zlib.MAX_WBITS))
    assert isinstance(found, dict)
    return found


def test_a_source_has_its_lines_roles_and_reasons() -> None:
    (source,) = packed([listing("a.py", "model.fit(x)", "\tx = 1\r")], [])
    sheet = opened(source)
    assert sheet["text"] == "model.fit(x)\n\tx = 1"
    assert sheet["spans"] == [[1, 1, list(Role).index(Role.ML_CODE), 93, 0, 1]]
    assert sheet["reasons"] == ["`fit` is ml_code"]


def test_findings_of_a_notebook_stand_at_the_line_of_their_cell() -> None:
    book = replace(listing("a.ipynb", *"abcdef"), cells=((1, 0), (4, 2)))
    in_cell = about("a.ipynb", cell=2, line=2, end_line=3)
    of_file = about("a.ipynb", cell=None, line=1, end_line=1)
    (source,) = packed([book], [in_cell, of_file])
    assert [note[:2] for note in opened(source)["notes"]] == [[0, 0], [5, 6]]


def test_files_that_owe_most_come_first_where_there_is_no_room_for_all() -> None:
    sources = [listing(f"{letter}.py") for letter in "abcd"]
    found = [about("c.py", 9)]
    sizes = {source.path: len(source.data) for source in packed(sources, found)}
    kept = packed(sources, found, sizes["c.py"] + sizes["a.py"])
    assert [source.path for source in kept] == ["a.py", "c.py"]
    assert packed(sources, [], 0) == ()


@given(text=st.text())
def test_whatever_stands_in_a_line_is_one_visible_line(text: str) -> None:
    (source,) = packed([listing("a.py", text.replace("\t", ""), "end")], [])
    first, *rest = opened(source)["text"].split("\n")
    assert rest == ["end"]
    assert not any(ord(letter) < 32 for letter in first)


def test_a_page_without_sources_has_no_place_for_them() -> None:
    assert "<dialog" not in render(audits.realistic())
    assert "<dialog" in render(audits.realistic(), listings=lambda: [listing()])
