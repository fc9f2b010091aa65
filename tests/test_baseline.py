"""The audit that comes with the package is what an audit of the reference project says today.

`make baseline` writes it anew.
"""

from pathlib import Path

from msgspec.structs import replace

from auditor import audit
from auditor.model import Audit, AuditedTarget, Rating
from auditor.pipeline import reference
from auditor.report.json import render
from tests.goldens import assert_golden

FOLDER = Path(__file__).parents[1] / "reference_project"


def made_now() -> Audit:
    """Without what differs from machine to machine and from commit to commit."""
    made = audit(str(FOLDER), history=False, run_info=False, jobs=1)
    return replace(made, target=AuditedTarget(name="reference project"), notes=())


def test_the_shipped_audit_is_current() -> None:
    assert_golden("../auditor/data/reference.json", render(made_now()))


def test_the_reference_project_earns_its_marks() -> None:
    assert reference().debt.rating is Rating.A
    assert reference().complete
