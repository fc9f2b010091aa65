"""Where the judgements of others lie, and how a rule is asked about one text.

The data are never part of this repository. `NUMBERS_AUDIT_ORACLES` names a folder with a checkout
of each source, called after its repository; a script may be given that folder as its argument.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from auditor.model import Project
from auditor.resolve import resolve
from auditor.rules import CATALOGUE
from tests.builders import file_of

RULES = {rule.id: rule for rule in CATALOGUE}


class Score(msgspec.Struct, frozen=True):
    """Findings that are right, findings that are not, and what was not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"


def folder(name: str, arguments: Sequence[str] = ()) -> Path | None:
    """The checkout of a source, or None where it is not at hand."""
    given = arguments[0] if arguments else os.environ.get("NUMBERS_AUDIT_ORACLES", "")
    path = Path(given) / name if given else None
    return path if path is not None and path.is_dir() else None


def project_from(text: str | bytes, path: str = "example.py") -> Project:
    return resolve([file_of(path, text)])


def lines_of(project: Project, rules: Iterable[str]) -> set[int]:
    """Lines that any of these rules reports; rules that there are not report nothing."""
    known = (RULES[name] for name in rules if name in RULES)
    return {hit.location.line for rule in known for hit in rule.check(project)}


def compared(found: set[int], expected: set[int]) -> Score:
    return Score(len(found & expected), len(found - expected), len(expected - found))


def say(name: str, line: str | None) -> int:
    """Print the one line of figures; exit code 0 either way, for absence is no failure."""
    sys.stdout.write(f"{name}: {line or 'data not at hand, skipped'}\n")
    return 0
