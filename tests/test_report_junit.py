"""A CI system that shows tests shows rules: found ones fail, unanswered ones are skipped."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from msgspec.structs import replace

from auditor.model import Outcome
from auditor.report.junit import MAX_PLACES, render
from tests import audits
from tests.goldens import assert_golden


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - made by our own renderer


def test_every_rule_is_a_case_and_fails_where_it_found() -> None:
    audit = audits.realistic()
    root = parsed(render(audit))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert set(cases) == {rule.id for rule in audit.rules}
    failed = {name for name, case in cases.items() if case.find("failure") is not None}
    assert failed == {finding.rule for finding in audit.findings}
    skipped = {name for name, case in cases.items() if case.find("skipped") is not None}
    silent = {Outcome.CLEAN, Outcome.FOUND}
    assert skipped == {rule.id for rule in audit.rules if rule.outcome not in silent} - failed


def test_suites_count_their_cases() -> None:
    for suite in parsed(render(audits.realistic())).iter("testsuite"):
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))


def test_what_a_baseline_has_already_fails_nothing() -> None:
    audit = audits.realistic()
    old = tuple(replace(finding, new=False) for finding in audit.findings)
    assert not [*parsed(render(replace(audit, findings=old))).iter("failure")]


def test_many_places_of_a_rule_are_cut_and_counted() -> None:
    audit = audits.realistic()
    many = (audit.findings[0],) * (MAX_PLACES + 2)
    (failure,) = parsed(render(replace(audit, findings=many))).iter("failure")
    assert (failure.text or "").endswith("\nand 2 more")


def test_what_a_target_wrote_stays_text() -> None:
    audit = audits.realistic()
    hostile = replace(audit.findings[0], message="</failure>\x00\x1b[2J<x>]]>&", path="<a>.py")
    (failure,) = parsed(render(replace(audit, findings=(hostile,)))).iter("failure")
    assert "</failure>" in (failure.text or "")
    assert "\x1b" not in (failure.text or "")


def test_the_whole_file() -> None:
    assert_golden("golden/report.xml", render(audits.realistic()))
