"""The table of findings opens in a spreadsheet and runs nothing there."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.csv import COLUMNS, FORMULA, render
from tests import audits
from tests.goldens import assert_golden


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_has_a_row_for_each_finding() -> None:
    audit = audits.realistic()
    table = rows(render(audit))
    assert tuple(table[0]) == COLUMNS
    assert [row["fingerprint"] for row in table] == [f.fingerprint for f in audit.findings]
    assert [float(row["minutes"]) for row in table] == [f.minutes for f in audit.findings]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r\n=1+1",
        "  =1+1",
        "|calc",
        '"=1+1"',
        'a","=1+1',
        "a\n=1+1",
    ],
)
def test_no_cell_starts_a_formula(text: str) -> None:
    table = rows(render(audits.hostile(text)))
    assert len(table) == len(audits.realistic().findings)
    for cell in (cell for row in table for cell in row.values()):
        assert not cell.lstrip().startswith(FORMULA)
        assert cell.isprintable()


@given(st.text(max_size=30))
def test_any_text_is_one_cell(text: str) -> None:
    table = rows(render(audits.hostile(text)))
    assert len(table) == len(audits.realistic().findings)
    assert all(None not in row for row in table)


def test_golden() -> None:
    assert_golden("golden/findings.csv", render(audits.realistic()))
    assert_golden("golden/findings-empty.csv", render(audits.empty()))
