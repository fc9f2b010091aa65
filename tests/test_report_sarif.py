"""The SARIF report is what code scanning asks for, whatever the names of the files."""

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace

from auditor.model import Audit, Outcome, Severity
from auditor.report.sarif import LEVELS, MAX_RESULTS, MAX_TEXT, render
from tests import audits
from tests.goldens import assert_golden

HOSTILE = "[x](javascript:alert(1)) ../../etc/passwd%00 \x1b[31m\u202e\n" + "y" * 5000

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
AUDITS = {
    "realistic": audits.realistic(),
    "empty": audits.empty(),
    "hostile": audits.hostile(HOSTILE),
    "not-utf-8": audits.hostile("caf\udce9"),
    "large": audits.large(600, 900),
    "too-many": replace(audits.realistic(), findings=audits.realistic().findings * 80),
    "failed": replace(
        audits.realistic(),
        rules=(replace(audits.realistic().rules[0], outcome=Outcome.FAILED),),
    ),
    "against-a-baseline": replace(
        audits.realistic(),
        findings=tuple(
            replace(finding, new=number % 2 == 0)
            for number, finding in enumerate(audits.realistic().findings)
        ),
    ),
    "of-no-known-commit": replace(
        audits.realistic(), target=replace(audits.realistic().target, url=None, commit=None)
    ),
}
each_audit = pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS)


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


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    read = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(read)
    return Draft4Validator(read)


@each_audit
def test_is_valid_under_the_schema(audit: Audit, schema: Draft4Validator) -> None:
    assert [error.message for error in schema.iter_errors(json.loads(render(audit)))] == []


def test_the_schema_would_object(schema: Draft4Validator) -> None:
    report = json.loads(render(audits.realistic()))
    report["runs"][0]["results"][0]["level"] = "high"
    report["runs"][0]["results"][1]["message"] = "text"
    assert len([*schema.iter_errors(report)]) == 2


@each_audit
def test_keeps_to_what_github_takes_in(audit: Audit) -> None:
    """Limits and wanted properties of code scanning: docs/reference/report.md lists them."""
    text = render(audit)
    run = run_of(text)
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert len(gzip.compress(text.encode())) < 10_000_000
    assert len(rules) <= 25_000
    assert len(results) <= 5_000
    for rule in rules:
        assert len(rule["id"]) <= 255
        assert len(rule["properties"]["tags"]) <= 10
        for key in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[key]["text"]) <= 1024
    for result in results:
        assert result["message"]["text"]
        assert result["partialFingerprints"]
        assert len(result["locations"]) == 1
        region = result["locations"][0]["physicalLocation"]["region"]
        assert 1 <= region["startLine"] <= region["endLine"]


@each_audit
def test_paths_lie_below_the_root_of_the_repository(audit: Audit) -> None:
    for uri in uris(run_of(render(audit))):
        assert uri
        assert not uri.startswith("/")
        assert ":" not in uri.split("/")[0]  # else it would be an address of its own


@each_audit
def test_no_name_of_a_rule_repeats_its_id(audit: Audit) -> None:
    """SARIF1001 of the validator that GitHub points to."""
    for rule in run_of(render(audit))["tool"]["driver"]["rules"]:
        assert rule.get("name", "").lower() != rule["id"].lower()


def test_golden() -> None:
    assert_golden("golden/report.sarif", render(audits.realistic()))
    assert_golden("golden/empty.sarif", render(audits.empty()))
