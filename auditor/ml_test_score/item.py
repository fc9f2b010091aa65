"""What one of the 28 tests is, and what counts as having it.

Breck et al. (2017) give half a point for a test that is done by hand, and a whole one where a
machine repeats it. A reader of code sees a part of either: what it sees counts, what it does not
see may still exist. So the sum is a lower bound.
"""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from auditor.evidence.signs import tests_run
from auditor.model import Project


class Section(StrEnum):
    DATA = "data"
    MODEL = "model"
    INFRASTRUCTURE = "infrastructure"
    MONITORING = "monitoring"


class Shown(msgspec.Struct, frozen=True):
    """Evidence of a test; `automated` where a machine repeats it without being asked."""

    evidence: str
    automated: bool = False


Check = Callable[[Project], Shown | None]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One test. `unseen` says why code alone cannot deny it; empty where its lack is told."""

    id: str
    section: Section
    title: str
    check: Check = lambda _: None
    unseen: str = ""


def by_hand(evidence: str | None) -> Shown | None:
    return Shown(evidence) if evidence else None


def by_machine(evidence: str | None) -> Shown | None:
    return Shown(evidence, automated=True) if evidence else None


def as_tested(project: Project, evidence: str | None) -> Shown | None:
    """Evidence in a test: a machine repeats it where CI runs the tests."""
    if evidence is None:
        return None
    runs = tests_run(project)
    return Shown(f"{evidence}; {runs}", automated=True) if runs else Shown(evidence)
