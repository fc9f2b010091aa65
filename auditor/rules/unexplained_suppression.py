"""A finding is silenced and nobody says why, or the mark names no rule.

A mark such as `# numbers-audit: ignore[unseeded-split]` asks every later audit to look away.
With a reason it is a decision that others can question; without one it is debt that has become
invisible, and nobody dares to remove it. A mark without a reason silences nothing.

Nor does a mark with a name that no rule has: a slip of the pen, or a rule that was renamed. Its
author believes that something is settled, so the name is reported, with the rule it may stand for.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from auditor.evidence.marks import marks_in
from auditor.model import Category, Confidence, Example, Hit, Project, Rule, Severity

LONGEST = 60  # characters of a name that are told


def check(project: Project) -> Iterator[Hit]:
    for file in project.files:
        for mark in marks_in(file):
            if not mark.rules:
                yield Hit(mark.place, "this mark names no rule, so it silences nothing")
            for name in mark.rules:
                if name not in _known():
                    yield Hit(mark.place, f"`{name[:LONGEST]}` is no rule{_near(name)}")
            known = [name for name in mark.rules if name in _known()]
            if known and not mark.reason:
                yield Hit(mark.place, f"{', '.join(known)} is silenced without a reason")


def _known() -> frozenset[str]:
    from auditor.rules import CATALOGUE  # noqa: PLC0415 - the catalogue holds this rule

    return frozenset(rule.id for rule in CATALOGUE)


def _near(name: str) -> str:
    near = get_close_matches(name[:LONGEST], sorted(_known()), n=1)
    return f"; `{near[0]}` is one" if near else ""


RULE = Rule(
    id="unexplained-suppression",
    about=__doc__,
    category=Category.GENERAL,
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    source="SonarQube S1309, ruff PGH004: silenced findings are to be seen and explained",
    remedy="Write the reason behind the bracket, mend the name, or remove the mark.",
    minutes=10,
    minutes_reason="SonarQube S1309: finding out why it was written, and one line",
    example=Example(
        bad="weights = load(path)  # numbers-audit: ignore[unsafe-deserialisation]",
        good="weights = load(path)  # numbers-audit: ignore[unsafe-deserialisation] our own file",
    ),
    check=check,
)
