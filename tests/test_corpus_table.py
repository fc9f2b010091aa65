"""The table and the page of the corpus: made from reports alone, and what they say adds up."""

import csv
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.corpus import MEASURES
from auditor.model import Outcome, Role
from auditor.report.json import render
from tests.audits import realistic
from tests.corpus import table


def row(name: str, code: int, ml: int) -> dict[str, str]:
    figures = dict.fromkeys(MEASURES, "0.5") | {"code_lines": str(code), "ml_code": str(ml / code)}
    lines = dict.fromkeys((f"lines_{role}" for role in Role), "0")
    return {"repository": name, "commit": "0", **figures, **lines, "lines_ml_code": str(ml)}


ROWS = [row("a/a", 100, 4), row("b/b", 200, 20), row("c/c", 300, 90), row("d/d", 400, 286)]


def test_the_page_tells_small_shares_from_large_ones() -> None:
    text = table.page(ROWS)
    assert "4 ML repositories with 1,000 code lines" in text
    assert "**20 % in the middle repository, 40 % of all lines taken together**" in text
    assert "of these repositories 1 of 4 (25 %) do" in text
    assert "| 60 to 100 % | 1 | █ |" in text
    assert "| ML code | 400 | 40.0 % | 20.0 % | 100 % |" in text


def test_a_report_is_a_row_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("repository,commit\nowner/name,abc\nowner/gone,def\n")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "owner+name.json").write_text(render(realistic()))
    monkeypatch.setattr(table, "LIST", listed)
    monkeypatch.setattr(table, "TABLE", tmp_path / "t.csv")
    rows = table.tabulate(tmp_path / "reports")
    table.write(table.TABLE, rows)
    with (tmp_path / "t.csv").open(newline="") as file:
        (written,) = csv.DictReader(file)
    audit = realistic()
    assert (written["repository"], written["commit"]) == ("owner/name", "abc")
    assert written["code_lines"] == str(audit.lines.code)
    assert sum(int(written[f"lines_{role}"]) for role in Role) == audit.lines.code


def test_findings_of_a_rule_are_counted_where_it_was_asked() -> None:
    audit = realistic()
    rule = replace(audit.rules[0], id="some-rule", outcome=Outcome.FOUND, findings=3)
    clean = replace(rule, outcome=Outcome.CLEAN, findings=0)
    silent = replace(clean, outcome=Outcome.NOT_APPLICABLE)
    several = [("a", "0", replace(audit, rules=(one,))) for one in (rule, clean, rule, silent)]
    (counted,) = table.counted(several)
    assert counted == {"rule": "some-rule", "asked": "3", "found_in": "2", "findings": "6"}
