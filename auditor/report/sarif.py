"""The findings in SARIF 2.1.0, for code scanning of forges and editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from auditor.model import Audit, Finding, Outcome, PracticeOutcome, RuleReport
from auditor.report import words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 5_000  # GitHub shows no more, and refuses more than 25,000
MAX_TEXT = 1_000  # characters of a message that GitHub shows
ROOT = "%SRCROOT%"

LEVELS = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}

Json = Mapping[str, Any]


def render(audit: Audit) -> str:
    findings = words.weightiest(audit)[:MAX_RESULTS]
    numbers = {rule.id: number for number, rule in enumerate(audit.rules)}
    run = {
        "tool": {"driver": _driver(audit)},
        "automationDetails": {"id": "numbers-audit/"},
        "invocations": [_invocation(audit)],
        "results": [_result(finding, numbers) for finding in findings],
        "columnKind": "unicodeCodePoints",
        **_provenance(audit),
    }
    report = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _driver(audit: Audit) -> Json:
    return {
        "name": audit.tool.name,
        "version": audit.tool.version,
        "rules": [_rule(rule) for rule in audit.rules],
    }


def _rule(rule: RuleReport) -> Json:
    title = _text(rule.title)
    return {
        "id": rule.id,
        **_name(rule.id),
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": _text(rule.remedy) or title},
        "defaultConfiguration": {"level": LEVELS.get(rule.severity, "warning")},
        "properties": {"tags": ["technical-debt", rule.category.value]},
    }


def _name(rule: str) -> Json:
    """Words run together; none for a single word, since it would say the id again (SARIF1001)."""
    words_of = rule.split("-")
    return {"name": "".join(map(str.capitalize, words_of))} if len(words_of) > 1 else {}


def _invocation(audit: Audit) -> Json:
    """Whether all of our checks ran, and which of them failed."""
    failed = [rule.id for rule in audit.rules if rule.outcome is Outcome.FAILED]
    failed += [each.id for each in audit.practices if each.outcome is PracticeOutcome.FAILED]
    return {
        "executionSuccessful": audit.complete,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": f"The check {name} failed."}} for name in failed
        ],
    }


def _provenance(audit: Audit) -> Json:
    address, commit = words.web_address(audit.target.url), audit.target.commit
    if address is None or commit is None:
        return {}
    return {"versionControlProvenance": [{"repositoryUri": address, "revisionId": commit}]}


def _result(finding: Finding, numbers: Mapping[str, int]) -> Json:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": LEVELS.get(finding.severity, "warning"),
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {"numbersAudit/v1": finding.fingerprint},
        "properties": {
            "minutes": finding.minutes,
            "confidence": finding.confidence,
            **{name: _text(value) for name, value in finding.labels.items()},
        },
    }
    if finding.rule in numbers:
        result["ruleIndex"] = numbers[finding.rule]
    if finding.new is not None:
        result["baselineState"] = "new" if finding.new else "unchanged"
    return result


def _message(finding: Finding) -> str:
    """The message; in a notebook also where, since SARIF counts the lines of its JSON."""
    where = "" if finding.cell is None else f"Cell {finding.cell}, line {finding.line}: "
    return where + (_text(finding.message) or finding.rule)


def _location(finding: Finding) -> Json:
    uri = quote(finding.path, errors="replace")
    first = finding.line if finding.cell is None else 1
    last = finding.end_line if finding.cell is None else 1
    region = {"startLine": max(first, 1), "endLine": max(first, last, 1)}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": ROOT},
            "region": region,
        }
    }


def _text(text: str) -> str:
    """Plain text: no links, and what cannot be seen is spelt out."""
    return words.short(words.visible(text), MAX_TEXT).replace("](", "] (")
