"""The SARIF report is what code scanning asks for, whatever the names of the files."""

import json
from typing import Any
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from auditor.model import Outcome, Severity
from auditor.report.sarif import LEVELS, MAX_RESULTS, MAX_TEXT, render
from tests import audits
from tests.goldens import assert_golden

HOSTILE = "[x](javascript:alert(1)) ../../etc/passwd%00 \x1b[31m\u202e\n" + "y" * 5000


def run_of(text: str) -> dict[str, Any]:
    report = json.loads(text)
    assert report["version"] == "2.1.0"
    (run,) = report["runs"]
    assert isinstance(run, dict)
    return run


def uris(run: dict[str, Any]) -> list[str]:
    return [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for place in result["locations"]
    ]


def test_every_result_points_at_its_rule_and_place() -> None:
    audit = audits.realistic()
    run = run_of(render(audit))
    rules = run["tool"]["driver"]["rules"]
    found = {result["partialFingerprints"]["numbersAudit/v1"]: result for result in run["results"]}
    assert len(found) == len(audit.findings)
    for finding in audit.findings:
        result = found[finding.fingerprint]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        assert result["level"] == LEVELS[finding.severity]
        (place,) = result["locations"]
        region = place["physicalLocation"]["region"]
        if finding.cell is None:
            assert region == {"startLine": finding.line, "endLine": finding.end_line}
        else:
            assert result["message"]["text"].startswith(f"Cell {finding.cell}, line {finding.line}")
    assert {unquote(uri) for uri in uris(run)} == {finding.path for finding in audit.findings}


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_has_a_level(severity: Severity) -> None:
    assert LEVELS[severity.label] in {"error", "warning", "note"}


def test_hostile_text_makes_no_link_and_no_long_message() -> None:
    run = run_of(render(audits.hostile(HOSTILE)))
    for result in run["results"]:
        text = result["message"]["text"]
        assert "](" not in text
        assert text.isprintable()
        assert len(text) <= MAX_TEXT + 100
    for uri in uris(run):
        assert uri.isascii()
        assert not set(uri) & set(" []()\n\x1b")


def test_names_that_are_not_utf_8_are_written() -> None:
    assert render(audits.hostile("caf\udce9")).encode()


def test_keeps_the_heaviest_where_there_are_too_many() -> None:
    audit = audits.realistic()
    run = run_of(render(replace(audit, findings=audit.findings * 80)))
    assert len(run["results"]) == MAX_RESULTS
    minutes = [result["properties"]["minutes"] for result in run["results"]]
    assert max(minutes) == max(finding.minutes for finding in audit.findings)


def test_says_that_a_check_failed() -> None:
    audit = audits.realistic()
    broken = replace(audit.rules[0], outcome=Outcome.FAILED)
    run = run_of(render(replace(audit, rules=(broken, *audit.rules[1:]))))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert broken.id in told["message"]["text"]
    assert run_of(render(audit))["invocations"][0]["executionSuccessful"] is True


def test_tells_new_findings_from_old_ones_only_against_a_baseline() -> None:
    audit = audits.realistic()
    one, two, *_ = audit.findings
    marked = replace(audit, findings=(replace(one, new=True), replace(two, new=False)))
    states = {
        result["partialFingerprints"]["numbersAudit/v1"]: result["baselineState"]
        for result in run_of(render(marked))["results"]
    }
    assert states == {one.fingerprint: "new", two.fingerprint: "unchanged"}
    assert "baselineState" not in render(audit)


def test_golden() -> None:
    assert_golden("golden/report.sarif", render(audits.realistic()))
    assert_golden("golden/empty.sarif", render(audits.empty()))
