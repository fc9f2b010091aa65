"""Inputs that `python -m tests.fuzz` once found to crash a reader: each one now has its facts."""

import json

import pytest

from auditor.facts import facts_of, unpacked
from auditor.facts import packed_facts as packed
from auditor.model import Blob, Does, Kind


def blob(path: str, kind: Kind, data: bytes) -> Blob:
    return Blob(path, kind, "0" * 40, len(data), data)


def notebook(**cell: object) -> Blob:
    document = {"cells": [{"cell_type": "code", "source": "x = 1", **cell}]}
    return blob("a.ipynb", Kind.NOTEBOOK, json.dumps(document).encode())


@pytest.mark.parametrize("odd", [{}, [], {"code": 1}, 7, None, True])
def test_a_type_of_cell_may_be_no_text(odd: object) -> None:
    (cell,) = facts_of(notebook(cell_type=odd)).cells
    assert cell.kind == "raw"


@pytest.mark.parametrize("odd", [1e308, "xyz", {"a": 1}, None, True])
def test_a_sheet_of_an_old_notebook_may_hold_no_list_of_cells(odd: object) -> None:
    document = {"worksheets": [{"cells": odd}, odd, {"cells": [{"cell_type": "code"}]}]}
    facts = facts_of(blob("a.ipynb", Kind.NOTEBOOK, json.dumps(document).encode()))
    assert [cell.kind for cell in facts.cells] == ["code"]


@pytest.mark.parametrize("odd", [True, 2**40, 1.5, "3", {}])
def test_what_counts_no_runs_is_no_count(odd: object) -> None:
    facts = facts_of(notebook(execution_count=odd))
    assert facts.cells[0].execution_count is None
    assert unpacked(packed(notebook(execution_count=odd))) == facts


def test_a_match_may_have_no_case() -> None:
    code = facts_of(blob("a.py", Kind.SOURCE, b"match x:\n\nprint y\nz = 1\n")).code
    assert code is not None
    assert any(statement.does is Does.ASSIGN for statement in code.statements)
