"""JUnit XML, for CI systems that show tests: a test case for each rule, failed where it found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from auditor.model import Audit, Finding, Outcome, RuleReport
from auditor.report import words

MAX_PLACES = 50  # of one rule; the report has them all


def render(audit: Audit) -> str:
    """The format of Jenkins and GitLab: suites are categories, cases are rules."""
    suites = ET.Element("testsuites", name=f"numbers-audit {words.visible(audit.target.name)}")
    findings = _by_rule(audit.findings)
    for category, rules in _by_category(audit.rules).items():
        found = sum(bool(findings.get(rule.id)) for rule in rules)
        skipped = sum(_is_skipped(rule) for rule in rules)
        counts = {"tests": len(rules), "failures": found, "skipped": skipped}
        told = {name: str(count) for name, count in counts.items()}
        suite = ET.SubElement(suites, "testsuite", {"name": category, "errors": "0", **told})
        for rule in rules:
            case = ET.SubElement(suite, "testcase", classname=category, name=rule.id)
            _outcome(case, rule, findings.get(rule.id, ()))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _outcome(case: ET.Element, rule: RuleReport, findings: Sequence[Finding]) -> None:
    if findings:
        failure = ET.SubElement(case, "failure", type=rule.severity, message=rule.title)
        failure.text = "\n".join(_places(findings))
    elif _is_skipped(rule):
        ET.SubElement(case, "skipped", message=words.OUTCOMES[rule.outcome])


def _places(findings: Sequence[Finding]) -> list[str]:
    told = [
        words.visible(f"{words.place(finding)}: {finding.message}")
        for finding in findings[:MAX_PLACES]
    ]
    more = len(findings) - MAX_PLACES
    return [*told, f"and {more:,} more"] if more > 0 else told


def _is_skipped(rule: RuleReport) -> bool:
    return rule.outcome not in {Outcome.CLEAN, Outcome.FOUND}


def _by_rule(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """What a baseline has already is left out: it fails no build."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.new is not False:
            found[finding.rule].append(finding)
    return found


def _by_category(rules: Sequence[RuleReport]) -> Mapping[str, list[RuleReport]]:
    found: defaultdict[str, list[RuleReport]] = defaultdict(list)
    for rule in rules:
        found[rule.category].append(rule)
    return found
