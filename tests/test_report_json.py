"""The JSON report is the same for the same audit, and comes back as what it was."""

import json as standard
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.compare import compare, league
from auditor.errors import BadReport
from auditor.model import (
    SCHEMA_VERSION,
    Audit,
    Category,
    Confidence,
    Finding,
    Role,
    Severity,
    Verdict,
)
from auditor.report import SUFFIXES, json
from auditor.report import render as render_as
from tests import audits
from tests.goldens import assert_golden

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)  # whole characters

PROMISED = (
    "schema",
    "target.url",
    "target.path",
    "target.commit",
    "lines.code",
    *(f"lines.by_role.{role}" for role in Role),
    "lines.by_language",
    "lines.by_kind",
    *(
        f"shares.{share}.{part}"
        for share in ("ml_code", "ml_pipeline", "ml_touching")
        for part in ("all", "without_tests")
    ),
    *(
        f"files.0.{key}"
        for key in ["path", "kind", "language", "code", "comment", "docstring", "blank", "roles"]
    ),
    "skipped.0.path",
    "skipped.0.reason",
    *(
        f"findings.0.{key}"
        for key in [
            "rule",
            "path",
            "cell",
            "line",
            "end_line",
            "severity",
            "confidence",
            "minutes",
            "message",
            "fingerprint",
        ]
    ),
    *(f"rules.0.{key}" for key in ("id", "category", "outcome")),
    *(f"practices.0.{key}" for key in ("id", "outcome", "evidence")),
    "debt.minutes",
    "debt.ratio",
    "debt.rating",
    "engineering_score.value",
    "ml_test_score.value",
    "ml_test_score.sections",
    "hotspots.0",
    "verdict.summary",
    "verdict.reasons",
)
"""Keys that other programs read: a change of any is a new major version of the schema."""


def with_lines(**by_role: int) -> str:
    lines = standard.loads(json.render(audits.realistic()))["lines"]
    return damaged(lines={**lines, "by_role": {**lines["by_role"], **by_role}})


def with_a_file(**changes: float) -> str:
    first, *others = standard.loads(json.render(audits.realistic()))["files"]
    return damaged(files=[first | changes, *others])


def damaged(**changes: object) -> str:
    report = standard.loads(json.render(audits.realistic()))
    return standard.dumps(report | changes)


@pytest.mark.parametrize("path", PROMISED)
def test_keeps_the_keys_that_other_programs_read(path: str) -> None:
    value: Any = standard.loads(json.render(audits.realistic()))
    for key in path.split("."):
        value = value[int(key) if isinstance(value, list) else key]


def test_sorts_keys_at_every_depth() -> None:
    text = json.render(audits.realistic())
    assert (
        text
        == standard.dumps(standard.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )


@pytest.mark.parametrize(
    "audit", [audits.realistic(), audits.empty(), audits.hostile("\x1b[31m\u202e\n\"'<&>\x00")]
)
def test_comes_back_as_what_it_was(audit: Audit) -> None:
    text = json.render(audit)
    assert json.load(text) == audit
    assert json.load(text.encode()) == audit
    assert json.render(json.load(text)) == text


@given(
    text=TEXTS,
    minutes=st.floats(min_value=0, allow_infinity=False, allow_nan=False),
    cell=st.none() | st.integers(0, 10_000),
    severity=st.sampled_from(Severity),
    role=st.none() | st.sampled_from(Role),
    new=st.none() | st.booleans(),
)
def test_any_finding_comes_back(  # noqa: PLR0913, PLR0917 - one for each kind of field
    text: str,
    minutes: float,
    cell: int | None,
    severity: Severity,
    role: Role | None,
    new: bool | None,  # noqa: FBT001
) -> None:
    audit = audits.empty()
    finding = Finding(
        rule=text,
        category=Category.SYSTEM,
        path=text,
        cell=cell,
        line=1,
        end_line=2,
        severity=severity.label,
        confidence=Confidence.LOW.label,
        minutes=minutes,
        message=text,
        fingerprint=text,
        role=role,
        new=new,
    )
    audit = replace(audit, findings=(finding,), verdict=Verdict(summary=text, reasons=()))
    assert json.load(json.render(audit)) == audit


def test_the_kind_of_mapping_does_not_matter() -> None:
    audit = audits.realistic()
    frozen = replace(audit.lines, by_role=MappingProxyType(audit.lines.by_role))
    assert json.render(replace(audit, lines=frozen)) == json.render(audit)


def test_the_order_of_keys_does_not_matter() -> None:
    audit = audits.realistic()
    backwards = dict(sorted(audit.lines.by_language.items(), reverse=True))
    lines = replace(audit.lines, by_language=backwards)
    assert json.render(replace(audit, lines=lines)) == json.render(audit)


def test_spells_out_names_that_are_not_utf_8() -> None:
    audit = audits.hostile("caf\udce9")
    assert json.load(json.render(audit)).target.name == r"caf\udce9"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "no JSON", id="empty"),
        pytest.param("{", "no JSON", id="cut"),
        pytest.param(json.render(audits.realistic())[:5000], "no JSON", id="cut-in-the-middle"),
        pytest.param(b"\xff\xfe{}", "no JSON", id="binary"),
        pytest.param('{"a": 1e999}', "no JSON", id="number-beyond-floats"),
        pytest.param("[" * 100_000, "nested too deeply", id="deep"),
        pytest.param("[1, 2]", "no report of numbers-audit", id="a-list"),
        pytest.param('{"name": "left-pad"}', "no report of numbers-audit", id="foreign"),
        pytest.param(
            damaged(tool={"name": "scc", "version": "1"}), "no report of", id="of-another-tool"
        ),
        pytest.param(
            json.render(compare(audits.realistic(), audits.later())),
            "no report of one target",
            id="a-comparison",
        ),
        pytest.param(
            json.render(league([audits.realistic()] * 3)), "no report of one target", id="a-table"
        ),
        pytest.param(damaged(schema="2.0"), "update numbers-audit", id="newer-major"),
        pytest.param(damaged(schema="0.9"), "audit the target again", id="older-major"),
        pytest.param(damaged(schema="one"), "no version", id="no-version"),
        pytest.param(damaged(schema=1), "no report of numbers-audit", id="version-is-a-number"),
        pytest.param(damaged(findings=3), "damaged", id="wrong-type"),
        pytest.param(damaged(debt={"minutes": 1}), "damaged", id="missing-keys"),
        pytest.param(with_lines(ml_code=-1), "do not add up", id="fewer-lines-than-none"),
        pytest.param(with_a_file(recent_commits=-1), "less than no", id="fewer-commits-than-none"),
        pytest.param(with_a_file(minutes=-1.0), "less than no", id="debt-below-nothing"),
        pytest.param(with_lines(ml_code=10**9), "do not add up", id="more-lines-than-all"),
    ],
)
def test_refuses_what_is_no_report_in_one_sentence(text: str | bytes, why: str) -> None:
    with pytest.raises(BadReport, match=why) as caught:
        json.load(text)
    assert str(caught.value).count("\n") == 0
    assert len(str(caught.value)) < 200


def test_reads_reports_of_other_minor_versions() -> None:
    newer = damaged(schema="1.7", moon_phase="waning")
    assert replace(json.load(newer), schema=SCHEMA_VERSION) == audits.realistic()
    older = standard.loads(json.render(audits.empty()))
    del older["notes"], older["run"], older["commits"]  # as if these had come later
    assert json.load(standard.dumps(older)) == audits.empty()


def test_a_report_without_what_the_last_minor_version_added_makes_every_format() -> None:
    older = standard.loads(json.render(audits.dated()))
    assert older["schema"] == SCHEMA_VERSION == "1.2"
    older["schema"] = "1.1"
    del older["admitted"]
    for file in older["files"]:
        del file["recent_commits"]
    audit = json.load(standard.dumps(older))
    assert audit.schema == "1.1"
    for suffix in SUFFIXES:
        assert len(render_as(audit, suffix)) > 300


@pytest.mark.parametrize("audit", [audits.realistic(), audits.empty()])
def test_agrees_with_its_published_schema(audit: Audit) -> None:
    validator = jsonschema.Draft202012Validator(standard.loads(json.schema()))
    validator.validate(standard.loads(json.render(audit)))
    assert not validator.is_valid({"schema": "1.0"})


@pytest.mark.parametrize("name", json.WRITTEN)
def test_the_published_schemas_are_current(name: str) -> None:
    assert_golden(f"../docs/{name}.schema.json", json.schema(name))


def test_golden() -> None:
    assert_golden("golden/report.json", json.render(audits.realistic()))
