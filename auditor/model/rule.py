"""What a rule is, and what comes of running one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import msgspec

from auditor.model.project import Location, Project
from auditor.model.vocabulary import Category, Confidence, Outcome, Severity


class Hit(msgspec.Struct, frozen=True):
    """Where a rule applies, and why. `detect` adds rule, severity, minutes and fingerprint.

    `size` feeds a linear remediation function: lines, occurrences or whatever the rule's
    `minutes_each` is counted in. `severity` and `minutes` override the rule's own: a remark, made
    because a definition says so, has the lowest severity and costs nothing. `labels` are what else
    a rule tells of a finding, name by name: the type of an admitted debt, say. A hit may be
    `anywhere` if its place is only the first or largest of many: then the same finding may turn up
    elsewhere next time.
    """

    location: Location
    message: str
    size: float = 0.0
    severity: Severity | None = None
    minutes: float | None = None
    identity: str = ""  # what stays the same when code moves; default: the text of the lines
    labels: tuple[tuple[str, str], ...] = ()
    anywhere: bool = False


class Example(msgspec.Struct, frozen=True):
    """A pair that the catalogue prints and the tests run: `bad` is reported, `good` is not.

    A text is the file `path`; rules about several files give mappings of path to text. Rules about
    the past say in how many commits each file changed of late, and who changed it.
    """

    bad: str | Mapping[str, str]
    good: str | Mapping[str, str]
    path: str = "example.py"
    recent_commits: int | None = None  # None: there is no history
    authors: Mapping[str, tuple[str, ...]] = {}  # path -> who changed it


class Scope(StrEnum):
    """What a rule must see at once: one file (then it may run beside others), or all of them."""

    FILE = "file"
    REPOSITORY = "repository"


class NotAssessable(Exception):  # noqa: N818 - an outcome, not an error
    """Raised by a check that lacks what it needs (history, a lock file's hash); says what."""


Check = Callable[[Project], Iterator[Hit]]
Applies = Callable[[Project], bool]


def always(_: Project) -> bool:
    return True


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of debt: its page, its price and its check.

    Remediation follows SQALE: `minutes` a finding, plus `minutes_each` times the hit's size;
    `minutes_reason` says where the numbers come from.
    """

    id: str
    about: str
    category: Category
    severity: Severity
    confidence: Confidence
    source: str
    remedy: str
    minutes: float
    minutes_reason: str
    example: Example
    check: Check
    minutes_each: float = 0.0
    scope: Scope = Scope.FILE
    applies: Applies = always
    off: str = ""  # why it only runs if it is selected by name; "" for rules that always run

    @property
    def title(self) -> str:
        return self.about.strip().partition("\n")[0].removesuffix(".")


class RuleResult(msgspec.Struct, frozen=True):
    rule: Rule
    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    reason: str | None = None  # why it was not applicable, not assessable or failed
    silenced: tuple[Suppression, ...] = ()  # the target's marks, once for each hit left out


class Suppression(msgspec.Struct, frozen=True):
    """A target's own `numbers-audit: ignore[...]` comment: counted and shown, obeyed if trusted."""

    place: Location
    rules: tuple[str, ...]
    reason: str
    alone: bool = False  # on a line of its own: then it is about the line below

    def silences(self, rule: str, place: Location) -> bool:
        """Whether a finding of this rule stands where the mark is about."""
        return (
            rule in self.rules
            and (self.place.path, self.place.cell) == (place.path, place.cell)
            and place.line <= self.place.line + self.alone <= place.end_line
        )


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """Something a repository as a whole does or lacks. `check` gives evidence, or None for lack."""

    id: str
    title: str
    about: str
    check: Callable[[Project], str | None]
    applies: Applies = always
    weight: float = 1.0
